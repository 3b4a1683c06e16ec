"""The folder of the runs of several seeds: what it says, and how it is read again."""

from __future__ import annotations

from pathlib import Path

from suite.errors import UserError
from suite.lab.seeds.seed_run import SeedRun
from suite.lab.seeds.seeds_result import Seeds
from suite.recipe import load
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.directory.several_seeds import SEEDS, is_of_seeds
from suite.runs.files.damage import read_json
from suite.runs.files.file_forms import SeedsJson


def write_state(seeds: Seeds) -> None:
    """Write `summary.json`."""
    RunDirectory(seeds.path).write_summary(seeds.summary())


def known_count(path: Path) -> int:
    """How many seeds there shall be, as far as the folder says; 0 where it does not."""
    try:
        return open_seeds(path).count if is_of_seeds(path) else 0
    except UserError:  # damaged; it is written anew
        return 0


def is_begun(path: Path) -> bool:
    """Whether seeds were run in a folder, or are about to be."""
    if is_of_seeds(path) or not (path / SEEDS).is_dir():
        return is_of_seeds(path)
    names = {file.name for file in path.iterdir() if not file.name.startswith(".")}
    inside = {file.name for file in (path / SEEDS).iterdir()}
    return names <= {"recipe.yaml", SEEDS} and inside <= {"lock", "processes"}


def open_seeds(path: str | Path) -> Seeds:
    """The runs of several seeds in a folder, as far as they have come.

    Args:
        path: of the folder that `run RECIPE --seeds N` has left.

    Raises:
        UserError: it is another folder, or a file in it is damaged.
    """
    path = Path(path)
    if not is_of_seeds(path):
        raise UserError(f"{path}: is not the folder of the runs of several seeds.")
    nothing = SeedsJson(status="interrupted", count=1, seeds=[], figures={})
    state = read_json(path / "summary.json", SeedsJson, default=nothing)
    figures = state["figures"]
    runs = []
    for place, one in enumerate(state["seeds"]):
        own = {name: of["values"][place] for name, of in figures.items()}
        # Of several processes one may be done with a seed before another is with one before it.
        number = one.get("number", place)
        reason, seconds = one.get("reason", ""), one.get("seconds", 0.0)
        counted = own if one["status"] == "finished" else {}
        runs.append(SeedRun(number, one["seed"], one["status"], counted, seconds, reason))
    return Seeds(load(path / "recipe.yaml"), path, state["count"], runs, state["status"])
