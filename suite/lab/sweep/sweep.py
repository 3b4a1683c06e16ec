"""Many runs of a recipe, the best of them kept: `python -m suite sweep RECIPE`.

Each trial is a run like any other, in `trials/000` and so on; of these come sweep.csv, sweep.json,
sweep.png, report.html and best.yaml, the recipe of the best trial. A trial that fails or diverges
counts as the worst possible and does not end the sweep. In a folder in which this sweep was begun,
it goes on: finished trials are read, and one that was cut off is resumed from its checkpoint. The
result is the uninterrupted sweep's.

Any number of processes may work in the folder, on one machine or on several: each takes the first
trial that is neither finished nor locked by another, and all of them end when all trials are done.
"""

from __future__ import annotations

from pathlib import Path

# Before any import of Keras: TensorFlow's start-up lines are held back there.
import suite.training  # noqa: F401
from suite.lab.shared.helpers import helper_arguments, helpers
from suite.lab.shared.outgrown import goes_on, goes_on_in
from suite.lab.shared.presence import processes_at_work
from suite.lab.sweep.begin import begin
from suite.lab.sweep.close import close
from suite.lab.sweep.run_trial import Say
from suite.lab.sweep.searches.search_of import search_of
from suite.lab.sweep.sweep_result import Sweep
from suite.lab.sweep.trial_file import TRIALS
from suite.lab.sweep.trials_work import TrialsWork
from suite.recipe import Recipe, SweepRecipe
from suite.runs.progress.choose_progress import choose_progress


def sweep(
    recipe: Recipe, out: str | Path | None = None, *, processes: int = 1, quiet: bool = False
) -> Sweep:
    """Run every trial of a recipe's sweep.

    Args:
        recipe: one with a `sweep`.
        out: the folder; `runs/<recipe>/<time>-<id>` by default. Other processes may work in it.
        processes: of this machine that share the trials, at least 1, this one among them.
        quiet: whether no line per trial is printed.

    Returns:
        The sweep; its status is "interrupted" after Ctrl-C.

    Raises:
        UserError: there is no sweep, the folder holds something else, its storage does not lock, or
            the first trial's data cannot be used; nothing was written.
        RunFailure: no trial came to an end, or a file cannot be written.

    Example:
        >>> over = "sweep={metric: value, over: {optimizer.learning_rate: [0.01, 0.1]}}"
        >>> recipe = suite.load("optim/surface-quadratic", "training.steps=20", over)
        >>> sweep(recipe, "out", quiet=True).best.edits
        {'optimizer.learning_rate': 0.01}
    """
    say = choose_progress(quiet).message
    work = _work(recipe, out, say)
    if not goes_on():
        say(_opening_line(work))
    with (
        goes_on_in(work.path),
        helpers(helper_arguments("sweep", recipe, work.path, quiet), processes - 1, say),
    ):
        is_done = work.do()
    found = Sweep(work.recipe, work.path, work.over(), "finished" if is_done else "interrupted")
    if is_done:
        close(found, say)
    return found


def help_with_sweep(recipe: Recipe, out: str | Path, *, quiet: bool = False) -> bool:
    """Do trials of a sweep that another process of this machine has begun and will close.

    Args:
        recipe: of the sweep.
        out: its folder.
        quiet: whether no line per trial is printed.

    Returns:
        Whether all are done; False after Ctrl-C.
    """
    say = choose_progress(quiet).message
    return _work(recipe, out, say).do()


def _work(recipe: Recipe, out: str | Path | None, say: Say) -> TrialsWork:
    if not isinstance(recipe, SweepRecipe):
        message = "no sweep is given; add for instance `sweep: {folds: 5}`"
        raise recipe.problem(("sweep",), message)
    search = search_of(recipe.sweep, recipe.seed)
    path = begin(recipe, search, None if out is None else Path(out), say)
    return TrialsWork(recipe, path, search, say)


def _opening_line(work: TrialsWork) -> str:
    """`rates: grid, 9 trials, in runs/rates; 3 are done; 1 other process is at work here`"""
    settings, count = work.recipe.sweep, work.search.count
    trials = f"{count} trial{'' if count == 1 else 's'}"
    folds = "" if settings.folds is None else f" of {settings.folds} folds"
    rungs = f": {work.rungs}" if settings.kind == "halving" else ""
    line = f"{work.recipe.name}: {settings.kind}, {trials}{folds}{rungs}, in {work.path}"
    if done := len(work.over()):
        line += f"; {done} {'is' if done == 1 else 'are'} done"
    if others := processes_at_work(work.path / TRIALS):
        line += f"; {others} other process{' is' if others == 1 else 'es are'} at work here"
    return line
