"""The folder of a sweep, and the file that says how far all of it has come."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from suite.errors import UserError
from suite.lab.sweep.sweep_result import Sweep
from suite.lab.sweep.trial import Trial
from suite.lab.sweep.trial_file import TRIALS, trial_file, write_trial
from suite.recipe import SweepRecipe, load
from suite.runs.files.damage import read_json
from suite.runs.files.file_forms import SweepJson
from suite.runs.files.write_whole import write_whole

# Of the files of a sweep; one more where an older version would read them wrongly.
_FORM = 2


def is_sweep(path: str | Path) -> bool:
    """Whether a folder is that of a sweep."""
    return (Path(path) / "sweep.json").is_file()


def is_begun(path: Path) -> bool:
    """Whether a folder is that of a sweep, or of one whose first process is about to say so."""
    try:
        names = {file.name for file in path.iterdir() if not file.name.startswith(".")}
        inside = {file.name for file in (path / TRIALS).iterdir()}
    except OSError:  # not there
        return is_sweep(path)
    is_new = names <= {TRIALS, "recipe.yaml"} and inside <= {"lock", "processes"}
    return is_sweep(path) or is_new


def status_of(path: Path) -> str:
    """What sweep.json says of the whole; nothing where it is damaged or missing."""
    try:
        return str(_read(path).get("status", ""))
    except UserError:
        return ""


def refuse_newer(path: Path) -> None:
    """Refuse a sweep of a later version of the suite, whose files may say something else.

    Raises:
        UserError: it is one.
    """
    try:
        form = _read(path).get("form", _FORM)
    except UserError:  # damaged; it is written anew
        return
    if form > _FORM:
        raise UserError(
            f"{path}: holds a sweep of a later version of the suite (its files have form {form}, "
            f"this version writes {_FORM}). Use that version, or choose another folder with --out."
        )


def adopt_older(path: Path) -> None:
    """Give each trial of a sweep that a version without them has begun the file of its own."""
    try:
        state = _read(path)
    except UserError:
        return
    if "form" not in state:
        for trial in state["trials"]:
            if not trial_file(path, trial["number"]).exists():
                write_trial(path, Trial(**trial))


def _read(path: Path) -> SweepJson:
    return read_json(path / "sweep.json", SweepJson, default=SweepJson(trials=[]))


def open_sweep(path: str | Path) -> Sweep:
    """The sweep in a folder, as far as it has come.

    Raises:
        UserError: a file in it is missing or damaged.
    """
    path = Path(path)
    state = _read(path)
    recipe = load(path / "recipe.yaml")
    if not isinstance(recipe, SweepRecipe):
        raise UserError(f"{path / 'recipe.yaml'}: has no sweep, although sweep.json lies beside it")
    trials = [Trial(**trial) for trial in state["trials"]]
    return Sweep(recipe, path, trials, str(state.get("status", "interrupted")))


def write_state(sweep: Sweep) -> None:
    """Write sweep.json."""
    best = sweep.best
    state = {
        "form": _FORM,
        "status": sweep.status,
        "recipe": sweep.recipe.name,
        "metric": sweep.recipe.sweep.metric,
        "direction": "max" if sweep.larger_is_better else "min",
        "best": None if best is None else best.number,
        "trials": [asdict(trial) for trial in sweep.trials],
    }
    write_whole(sweep.path / "sweep.json", json.dumps(state, indent=2, ensure_ascii=False) + "\n")
