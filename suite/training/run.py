"""One story: from a recipe to a finished run directory.

    seeds, precision -> data -> model, optimizer, callbacks -> run directory -> loop
    -> model.keras -> test set -> curves.png, summary.json -> report.html

The run directory is claimed first. Everything that the user can get wrong is found before anything
is written, and the directory is given back, so that a refused recipe leaves nothing behind.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from suite.errors import one_line
from suite.recipe import Recipe, SurfaceRecipe, SweepRecipe, TrainingRecipe
from suite.runs import RunDirectory
from suite.runs.directory.claim import claimed
from suite.runs.page.run_page import leave_page
from suite.runs.progress.choose_progress import choose_progress
from suite.runs.run import Run
from suite.screen import quoted
from suite.training.assembly.transfer import prepare_source
from suite.training.full_batch.surface_run import run_surface
from suite.training.loop.pause import Pause, go_on
from suite.training.process.process import process_settings
from suite.training.replicas.together import together
from suite.training.replicas.workers import workers_of_environment
from suite.training.training_run import TrainingRun


def run(
    recipe: Recipe,
    out: str | Path | None = None,
    *,
    resume: bool = False,
    quiet: bool = False,
    force: bool = False,
    page: bool = True,
    pause: Pause = go_on,
) -> Run:
    """Train a recipe and leave a complete run directory.

    Args:
        recipe: from `suite.load`.
        out: the run directory; `runs/<recipe>/<time>-<id>` by default.
        resume: continue the unfinished run in `out`, from its newest checkpoint. The result is
            the uninterrupted run's, bit for bit.
        quiet: no progress display.
        force: resume although the content of a file of code or of the data has changed.
        page: whether to leave `report.html`; the trials of a sweep do without.
        pause: is asked before each epoch of a model's training whether to interrupt the run there.

    Returns:
        The run; `run.summary["status"]` is "finished", or "interrupted" by Ctrl-C or a pause.

    Raises:
        UserError: something in the recipe, the data or the environment is wrong; nothing was
            written.
        RunFailure: the run broke on the way; the run directory says how far it came.

    Example:
        >>> run(suite.load("optim/surface-quadratic", "training.steps=5"), "walk").status
        'finished'
    """
    if isinstance(recipe, SweepRecipe):
        message = "is many runs: use `python -m suite sweep`, or replace('sweep=null') for one"
        raise recipe.problem(("sweep",), message)
    if isinstance(recipe, SurfaceRecipe):
        return run_surface(recipe, out, resume=resume, page=page)
    return _train(recipe.to_train, out, resume, quiet, force, page, pause)


def _train(
    recipe: TrainingRecipe,
    out: str | Path | None,
    resume: bool,
    quiet: bool,
    force: bool,
    page: bool,
    pause: Pause,
) -> Run:
    """Set the process up, meet the other workers, and train."""
    settings = recipe.training
    cluster = workers_of_environment() if settings.strategy == "multi_worker" else None
    chief = cluster is None or cluster.is_chief
    with process_settings(recipe.seed, settings.precision, settings.determinism):
        directory = _directory(recipe, out, resume) if chief else RunDirectory.discarded()
        progress = choose_progress(quiet or not chief)
        prepare_source(recipe, progress.message)
        with (
            together(cluster, recipe, directory, progress.message) as meeting,
            claimed(directory, resume=resume and chief),
        ):
            training = TrainingRun(recipe, directory, progress, cluster, force, meeting, pause)
            progress.message(f"see it live: python -m suite watch {quoted(directory.path)}")
            told = _told(directory, progress.message, page)
            with contextlib.closing(training.tracking), told:
                return training.execute(resume and chief)


@contextlib.contextmanager
def _told(directory: RunDirectory, say: Callable[[str], object], page: bool) -> Iterator[None]:
    """However a run ends, its directory tells: an error is noted, and the page is made."""
    try:
        yield
    except Exception as error:
        directory.note_failure(one_line(error))
        if page and leave_page(directory, say):
            say(f"page: {directory.report_html}")
        raise
    except BaseException:
        if page:
            leave_page(directory, say)
        raise
    if page:
        leave_page(directory, say)


def _directory(recipe: TrainingRecipe, out: str | Path | None, resume: bool) -> RunDirectory:
    if resume:
        if out is None:
            raise ValueError("Argument `out` must be the run to resume. Received: out=None")
        return RunDirectory.unfinished(out)
    return RunDirectory.plan(None if out is None else Path(out), recipe.name)
