"""A recipe with several seeds: `python -m suite run RECIPE --seeds N`.

Each is a run like any other, in `seeds/0` and so on; of these come summary.json and report.html:
of each figure the mean, the deviation and a t interval. A seed that fails or diverges is told and
does not count. In a folder in which this was begun it goes on: finished seeds are read, and the one
that was cut off is resumed from its checkpoint. More seeds may be asked for than before.

Any number of processes may work in the folder, on one machine or on several: each takes the first
seed that is neither finished nor locked by another, and all of them end when all seeds are done.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Before any import of Keras: TensorFlow's start-up lines are held back there.
import suite.training  # noqa: F401
from suite.errors import RunFailure, UserError, one_line
from suite.lab.seeds.seeds_folder import is_begun, open_seeds, write_state
from suite.lab.seeds.seeds_result import Seeds
from suite.lab.seeds.seeds_work import SeedsWork
from suite.lab.shared.claim import one_at_a_time
from suite.lab.shared.helpers import helper_arguments, helpers
from suite.lab.shared.outgrown import goes_on, goes_on_in
from suite.lab.shared.presence import forget_the_dead, processes_at_work
from suite.lab.shared.storage import note_on_storage, refuse_without_locks
from suite.recipe import Recipe, SurfaceRecipe, SweepRecipe, TrainingRecipe, load
from suite.recipe.diff import diff_text
from suite.runs import RunDirectory
from suite.runs.directory.several_seeds import SEEDS, is_of_seeds
from suite.runs.files.write_whole import write_whole
from suite.runs.page.comparison.comparison import write_page
from suite.runs.progress.choose_progress import choose_progress

_Say = Callable[[str], object]


def run_seeds(
    recipe: Recipe,
    seeds: int,
    out: str | Path | None = None,
    *,
    processes: int = 1,
    quiet: bool = False,
    **options: Any,
) -> Seeds:
    """Run a recipe with its own seed s, with s + 1, ...: each run, bit for bit, as it is alone.

    Args:
        recipe: that trains a model.
        seeds: how many, at least 1.
        out: the folder; `runs/<recipe>/<time>-<id>` by default. Other processes may work in it.
        processes: of this machine that share the seeds, at least 1, this one among them.
        quiet: whether no line per seed is printed.
        **options: as `suite.run` takes them, such as `force`.

    Returns the figures with their runs; the status is "interrupted" after Ctrl-C.

    Raises:
        UserError: the recipe has no seed or is a sweep, the folder holds something else, or the
            first seed is refused; nothing was written.
        RunFailure: no seed came to an end, or a file cannot be written.
    """
    say = choose_progress(quiet).message
    path, is_new = _begin(recipe, seeds, out, say)
    _open(recipe, seeds, path, say)
    work = SeedsWork(_recipes(recipe, seeds), path, say, options)
    own = [*helper_arguments("run", recipe, path, quiet), f"--seeds={seeds}"]
    own += ["--force"] * bool(options.get("force"))
    try:
        with goes_on_in(path), helpers(own, processes - 1, say):
            is_done = work.do()
    except UserError:
        if is_new and not processes_at_work(path / SEEDS):
            _take_back(path)
        raise
    return _closed(work.found("finished"), say) if is_done else work.found("interrupted")


def help_with_seeds(
    recipe: Recipe, seeds: int, out: str | Path, *, quiet: bool = False, **options: Any
) -> bool:
    """Run seeds that another process of this machine has begun and will close.

    Args:
        recipe, seeds, quiet, options: as of `run_seeds`.
        out: the folder.

    Returns:
        Whether all are done; False after Ctrl-C.
    """
    say = choose_progress(quiet).message
    path, _ = _begin(recipe, seeds, out, say)
    return SeedsWork(_recipes(recipe, seeds), path, say, options).do()


def _open(recipe: Recipe, seeds: int, path: Path, say: _Say) -> None:
    """Say what is begun, unless a process before this has."""
    if goes_on():
        return
    line = f"{recipe.name}: {seeds} seed{'' if seeds == 1 else 's'}, in {path}"
    if others := processes_at_work(path / SEEDS):
        line += f"; {others} other process{' is' if others == 1 else 'es are'} at work here"
    say(line)


def _recipes(recipe: Recipe, seeds: int) -> list[Recipe]:
    """That of each seed, in order.

    Raises:
        UserError: it has no seed, is many runs already, or one of several processes.
    """
    if seeds < 1:
        raise ValueError(f"Argument `seeds` must be at least 1. Received: seeds={seeds}")
    if isinstance(recipe, SweepRecipe):
        message = (
            "is many runs already, and --seeds repeats one: name the seeds in the sweep, as by "
            "`sweep.over.seed=[0, 1, 2]`, or leave it out with `sweep=null`"
        )
        raise recipe.problem(("sweep",), message)
    if isinstance(recipe, SurfaceRecipe):
        message = "has no seed, so that all its runs are the same; leave out --seeds"
        raise recipe.problem(("surface",), message)
    if isinstance(recipe, TrainingRecipe) and recipe.training.strategy == "multi_worker":
        message = "is one run of several processes; run each seed by itself, with `seed=0` and on"
        raise recipe.problem(("training", "strategy"), message)
    return [recipe.replace(f"seed={recipe.seed + number}") for number in range(seeds)]


def _begin(recipe: Recipe, seeds: int, out: str | Path | None, say: _Say) -> tuple[Path, bool]:
    """The folder with the recipe in it, and whether this process has made it.

    Raises:
        UserError: it holds something else, or more seeds than are asked for, or does not lock.
    """
    first = _recipes(recipe, seeds)[0]
    path = None if out is None else Path(out)
    if path is None or not is_begun(path):
        path = RunDirectory.plan(path, recipe.name).path
    with one_at_a_time(path / SEEDS):
        refuse_without_locks(path / SEEDS)
        is_new = not is_of_seeds(path)
        if is_new:
            write_whole(path / "recipe.yaml", recipe.to_yaml())
            write_state(Seeds(first, path, seeds, [], "running"))
        else:
            _refuse_other(recipe, seeds, path)
    if not goes_on() and (note := note_on_storage(path / SEEDS)):
        say(note)
    return path, is_new


def _refuse_other(recipe: Recipe, seeds: int, path: Path) -> None:
    """Refuse a folder of another recipe, or of more seeds."""
    own = load(path / "recipe.yaml", plugins=recipe.plugins, trust=recipe.doors.are_open)
    if changes := own.diff(recipe):
        raise UserError(
            f"{path}: holds seeds of another recipe:\n{diff_text(changes)}\n"
            "Go on with it without these changes, or choose another folder with --out."
        )
    count = open_seeds(path).count
    if count > seeds:
        raise UserError(
            f"{path}: holds {count} seeds, and {seeds} are asked for; ask for {count} or more, "
            "or choose another folder with --out."
        )


def _take_back(path: Path) -> None:
    """Leave the folder as if nothing had been tried; the lock is still held, and goes last."""
    for name in ("recipe.yaml", "summary.json"):
        (path / name).unlink(missing_ok=True)
    shutil.rmtree(path / SEEDS, ignore_errors=True)
    with contextlib.suppress(OSError):  # not empty, or the folder that the user is in
        path.rmdir()


def _closed(found: Seeds, say: _Say) -> Seeds:
    """Write what the seeds came to, unless another process has done so.

    Raises:
        RunFailure: none of them came to an end.
    """
    with one_at_a_time(found.path / SEEDS):
        forget_the_dead(found.path / SEEDS)
        was, page = open_seeds(found.path), found.path / "report.html"
        is_closed = was.status == found.status and was.count == found.count and page.is_file()
        if not is_closed:
            write_state(found)
            if any(run.counts for run in found.runs):
                _write_page(found.path, say)
    if not any(run.counts for run in found.runs):
        first = found.runs[0]
        reason = f": {first.reason}" if first.reason else ": its loss is not finite"
        raise RunFailure(f"{found.path}: no seed came to an end; the first {first.status}{reason}")
    return found


def _write_page(path: Path, say: _Say) -> None:
    try:
        write_page(path)
    except Exception as error:  # whatever it is: the seeds are trained and written
        say(f"note: the page could not be made: {type(error).__name__}: {one_line(error)}")
