"""Whether the change that the doctor proposes helps: a short stretch with it and without it."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from suite.doctor.diagnosis import Evidence
from suite.edit import Edit
from suite.errors import UserError
from suite.recipe import TrainingRecipe, load
from suite.runs import RunDirectory
from suite.runs.directory.claim import claimed
from suite.runs.history import deciding_measure, lower_is_better
from suite.runs.numbers import show_metric
from suite.runs.progress.choose_progress import choose_progress
from suite.runs.run import Run
from suite.tables import aligned
from suite.training.process.process import process_settings
from suite.training.training_run import TrainingRun

# The diagnostics want to see 100 steps before they judge.
_LEAST_EPOCHS, _LEAST_STEPS = 3, 200
# What a run without a validation set is judged by.
_TRAINING = ("accuracy", "loss")
_LEAST_GAIN = 0.02


def try_edit(run: Run, quiet: bool = False) -> str:
    """Train the run's recipe twice from the same seed, as it is and changed, and compare.

    Args:
        run: one with a diagnosis that proposes a change.
        quiet: no progress display.

    Returns:
        A table, metrics and the evidence's figure before and after, and in its last line whether
        the change helps.

    Raises:
        UserError: there is no change to try, or the recipe refuses it.

    Example:
        >>> recipe = suite.load("optim/surface-quadratic", "training.steps=20")
        >>> try_edit(suite.run(recipe, "out", quiet=True))
        Traceback (most recent call last):
            ...
        suite.errors.UserError: out: the doctor proposes no change that could be tried.
    """
    diagnosis = run.diagnosis
    if diagnosis is None or not isinstance(diagnosis.edit, Edit):
        raise UserError(f"{run.path}: the doctor proposes no change that could be tried.")
    # One process tries it, however many trained the run.
    changes = "training.strategy=auto", "training.track=[]"
    recipe = load(run.directory.recipe_yaml, *changes).to_train
    changed = recipe.replace(diagnosis.edit.override).to_train
    short = diagnosis.edit.key != "training.epochs"
    before, after = (_stretch(one, short, quiet) for one in (recipe, changed))
    return f"{_table(diagnosis.evidence, before, after)}\n{_judgment(before, after)}"


def _stretch(recipe: TrainingRecipe, short: bool, quiet: bool) -> Run:
    """The first epochs of a recipe, its schedules as in the whole run; all of them if not short."""
    settings = recipe.training
    with (
        tempfile.TemporaryDirectory() as folder,
        process_settings(recipe.seed, settings.precision, settings.determinism),
    ):
        directory = RunDirectory.plan(Path(folder, "run"), recipe.name)
        with claimed(directory):
            training = TrainingRun(recipe, directory, choose_progress(quiet))
            if short:
                steps = math.ceil(_LEAST_STEPS / training.assembly.pipeline.steps_per_epoch)
                training.loop.options.epochs = min(settings.epochs, max(_LEAST_EPOCHS, steps))
            run = training.execute(resume=False)
        run.diagnosis  # noqa: B018 (read before the folder is gone)
        return run


def _table(evidence: Evidence, before: Run, after: Run) -> str:
    """Figures side by side."""
    names = [name for name in before.history.metrics if name in before.history.columns]
    names += [f"val_{name}" for name in names]
    rows = [(name, _last(before, name), _last(after, name)) for name in names]
    finding = evidence.finding
    if finding is not None:
        name = finding["diagnostic"]
        rows.append((name, _figure(before, finding), _figure(after, finding)))
    rows.append(("diagnosis", _verdict(before), _verdict(after)))
    rows.insert(0, (_shown_epochs(before), "before", "after"))
    return "\n".join(aligned(rows))


def _judgment(before: Run, after: Run) -> str:
    """Whether the change helps, by the measure that decides about the best epoch."""
    names = set(before.history.columns) & set(after.history.columns)
    name = deciding_measure(names) or next((one for one in _TRAINING if one in names), None)
    if name is None:
        return "The change cannot be judged: neither run has finished an epoch."
    sign = -1.0 if lower_is_better(name) else 1.0
    old, new = (_number(run, name) for run in (before, after))
    shown = f"{name} {_last(before, name)} -> {_last(after, name)}"
    gain = sign * (new - old) if math.isfinite(old + new) else math.isfinite(new) - 0.5
    if abs(gain) <= (_LEAST_GAIN * abs(old) if sign < 0 else _LEAST_GAIN):
        return f"The change makes no difference: {shown}."
    return f"The change {'helps' if gain > 0 else 'makes it worse'}: {shown}."


def _number(run: Run, name: str) -> float:
    """The last epoch's value; not a number where the run broke."""
    return float(run.history.column(name)[-1]) if run.history.rows else math.nan


def _shown_epochs(run: Run) -> str:
    epochs = len(run.history.rows)
    return f"{epochs} epoch{'' if epochs == 1 else 's'}"


def _last(run: Run, name: str) -> str:
    values = [value for value in run.history.column(name) if math.isfinite(value)]
    return show_metric(values[-1]) if values else "not finite"


def _figure(run: Run, finding: Mapping[str, Any]) -> str:
    """What the diagnostic said this time."""
    for one in run.findings:
        if (one["diagnostic"], one["topic"]) == (finding["diagnostic"], finding["topic"]):
            return "found" if one["figure"] is None else f"{one['figure']:.3g}"
    return "not found"


def _verdict(run: Run) -> str:
    nothing = run.doubt or "nothing wrong found"
    return nothing if run.diagnosis is None else run.diagnosis.sentence
