"""A recipe with several seeds: `python -m suite run RECIPE --seeds N`.

Each is a run like any other, in `seeds/0` and so on; of these come summary.json and report.html:
of each figure the mean, the deviation and a t interval. A seed that fails or diverges is told and
does not count. In a folder in which this was begun it goes on: finished seeds are read, and the one
that was cut off is resumed from its checkpoint. More seeds may be asked for than before.
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
from suite.lab.exclusive import exclusive
from suite.lab.seeds.run_seed import run_seed
from suite.lab.seeds.seed_run import SeedRun
from suite.lab.seeds.seeds_folder import open_seeds, write_state
from suite.lab.seeds.seeds_result import Seeds
from suite.lab.seeds.seeds_table import seed_line
from suite.recipe import Recipe, SurfaceRecipe, SweepRecipe, TrainingRecipe, load
from suite.recipe.diff import diff_text
from suite.runs import RunDirectory
from suite.runs.directory.several_seeds import SEEDS, is_of_seeds, seed_folder
from suite.runs.files.write_whole import write_whole
from suite.runs.page.comparison.comparison import write_page
from suite.runs.progress.choose_progress import choose_progress
from suite.training.process.kept_between_runs import kept_between_runs

_Say = Callable[[str], object]


def run_seeds(
    recipe: Recipe,
    seeds: int,
    out: str | Path | None = None,
    *,
    quiet: bool = False,
    **options: Any,
) -> Seeds:
    """Run a recipe with several seeds, one after the other in this process.

    Run k is, bit for bit, that of the recipe with `seed: s + k`, where s is its own seed.

    Args:
        recipe: that trains a model.
        seeds: how many, at least 1.
        out: the folder; `runs/<recipe>/<time>-<id>` by default.
        quiet: whether no line per seed is printed.
        **options: as `suite.run` takes them, such as `force`.

    Returns:
        The figures with their runs; the status is "interrupted" after Ctrl-C.

    Raises:
        UserError: the recipe has no seed or is a sweep, the folder holds something else, or the
            first seed is refused; nothing was written.
        RunFailure: no seed came to an end, or a file cannot be written.
    """
    recipes = _recipes(recipe, seeds)
    say = choose_progress(quiet).message
    path = _place(recipe, seeds, out)
    say(f"{recipe.name}: {seeds} seed{'' if seeds == 1 else 's'}, in {path}")
    with exclusive(path / SEEDS, "these seeds"), kept_between_runs():
        return _closed(_run_all(recipes, path, say, options), say)


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


def _place(recipe: Recipe, seeds: int, out: str | Path | None) -> Path:
    """The folder, with the recipe in it.

    Raises:
        UserError: it holds something else, or more seeds than are asked for.
    """
    path = None if out is None else Path(out)
    if path is not None and _is_begun(path):
        own = load(path / "recipe.yaml", plugins=recipe.plugins, trust=recipe.doors.are_open)
        if changes := own.diff(recipe):
            raise UserError(
                f"{path}: holds seeds of another recipe:\n{diff_text(changes)}\n"
                "Go on with it without these changes, or choose another folder with --out."
            )
        count = open_seeds(path).count if is_of_seeds(path) else 0
        if count > seeds:
            raise UserError(
                f"{path}: holds {count} seeds, and {seeds} are asked for; ask for {count} or more, "
                "or choose another folder with --out."
            )
        return path
    path = RunDirectory.plan(path, recipe.name).path
    write_whole(path / "recipe.yaml", recipe.to_yaml())
    return path


def _is_begun(path: Path) -> bool:
    """Whether seeds were run in a folder, or were about to be when the process was killed."""
    if is_of_seeds(path) or not (path / SEEDS).is_dir():
        return is_of_seeds(path)
    names = {file.name for folder in (path, path / SEEDS) for file in folder.iterdir()}
    return names == {"recipe.yaml", SEEDS, "lock"}


def _run_all(recipes: list[Recipe], path: Path, say: _Say, options: dict[str, Any]) -> Seeds:
    """Run each seed, or read it where it is finished; tell it, and how far all have come."""
    runs: list[SeedRun] = []
    first, count, is_new = recipes[0], len(recipes), not is_of_seeds(path)

    def state(status: str) -> Seeds:
        return Seeds(first, path, count, runs, status)

    write_state(state("running"))
    try:
        for number, one in enumerate(recipes):
            run = run_seed(one, number, seed_folder(path, number), **options)
            if run is None:
                return state("interrupted")
            runs.append(run)
            say(seed_line(run, count))
            write_state(state("running"))
    except UserError:
        if is_new:
            _take_back(path)
        raise
    except KeyboardInterrupt:  # before the first step of a seed
        write_state(state("interrupted"))
        raise
    return state("finished")


def _take_back(path: Path) -> None:
    """Leave the folder as if nothing had been tried; the lock is still held, and goes last."""
    for name in ("recipe.yaml", "summary.json"):
        (path / name).unlink(missing_ok=True)
    shutil.rmtree(path / SEEDS, ignore_errors=True)
    with contextlib.suppress(OSError):  # not empty, or the folder that the user is in
        path.rmdir()


def _closed(found: Seeds, say: _Say) -> Seeds:
    """Write what the seeds came to.

    Raises:
        RunFailure: none of them came to an end.
    """
    write_state(found)
    if not any(run.counts for run in found.runs):
        if found.status == "finished":
            first = found.runs[0]
            reason = f": {first.reason}" if first.reason else ": its loss is not finite"
            raise RunFailure(
                f"{found.path}: no seed came to an end; the first {first.status}{reason}"
            )
        return found
    try:
        write_page(found.path)
    except Exception as error:  # whatever it is: the seeds are trained and written
        say(f"note: the page could not be made: {type(error).__name__}: {one_line(error)}")
    return found
