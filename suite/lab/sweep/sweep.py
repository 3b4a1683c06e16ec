"""Many runs of a recipe, the best of them kept: `python -m suite sweep RECIPE`.

Each trial is a run like any other, in `trials/000` and so on; of these come sweep.csv, sweep.json,
sweep.png, report.html and best.yaml, the recipe of the best trial. A trial that fails or diverges
counts as the worst possible and does not end the sweep. In a folder in which this sweep was begun,
it goes on: finished trials are read, and the one that was cut off is resumed from its checkpoint.
The result is the uninterrupted sweep's.
"""

from __future__ import annotations

from pathlib import Path

# Before any import of Keras: TensorFlow's start-up lines are held back there.
import suite.training  # noqa: F401
from suite.errors import RunFailure, UserError, one_line
from suite.lab.exclusive import exclusive
from suite.lab.sweep.run_trial import Say, fold_recipes, run_trial
from suite.lab.sweep.searches.search import Known, Point, Search
from suite.lab.sweep.searches.search_of import search_of
from suite.lab.sweep.sweep_folder import is_sweep, write_state
from suite.lab.sweep.sweep_result import Sweep, larger_is_better
from suite.lab.sweep.sweep_table import csv_text, trial_line
from suite.lab.sweep.trial import Trial
from suite.lab.sweep.trial_file import read_trial, trial_folder, write_trial
from suite.recipe import Recipe, SweepRecipe, TrainingRecipe, load
from suite.recipe.diff import diff_text
from suite.recipe.schema.sweep_settings import RangeSettings
from suite.runs import RunDirectory
from suite.runs.files.write_whole import write_whole
from suite.runs.page.comparison.comparison import write_page
from suite.runs.pictures.sweep_picture import draw_sweep
from suite.runs.progress.choose_progress import choose_progress
from suite.training.assembly.dataset import recipe_dataset
from suite.training.process.kept_between_runs import kept_between_runs


def sweep(recipe: Recipe, out: str | Path | None = None, *, quiet: bool = False) -> Sweep:
    """Run every trial of a recipe's sweep, one after the other in this process.

    Args:
        recipe: one with a `sweep`.
        out: the folder; `runs/<recipe>/<time>-<id>` by default.
        quiet: whether no line per trial is printed.

    Returns:
        The sweep; its status is "interrupted" after Ctrl-C.

    Raises:
        UserError: there is no sweep, the folder holds something else, or the first trial's data
            cannot be used; nothing was written.
        RunFailure: no trial came to an end, or a file cannot be written.

    Example:
        >>> over = "sweep={metric: value, over: {optimizer.learning_rate: [0.01, 0.1]}}"
        >>> recipe = suite.load("optim/surface-quadratic", "training.steps=20", over)
        >>> sweep(recipe, "out", quiet=True).best.edits
        {'optimizer.learning_rate': 0.01}
    """
    if not isinstance(recipe, SweepRecipe):
        message = "no sweep is given; add for instance `sweep: {folds: 5}`"
        raise recipe.problem(("sweep",), message)
    say = choose_progress(quiet).message
    search = search_of(recipe.sweep, recipe.seed)
    path = _prepared(recipe, search.point(0, []), out)
    say(_opening_line(recipe, search.count, path))
    with exclusive(path / "trials", "this sweep"), kept_between_runs():
        return _closed(_run_trials(recipe, path, search, say), say)


def _opening_line(recipe: SweepRecipe, count: int, path: Path) -> str:
    settings = recipe.sweep
    trials = f"{count} trial{'' if count == 1 else 's'}"
    folds = "" if settings.folds is None else f" of {settings.folds} folds"
    return f"{recipe.name}: {settings.kind}, {trials}{folds}, in {path}"


def _run_trials(recipe: SweepRecipe, path: Path, search: Search, say: Say) -> Sweep:
    """Each trial in its turn: as it is known from before, or run now."""
    trials: list[Trial] = []
    for number in range(search.count):
        trial = read_trial(path, number, say) or _begun(recipe, path, search, trials)
        if not trial.is_over:
            done = run_trial(recipe, trial, trial_folder(path, number), say)
            if done is None:
                return Sweep(recipe, path, trials, "interrupted")
            write_trial(path, done)
            say(trial_line(done, search.count, recipe.sweep.metric))
            trial = done
        trials.append(trial)
        write_state(Sweep(recipe, path, trials, "running"))
    return Sweep(recipe, path, trials, "finished")


def _begun(recipe: SweepRecipe, path: Path, search: Search, before: list[Trial]) -> Trial:
    """The next trial: its combination is drawn, and written down for good."""
    is_max = larger_is_better(recipe)
    known = [Known(trial.number, trial.edits, trial.score(is_max)) for trial in before]
    point = search.point(len(before), known)
    trial = Trial(len(before), point, "running", sampler=search.sampler)
    write_trial(path, trial)
    return trial


def _prepared(recipe: SweepRecipe, point: Point, out: str | Path | None) -> Path:
    """The sweep's folder, made where it is not there; refuses what cannot work before that."""
    path = None if out is None else Path(out)
    if path is not None and is_sweep(path):
        own = load(path / "recipe.yaml", plugins=recipe.plugins, trust=recipe.doors.are_open)
        if changes := own.diff(recipe):
            raise UserError(
                f"{path}: holds a sweep of another recipe:\n{diff_text(changes)}\n"
                "Go on with it without these changes, or choose another folder with --out."
            )
        return path
    path = RunDirectory.plan(path, recipe.name).path
    first, _ = fold_recipes(recipe, point, path)[0]
    if isinstance(first, TrainingRecipe):
        recipe_dataset(first, lambda text: None)
    write_whole(path / "recipe.yaml", recipe.to_yaml())
    write_state(Sweep(recipe, path, [], "running"))
    return path


def _closed(found: Sweep, say: Say) -> Sweep:
    """Write what the trials came to.

    Raises:
        RunFailure: none of them came to an end.
    """
    write_state(found)
    write_whole(found.path / "sweep.csv", csv_text(found.recipe.sweep, found.trials))
    if found.best is not None:
        write_whole(found.path / "best.yaml", found.recipe.at(found.best.edits).to_yaml())
        _draw(found, found.best)
        _write_page(found, say)
    elif found.status == "finished":
        first = next((f": {trial.reason}" for trial in found.trials if trial.reason), "")
        status = found.trials[0].status
        raise RunFailure(f"{found.path}: no trial came to an end; the first {status}{first}")
    return found


def _write_page(found: Sweep, say: Say) -> None:
    """Write report.html; what fails here is a note, and never the sweep's end."""
    try:
        write_page(found.path)
    except Exception as error:  # whatever it is: the trials are trained and written
        say(f"note: the page could not be made: {type(error).__name__}: {one_line(error)}")


def _draw(found: Sweep, best: Trial) -> None:
    """Write sweep.png."""
    settings, over = found.recipe.sweep, found.recipe.sweep.over
    ranges = {key: one for key, one in over.items() if isinstance(one, RangeSettings)}
    draw_sweep(
        found.trials,
        list(over),
        found.path / "sweep.png",
        found.recipe.name,
        metric=settings.metric,
        logarithmic={key for key, one in ranges.items() if one.scale == "log"},
        ranges={key: (one.low, one.high) for key, one in ranges.items()},
        listed={key: one for key, one in over.items() if key not in ranges},
        larger_is_better=found.larger_is_better,
        best=best.number,
    )
