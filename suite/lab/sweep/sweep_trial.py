"""One combination of a sweep: its runs, and what they came to."""

from __future__ import annotations

import math
import shutil
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import tensorflow as tf

from suite.errors import RunFailure, UserError
from suite.recipe import Recipe, SweepRecipe
from suite.runs import RunDirectory
from suite.runs.numbers import show_metric
from suite.runs.run import Run
from suite.training.run import run as train


class NoFigure(UserError):
    """The sweep's metric is none of the runs': another trial would have it no more than this."""


@dataclass(frozen=True)
class Trial:
    """What a combination came to.

    Args:
        number: from 0, in the order of the sweep.
        edits: the value of each key of the sweep.
        status: `finished`; `diverged`: a loss is not finite; `failed`: a run broke.
        value: of the metric, the mean over the folds; None unless finished.
        deviation: standard deviation over the folds (n - 1); None without folds.
        folds: the value of each fold; empty without folds.
        seconds: that the runs took.
        reason: why it failed.
    """

    number: int
    edits: Mapping[str, Any]
    status: Literal["finished", "diverged", "failed"]
    value: float | None = None
    deviation: float | None = None
    folds: list[float] = field(default_factory=list)
    seconds: float = 0.0
    reason: str = ""

    def score(self, larger_is_better: bool) -> float:
        """The larger the better; minus infinity where nothing came of it."""
        if self.value is None:
            return -math.inf
        return self.value if larger_is_better else -self.value


def run_trial(
    recipe: SweepRecipe,
    number: int,
    edits: Mapping[str, Any],
    folder: Path,
    say: Callable[[str], None] = lambda text: None,
) -> Trial | None:
    """Run one combination of a sweep, or resume it.

    Args:
        recipe: of the sweep.
        number: of the trial.
        edits: its combination.
        folder: of its run, or with folds the folder of their runs, `fold-0` and so on.
        say: is told the value of each fold.

    Returns:
        The trial; None if it was interrupted, after its state was saved.

    Raises:
        RunFailure: a file cannot be written; another trial would meet the same.
        NoFigure: the runs have no such metric.
    """
    runs: list[Run] = []
    try:
        for one, place in recipes_of(recipe, edits, folder):
            runs.append(finished_run(one, place))
            if runs[-1].status == "interrupted":
                return None
            if has_diverged(runs[-1]):
                return Trial(number, edits, "diverged", seconds=seconds(runs))
            if recipe.sweep.folds is not None:
                value = figure(runs[-1], recipe.sweep.metric)
                say(f"  {place.name}  {recipe.sweep.metric} {show_metric(value)}")
    except NoFigure:
        raise
    except RunFailure as error:
        if isinstance(error.__cause__, OSError):
            raise
        return Trial(number, edits, "failed", reason=str(error), seconds=seconds(runs))
    except (UserError, ValueError, tf.errors.OpError) as error:
        return Trial(number, edits, "failed", reason=str(error), seconds=seconds(runs))
    values = [figure(run, recipe.sweep.metric) for run in runs]
    if recipe.sweep.folds is None:
        return Trial(number, edits, "finished", values[0], seconds=seconds(runs))
    mean, deviation = statistics.fmean(values), statistics.stdev(values)
    return Trial(number, edits, "finished", mean, deviation, values, seconds(runs))


def recipes_of(
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


def finished_run(recipe: Recipe, folder: Path) -> Run:
    """The run in a folder: as it lies there if it is finished, else resumed, else a new one.

    Its progress is not shown: there may be hundreds.
    """
    directory = RunDirectory(folder)
    if directory.is_unfinished:
        return train(recipe, folder, resume=True, quiet=True)
    if directory.summary_json.is_file():
        return Run.open(folder)
    # What a run leaves that was killed in its first moments.
    shutil.rmtree(folder, ignore_errors=True)
    return train(recipe, folder, quiet=True)


def has_diverged(run: Run) -> bool:
    """Whether a loss, or a surface's height, is not finite in the end."""
    figures = run.summary.get("metrics", {})
    return any(figures.get(name, 0.0) is None for name in ("loss", "val_loss", "value"))


def figure(run: Run, metric: str) -> float:
    """The figure by which runs are compared."""
    figures = run.summary.get("metrics", {})
    if figures.get(metric) is None:
        known = ", ".join(name for name in figures if not name.startswith("test_"))
        raise NoFigure(f"sweep.metric: the runs have no figure {metric}; they have {known}")
    return float(figures[metric])


def seconds(runs: list[Run]) -> float:
    """What the runs took together."""
    return round(sum(run.summary.get("seconds") or 0.0 for run in runs), 3)
