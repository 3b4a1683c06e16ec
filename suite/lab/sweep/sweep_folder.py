"""The folder of a sweep: its lock, and the file that says how far it has come."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from suite.errors import UserError
from suite.lab.sweep.sweep_result import Sweep
from suite.lab.sweep.trial import Trial
from suite.recipe import SweepRecipe, load
from suite.runs.files.damage import read_json, without_remedy
from suite.runs.files.file_forms import SweepJson
from suite.runs.files.write_whole import write_whole


def is_sweep(path: str | Path) -> bool:
    """Whether a folder is that of a sweep."""
    return (Path(path) / "sweep.json").is_file()


def trial_folder(path: Path, number: int) -> Path:
    """Where the run of a trial lies, or the runs of its folds."""
    return path / "trials" / f"{number:03}"


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
    return Sweep(recipe, path, _trials(state), str(state.get("status", "interrupted")))


def read_trials(path: Path, say: Callable[[str], object]) -> list[Trial]:
    """The trials of a sweep that have come to an end; none where sweep.json is damaged: then each
    finished run is met again in its folder."""
    try:
        return _trials(_read(path))
    except UserError as error:
        say(f"{without_remedy(error)}; finished trials are read from their folders")
        return []


def write_state(sweep: Sweep) -> None:
    """Write sweep.json."""
    best = sweep.best
    state = {
        "status": sweep.status,
        "recipe": sweep.recipe.name,
        "metric": sweep.recipe.sweep.metric,
        "direction": "max" if sweep.larger_is_better else "min",
        "best": None if best is None else best.number,
        "trials": [asdict(trial) for trial in sweep.trials],
    }
    write_whole(sweep.path / "sweep.json", json.dumps(state, indent=2, ensure_ascii=False) + "\n")


def _read(path: Path) -> SweepJson:
    return read_json(path / "sweep.json", SweepJson, default=SweepJson(trials=[]))


def _trials(state: SweepJson) -> list[Trial]:
    return [Trial(**trial) for trial in state["trials"]]
