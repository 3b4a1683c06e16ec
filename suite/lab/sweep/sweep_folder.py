"""The folder of a sweep, opened again."""

from __future__ import annotations

from pathlib import Path

from suite.errors import UserError
from suite.lab.sweep.sweep import Sweep
from suite.lab.sweep.sweep_report import closing_text, edits_text, outcome
from suite.lab.sweep.sweep_trial import Trial
from suite.recipe import SweepRecipe, load
from suite.runs.files.damage import read_json
from suite.runs.files.file_forms import SweepJson
from suite.runs.run import Run


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
    trials = [Trial(**trial) for trial in state["trials"]]
    recipe = load(path / "recipe.yaml")
    if not isinstance(recipe, SweepRecipe):
        raise UserError(f"{path / 'recipe.yaml'}: has no sweep, although sweep.json lies beside it")
    return Sweep(recipe, path, trials, str(state.get("status", "interrupted")))


def sweep_report(path: str | Path) -> str:
    """The table of a sweep, its best trial and what to do next."""
    sweep = open_sweep(path)
    count = len(sweep.trials)
    title = f"{sweep.recipe.name}: {sweep.status} after {count} trial{'' if count == 1 else 's'}"
    if not sweep.trials:
        return f"{title}: {sweep.path}"
    text = closing_text(sweep, None, ()) if sweep.best is not None else sweep.to_text()
    return f"{title}: {sweep.path}\n{text}"


def sweep_diagnoses(path: str | Path) -> str:
    """What the doctor says of each run of a sweep, in the order of the trials."""
    sweep = open_sweep(path)
    lines = []
    for trial in sweep.trials:
        folder = sweep.path / "trials" / f"{trial.number:03}"
        lines += ["  ".join([f"trial {folder.name}", *edits_text(trial.edits), outcome(trial)])]
        lines += [f"  {line}" for line in _of_trial(folder)]
    return "\n".join(lines) or f"{sweep.path}: no trial has come to an end"


def _of_trial(folder: Path) -> list[str]:
    """A line for each run in a trial's folder: the run itself, or one for each fold."""
    runs = [folder] if (folder / "summary.json").is_file() else sorted(folder.glob("fold-*"))
    said = []
    for run in runs:
        try:
            diagnosis = Run.open(run).diagnosis
        except UserError as error:
            said.append(str(error))
            continue
        sentence = "nothing wrong found" if diagnosis is None else diagnosis.cause.sentence
        said.append(sentence if run == folder else f"{run.name}: {sentence}")
    return said or ["no run is left of it"]
