"""The file of a seed: which process has it, and what its run came to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from suite.lab.seeds.seed_run import SeedRun
from suite.lab.shared.piece_file import read_piece
from suite.runs.directory.several_seeds import seed_folder
from suite.runs.files.file_forms import SeedRunJson
from suite.runs.files.write_whole import write_whole


def seed_file(path: Path, number: int) -> Path:
    """The file of a seed, beside its folder, which belongs to the run.

    Example:
        >>> seed_file(Path("out"), 7).as_posix()
        'out/seeds/7.json'
    """
    return seed_folder(path, number).with_name(f"{number}.json")


def read_seed(path: Path, number: int, say: Callable[[str], object]) -> SeedRun | None:
    """A seed of the folder of several; None where it has not begun.

    Args:
        path: of the folder of all.
        number: of the seed.
        say: see `read_piece`.
    """
    return read_piece(seed_file(path, number), SeedRunJson, SeedRun, say)


def write_seed(path: Path, run: SeedRun) -> None:
    """Write the file of a seed."""
    write_whole(seed_file(path, run.number), json.dumps(asdict(run), indent=1) + "\n")
