"""The one door to all runs: over data, or over a surface."""

from __future__ import annotations

from pathlib import Path

from suite.recipe import Recipe
from suite.runs.run import Run
from suite.training.run import run as run_training
from suite.training.surface_run import run_surface


def run(
    recipe: Recipe, out: str | Path | None = None, *, resume: bool = False, quiet: bool = False
) -> Run:
    """Train a recipe and leave a complete run directory.

    Args:
        recipe: from `suite.load`.
        out: the run directory; `runs/<recipe>/<time>-<id>` by default.
        resume: go on with the unfinished run in `out`, from its newest checkpoint. The result is
            the uninterrupted run's, bit for bit.
        quiet: no progress display.

    Returns:
        The run; `run.summary["status"]` is "finished", or "interrupted" after Ctrl-C.

    Raises:
        UserError: something in the recipe, the data or the environment is wrong; nothing was
            written.
        RunFailure: the run broke on the way; the run directory says how far it came.
    """
    if recipe.surface is not None:
        return run_surface(recipe, out, resume=resume)
    return run_training(recipe, out, resume=resume, quiet=quiet)
