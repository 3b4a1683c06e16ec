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
from suite.lab.sweep.trial import Trial
from suite.recipe import Recipe, SweepRecipe
from suite.recipe.schema.sweep_settings import SweepSettings
from suite.runs.numbers import show_metric
from suite.runs.run import Run

Say = Callable[[str], object]


class _NoFigure(UserError):
    """The sweep's metric is none of the runs': another trial would have it no more than this."""


def run_trial(
    recipe: SweepRecipe, trial: Trial, folder: Path, say: Say = lambda text: None
) -> Trial | None:
    """Run one combination of a sweep, or resume it.

    Args:
        recipe: of the sweep.
        trial: that has begun: its place and its combination.
        folder: of its run, or with folds the folder of their runs, `fold-0` and so on.
        say: is told the value of each fold.

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
        status = _run_all(recipe, fold_recipes(recipe, trial.edits, folder), runs, say)
    except (RunFailure, UserError, ValueError, tf.errors.OpError) as error:
        if isinstance(error, _NoFigure) or is_of_the_disk(error):
            raise
        return replace(trial, status="failed", reason=str(error), seconds=_seconds(runs))
    if status == "interrupted":
        return None
    if status == "diverged":
        return replace(trial, status=status, seconds=_seconds(runs))
    value, deviation, folds = _over_folds(recipe.sweep, runs)
    done = replace(trial, status=status, seconds=_seconds(runs))
    return replace(done, value=value, deviation=deviation, folds=folds)


def _over_folds(
    sweep: SweepSettings, runs: Sequence[Run]
) -> tuple[float, float | None, list[float]]:
    """Mean and deviation over the folds, and the value of each; without folds the only value."""
    values = [_figure(run, sweep.metric) for run in runs]
    if sweep.folds is None:
        return values[0], None, []
    return statistics.fmean(values), statistics.stdev(values), values


def _run_all(
    recipe: SweepRecipe, chosen: Sequence[tuple[Recipe, Path]], runs: list[Run], say: Say
) -> Literal["finished", "diverged", "interrupted"]:
    """Run the recipes of a combination into their folders, and add each run to `runs`."""
    for one, place in chosen:
        runs.append(finished_run(one, place))
        if runs[-1].status == "interrupted":
            return "interrupted"
        if has_diverged(runs[-1]):
            return "diverged"
        if recipe.sweep.folds is not None:
            value = _figure(runs[-1], recipe.sweep.metric)
            say(f"  {place.name}  {recipe.sweep.metric} {show_metric(value)}")
    return "finished"


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
    value = figures.get(metric)
    if value is None:
        known = ", ".join(name for name in figures if not name.startswith("test_"))
        raise _NoFigure(f"sweep.metric: the runs have no figure {metric}; they have {known}")
    return float(value)


def _seconds(runs: list[Run]) -> float:
    """What the runs took together."""
    return round(sum(run.summary.get("seconds") or 0.0 for run in runs), 3)
