"""A folder in which a recipe was run with several seeds: that of no run, but of all of them."""

from __future__ import annotations

from pathlib import Path

# The folder of the runs, in that of all of them.
SEEDS = "seeds"


def is_of_seeds(path: str | Path) -> bool:
    """Whether a folder is that of the runs of several seeds.

    Example:
        >>> Path("mine", "seeds").mkdir(parents=True)
        >>> _ = Path("mine", "summary.json").write_text("{}")
        >>> is_of_seeds("mine"), is_of_seeds("mine/seeds")
        (True, False)
    """
    path = Path(path)
    # What a run leaves before its summary: a callback of its own may have made such a folder.
    is_run = (path / "identity.json").exists()
    return (path / SEEDS).is_dir() and (path / "summary.json").is_file() and not is_run


def seed_folder(path: Path, number: int) -> Path:
    """Where the run of a seed lies.

    Args:
        path: of the folder of all.
        number: of the seed, from 0.

    Example:
        >>> seed_folder(Path("mine"), 3).as_posix()
        'mine/seeds/3'
    """
    return path / SEEDS / str(number)
