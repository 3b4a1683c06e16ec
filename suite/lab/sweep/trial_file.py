"""The file of a trial: what it tries, written when it begins, and what that came to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from suite.lab.shared.piece_file import read_piece
from suite.lab.sweep.trial import Trial
from suite.runs.files.file_forms import TrialJson
from suite.runs.files.write_whole import write_whole

# The folder of the trials, in that of the sweep.
TRIALS = "trials"


def trial_folder(path: Path, number: int) -> Path:
    """Where the run of a trial lies, or the runs of its folds."""
    return path / TRIALS / f"{number:03}"


def trial_file(path: Path, number: int) -> Path:
    """Its file, beside that folder, which belongs to the run.

    Example:
        >>> trial_file(Path("out"), 7).as_posix()
        'out/trials/007.json'
    """
    return path / TRIALS / f"{number:03}.json"


def read_trial(path: Path, number: int, say: Callable[[str], object]) -> Trial | None:
    """A trial of the sweep in a folder; None where it has not begun.

    Args:
        path: of the sweep.
        number: of the trial.
        say: see `read_piece`.
    """
    return read_piece(trial_file(path, number), TrialJson, Trial, say)


def write_trial(path: Path, trial: Trial) -> None:
    """Write the file of a trial."""
    text = json.dumps(asdict(trial), indent=1, ensure_ascii=False)
    write_whole(trial_file(path, trial.number), text + "\n")
