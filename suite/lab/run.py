"""From a recipe to its run, or to the runs of several seeds."""

from __future__ import annotations

from pathlib import Path
from typing import overload

from suite.lab.seeds.seeds import run_seeds
from suite.lab.seeds.seeds_result import Seeds
from suite.recipe import Recipe
from suite.runs.run import Run
from suite.training.run import run as run_once


@overload
def run(
    recipe: Recipe,
    out: str | Path | None = None,
    *,
    seeds: None = None,
    resume: bool = False,
    quiet: bool = False,
    force: bool = False,
) -> Run: ...


@overload
def run(
    recipe: Recipe,
    out: str | Path | None = None,
    *,
    seeds: int,
    processes: int = 1,
    resume: bool = False,
    quiet: bool = False,
    force: bool = False,
) -> Seeds: ...


def run(
    recipe: Recipe,
    out: str | Path | None = None,
    *,
    seeds: int | None = None,
    processes: int = 1,
    resume: bool = False,
    quiet: bool = False,
    force: bool = False,
) -> Run | Seeds:
    """Train a recipe and leave a complete run directory; or train it with several seeds.

    Args:
        recipe: from `suite.load`.
        out: the run directory; `runs/<recipe>/<time>-<id>` by default.
        seeds: how many, at least 1: that of the recipe and those after it, each a run in `seeds/`
            of the folder, which holds mean, deviation and t interval. None is one run.
        processes: of this machine that share the seeds, at least 1.
        resume: continue the unfinished run in `out`: to the uninterrupted run's result, bit for
            bit. Several seeds go on wherever they were begun.
        quiet: no progress display.
        force: resume although the content of a file of code or of the data has changed.

    Returns the run, or what the seeds came to; `status` is "finished", or "interrupted" by Ctrl-C.

    Raises:
        UserError: the recipe, the data or the environment is wrong; nothing was written.
        RunFailure: the run broke, or that of every seed; the folder says how far it came.

    Example:
        >>> recipe = suite.load("quickstart", "data.batch_size=400", "training.epochs=1")
        >>> found = run(recipe, "out", seeds=2, quiet=True)
        >>> len(found.runs), len(found["test_accuracy"].values)
        (2, 2)
    """
    if seeds is not None:
        return run_seeds(recipe, seeds, out, processes=processes, quiet=quiet, force=force)
    if processes != 1:
        raise ValueError(f"Argument `processes` needs `seeds`. Received: processes={processes}")
    return run_once(recipe, out, resume=resume, quiet=quiet, force=force)
