"""Run one seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tensorflow as tf

from suite.errors import RunFailure, UserError
from suite.lab.finished_run import finished_run, has_diverged, is_of_the_disk
from suite.lab.seeds.seed_run import SeedRun
from suite.recipe import Recipe
from suite.runs.run import Run


def run_seed(recipe: Recipe, number: int, folder: Path, **options: Any) -> SeedRun | None:
    """Run a seed to its end, or read it where it is finished.

    Args:
        recipe: with its seed.
        number: of the seed, from 0.
        folder: of its run.
        **options: as `suite.run` takes them, such as `force`.

    Returns:
        What it came to; None if it was interrupted, after its state was saved.

    Raises:
        RunFailure: a file cannot be written; another seed would meet the same.
        UserError: the first seed is refused: what is wrong is the recipe.

    Example:
        >>> recipe = suite.load("quickstart", "data.batch_size=400", "training.epochs=1")
        >>> run_seed(recipe, 0, Path("0")).status
        'finished'
    """
    try:
        run = finished_run(recipe, folder, **options)
    except (RunFailure, UserError, ValueError, tf.errors.OpError) as error:
        # What a run has begun is no mistake of the recipe's that all seeds share.
        is_refused = number == 0 and isinstance(error, UserError) and not folder.is_dir()
        if is_refused or is_of_the_disk(error):
            raise
        return SeedRun(number, recipe.seed, "failed", reason=str(error))
    if run.status == "interrupted":
        return None
    return _told(run, number, recipe.seed)


def _told(run: Run, number: int, seed: int) -> SeedRun:
    seconds = float(run.summary.get("seconds") or 0.0)
    if has_diverged(run):
        return SeedRun(number, seed, "diverged", seconds=seconds)
    return SeedRun(number, seed, "finished", dict(run.summary.get("metrics", {})), seconds)
