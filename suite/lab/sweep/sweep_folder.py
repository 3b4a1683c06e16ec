"""The folder of a sweep, and the file that says how far all of it has come."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from suite.errors import UserError
from suite.lab.sweep.sweep_result import Sweep
from suite.lab.sweep.trial import Trial
from suite.recipe import SweepRecipe, load
from suite.runs.files.damage import read_json
from suite.runs.files.file_forms import SweepJson
from suite.runs.files.write_whole import write_whole


def is_sweep(path: str | Path) -> bool:
    """Whether a folder is that of a sweep."""
    return (Path(path) / "sweep.json").is_file()


def open_sweep(path: str | Path) -> Sweep:
    """The sweep in a folder, as far as it has come.

    Raises:
        UserError: a file in it is missing or damaged.
    """
    path = Path(path)
    state = read_json(path / "sweep.json", SweepJson, default=SweepJson(trials=[]))
    recipe = load(path / "recipe.yaml")
    if not isinstance(recipe, SweepRecipe):
        raise UserError(f"{path / 'recipe.yaml'}: has no sweep, although sweep.json lies beside it")
    trials = [Trial(**trial) for trial in state["trials"]]
    return Sweep(recipe, path, trials, str(state.get("status", "interrupted")))


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
