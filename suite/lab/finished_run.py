"""One of many runs: read where it is finished, resumed where it was cut off, else begun."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from suite.errors import RunFailure
from suite.recipe import Recipe
from suite.runs import RunDirectory
from suite.runs.run import Run
from suite.training.run import run as train


def finished_run(recipe: Recipe, folder: Path, **options: Any) -> Run:
    """The run in a folder, brought to its end.

    Its progress is not shown, and no page of it is made: there may be hundreds.

    Args:
        recipe: of the run.
        folder: where it lies, or shall lie; what a run leaves there that was killed in its first
            moments is removed.
        **options: as `suite.run` takes them, such as `force`.

    Example:
        >>> recipe = suite.load("optim/surface-quadratic", "training.steps=5")
        >>> finished_run(recipe, Path("walk")).status, finished_run(recipe, Path("walk")).status
        ('finished', 'finished')
    """
    directory = RunDirectory(folder)
    if directory.is_unfinished:
        return train(recipe, folder, resume=True, quiet=True, page=False, **options)
    if directory.summary_json.is_file():
        return Run.open(folder)
    shutil.rmtree(folder, ignore_errors=True)
    return train(recipe, folder, quiet=True, page=False, **options)


def has_diverged(run: Run) -> bool:
    """Whether a loss, or a surface's height, is not finite in the end.

    Example:
        >>> recipe = suite.load("optim/surface-quadratic", "training.steps=5")
        >>> has_diverged(finished_run(recipe, Path("walk")))
        False
    """
    figures = run.summary.get("metrics", {})
    return any(figures.get(name, 0.0) is None for name in ("loss", "val_loss", "value"))


def is_of_the_disk(error: Exception) -> bool:
    """Whether every other run would meet the same: a file could not be written.

    Example:
        >>> is_of_the_disk(RunFailure("the optimizer has broken"))
        False
    """
    return isinstance(error, RunFailure) and isinstance(error.__cause__, OSError)
