"""Run one combination of a sweep."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import tensorflow as tf

from suite.errors import RunFailure, UserError
from suite.lab.finished_run import finished_run, has_diverged, is_of_the_disk
from suite.lab.sweep.stops import Stop
from suite.lab.sweep.trial import Trial
from suite.recipe import Recipe, SweepRecipe
from suite.recipe.schema.sweep_settings import SweepSettings
from suite.runs.numbers import show_metric
from suite.runs.run import Run

Say = Callable[[str], object]
StopOf = Callable[[Path], Stop | None]
_Status = Literal["finished", "paused", "pruned", "diverged", "interrupted"]


class _NoFigure(UserError):
    """The sweep's metric is none of the runs': another trial would have it no more than this."""


def run_trial(
    recipe: SweepRecipe,
    trial: Trial,
    folder: Path,
    say: Say = lambda text: None,
    stop_of: StopOf = lambda place: None,
) -> Trial | None:
    """Run one combination of a sweep, or resume it.

    Args:
        recipe: of the sweep.
        trial: that has begun.
        folder: of its run, or with folds the folder of their runs, `fold-0` and so on.
        say: is told the value of each fold.
        stop_of: given the folder of a run, what stops it before its end.

    Returns:
        What it came to; None if it was interrupted, after its state was saved.

    Raises:
        RunFailure: a file cannot be written; another trial would meet the same.
        UserError: the runs have no such metric.

    Example:
        >>> recipe = suite.load("optim/surface-saddle", "sweep={metric: value, over: {seed: [0]}}")
        >>> run_trial(recipe, Trial(0, {"seed": 0}, "running"), Path("trial")).status
        'finished'
    """
    runs: list[Run] = []
    try:
        chosen = fold_recipes(recipe, trial.edits, folder)
        status, stop = _run_all(recipe, chosen, runs, say, stop_of)
        if status == "interrupted":
            return None
        return _ended(recipe.sweep, replace(trial, status=status), stop, runs)
    except (RunFailure, UserError, ValueError, tf.errors.OpError) as error:
        if isinstance(error, _NoFigure) or is_of_the_disk(error):
            raise
        return _broken(trial, "failed", runs, f"{error}")


def _ended(sweep: SweepSettings, trial: Trial, stop: Stop | None, runs: Sequence[Run]) -> Trial:
    """A trial with what its runs came to."""
    if trial.status == "diverged":
        return _broken(trial, "diverged", runs)
    value, deviation, folds = _over_folds(sweep, runs)
    return replace(
        trial,
        value=value,
        deviation=deviation,
        folds=folds,
        seconds=_seconds(trial, runs),
        rungs=[*trial.rungs, value] if sweep.kind == "halving" else [],
        epochs=None if stop is None else stop.epochs,
        reason="" if stop is None else stop.reason,
    )


def _broken(
    trial: Trial, status: Literal["diverged", "failed"], runs: Sequence[Run], reason: str = ""
) -> Trial:
    """A trial without a value, even if it had one at a rung before."""
    seconds = _seconds(trial, runs)
    return replace(trial, status=status, value=None, epochs=None, reason=reason, seconds=seconds)


def _over_folds(
    sweep: SweepSettings, runs: Sequence[Run]
) -> tuple[float, float | None, list[float]]:
    """Mean and deviation over the folds, and the value of each; without folds the only value."""
    values = [_figure(run, sweep.metric) for run in runs]
    if sweep.folds is None:
        return values[0], None, []
    deviation = statistics.stdev(values) if len(values) > 1 else None
    return statistics.fmean(values), deviation, values


def _run_all(
    recipe: SweepRecipe,
    chosen: Sequence[tuple[Recipe, Path]],
    runs: list[Run],
    say: Say,
    stop_of: StopOf,
) -> tuple[_Status, Stop | None]:
    """Run the recipes of a combination into their folders, and add each run to `runs`; how they
    ended, and what stopped them."""
    stopped = None
    for one, place in chosen:
        stop = stop_of(place)
        runs.append(finished_run(one, place, **({} if stop is None else {"pause": stop})))
        if runs[-1].status == "interrupted":
            if stop is None or stop.epochs is None:
                return "interrupted", None
            stopped = stop
        if has_diverged(runs[-1]):
            return "diverged", None
        if recipe.sweep.folds is not None:
            value = _figure(runs[-1], recipe.sweep.metric)
            say(f"  {place.name}  {recipe.sweep.metric} {show_metric(value)}")
        if stopped is not None and stopped.status == "pruned":
            break
    return ("finished" if stopped is None else stopped.status), stopped


def fold_recipes(
    recipe: SweepRecipe, edits: Mapping[str, Any], folder: Path
) -> list[tuple[Recipe, Path]]:
    """The recipe of each run of a combination, with its folder."""
    changed, folds = recipe.at(edits), recipe.sweep.folds
    if folds is None:
        return [(changed, folder)]
    return [
        (changed.replace(f"data.fold={{index: {index}, of: {folds}}}"), folder / f"fold-{index}")
        for index in range(folds)
    ]


def _figure(run: Run, metric: str) -> float:
    """The figure by which runs are compared."""
    figures = run.summary.get("metrics", {})
    if metric not in figures:
        known = ", ".join(name for name in figures if not name.startswith("test_"))
        raise _NoFigure(f"sweep.metric: the runs have no figure {metric}; they have {known}")
    value = figures[metric]
    if value is None:
        raise UserError(f"{metric} is no number in the end")
    return float(value)


def _seconds(trial: Trial, runs: Sequence[Run]) -> float:
    """What the runs took together, from the trial's last rung on and before."""
    before = trial.seconds if trial.rungs else 0.0
    return round(before + sum(run.summary.get("seconds") or 0.0 for run in runs), 3)
