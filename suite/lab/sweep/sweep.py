"""Many runs of a recipe, the best of them kept: `python -m suite sweep RECIPE`."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import filelock

from suite.errors import RunFailure, UserError
from suite.lab.sweep.sweep_report import csv_text, report_text, trial_line
from suite.lab.sweep.sweep_search import points_in, search
from suite.lab.sweep.sweep_trial import Trial, recipes_of, run_trial
from suite.recipe import Recipe, SurfaceRecipe, SweepRecipe, TrainingRecipe, load
from suite.recipe.diff import diff_text
from suite.recipe.schema.sweep_settings import RangeSettings
from suite.runs import RunDirectory
from suite.runs.files.damage import read_json
from suite.runs.files.file_forms import SweepJson
from suite.runs.files.write_whole import write_whole
from suite.runs.history import lower_is_better
from suite.runs.pictures.sweep_picture import draw_sweep
from suite.runs.progress.choose_progress import choose_progress
from suite.training.assembly.dataset import recipe_dataset
from suite.training.loop.logs import short


@dataclass(frozen=True, eq=False)
class Sweep:
    """The trials of a sweep, and where they lie.

    Args:
        recipe: with its sweep.
        path: the folder.
        trials: in their order; fewer than planned where it was interrupted.
        status: finished or interrupted.
    """

    recipe: SweepRecipe
    path: Path
    trials: list[Trial]
    status: str

    @property
    def ranked(self) -> list[Trial]:
        """The best first; of equals the first tried."""
        score = functools.partial(Trial.score, larger_is_better=larger_is_better(self.recipe))
        return sorted(self.trials, key=score, reverse=True)

    @property
    def best(self) -> Trial | None:
        """The best trial; None as long as none has finished."""
        return next((trial for trial in self.ranked if trial.value is not None), None)

    def to_text(self) -> str:
        """A table, the best trial first."""
        return report_text(self.recipe.sweep, self.ranked)


def sweep(recipe: Recipe, out: str | Path | None = None, *, quiet: bool = False) -> Sweep:
    """Run every trial of a recipe's sweep, one after the other in this process.

    Each trial is a run like any other, in `trials/000` and so on; of these come sweep.csv,
    sweep.json, sweep.png and best.yaml, the recipe of the best trial. A trial that fails or
    diverges counts as the worst possible and does not end the sweep. In a folder in which this
    sweep was begun, it goes on: finished trials are read, and the one that was cut off goes on from
    its checkpoint. The result is the uninterrupted sweep's.

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
    """
    if not isinstance(recipe, SweepRecipe):
        message = "no sweep is given; add for instance `sweep: {folds: 5}`"
        raise recipe.problem(("sweep",), message)
    settings = recipe.sweep
    say = choose_progress(quiet).message
    draws = search(settings, recipe.seed)
    point = next(draws)
    path = prepared(recipe, point, out)
    count = points_in(settings)
    trials_text = f"{count} trial{'' if count == 1 else 's'}"
    folds = "" if settings.folds is None else f" of {settings.folds} folds"
    say(f"{recipe.name}: {settings.kind}, {trials_text}{folds}, in {path}")
    trials: list[Trial] = []
    with locked(path):
        known = read_trials(path, say)
        for number in range(count):
            trial = recalled(known, number, point, path)
            if trial is None:
                trial = run_trial(recipe, number, point, path / "trials" / f"{number:03}", say)
                if trial is None:
                    return closed(recipe, path, trials, "interrupted")
                say(trial_line(trial, count, settings.metric))
            trials.append(trial)
            write_state(recipe, path, trials, "running")
            if number + 1 < count:
                point = draws.send(trial.score(larger_is_better(recipe)))
        return closed(recipe, path, trials, "finished")


def larger_is_better(recipe: SweepRecipe) -> bool:
    """Whether the sweep looks for the largest value of its metric."""
    settings = recipe.sweep
    if settings.direction != "auto":
        return settings.direction == "max"
    return not (isinstance(recipe.one_run, SurfaceRecipe) or lower_is_better(settings.metric))


def prepared(recipe: SweepRecipe, point: dict[str, Any], out: str | Path | None) -> Path:
    """The sweep's folder, made where it is not there; refuses what cannot work before that."""
    path = None if out is None else Path(out)
    if path is not None and (path / "sweep.json").is_file():
        own = load(path / "recipe.yaml", plugins=recipe.plugins, trust=recipe.doors.are_open)
        if changes := own.diff(recipe):
            raise UserError(
                f"{path}: holds a sweep of another recipe:\n{diff_text(changes)}\n"
                "Go on with it without these changes, or choose another folder with --out."
            )
        return path
    path = RunDirectory.plan(path, recipe.name).path
    first, _ = recipes_of(recipe, point, path)[0]
    if isinstance(first, TrainingRecipe):
        recipe_dataset(first, lambda text: None)
    write_whole(path / "recipe.yaml", recipe.to_yaml())
    write_state(recipe, path, [], "running")
    return path


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep every other process out of the sweep; one that dies lets go of it."""
    try:
        (path / "trials").mkdir(exist_ok=True)
        lock = filelock.FileLock(path / "trials" / "lock").acquire(timeout=0)
    except filelock.Timeout as error:
        raise UserError(
            f"{path}: another process is at work on this sweep. Wait for it, or choose another "
            "folder with --out."
        ) from error
    except OSError as error:
        raise UserError(
            f"{path / 'trials'}: cannot be used as the folder of the trials: {error.strerror}. "
            "Move it away, or choose another folder with --out."
        ) from error
    with lock:
        yield


def recalled(known: list[Trial], number: int, point: dict[str, Any], path: Path) -> Trial | None:
    """What is known of a trial from before.

    Raises:
        UserError: it was another combination.
    """
    if number >= len(known):
        return None
    if known[number].edits != point:
        raise UserError(
            f"{path}: trial {number} had {known[number].edits}, and would now have {point}: "
            "NumPy or Optuna draw otherwise in this version. Begin anew in another folder."
        )
    return known[number]


def read_trials(path: Path, say: Callable[[str], object]) -> list[Trial]:
    """The trials of a sweep that have come to an end; none where sweep.json is damaged: then each
    finished run is met again in its folder."""
    try:
        state = read_json(path / "sweep.json", SweepJson, default=SweepJson(trials=[]))
    except UserError as error:
        say(f"{short(error)}; finished trials are read from their folders")
        return []
    return [Trial(**trial) for trial in state["trials"]]


def write_state(recipe: SweepRecipe, path: Path, trials: list[Trial], status: str) -> None:
    """Write sweep.json."""
    best = Sweep(recipe, path, trials, status).best
    state = {
        "status": status,
        "recipe": recipe.name,
        "metric": recipe.sweep.metric,
        "direction": "max" if larger_is_better(recipe) else "min",
        "best": None if best is None else best.number,
        "trials": [asdict(trial) for trial in trials],
    }
    write_whole(path / "sweep.json", json.dumps(state, indent=2, ensure_ascii=False) + "\n")


def draw(found: Sweep) -> None:
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
        listed={key: one for key, one in over.items() if key not in ranges},
        larger_is_better=larger_is_better(found.recipe),
        best=found.best.number,
    )


def closed(recipe: SweepRecipe, path: Path, trials: list[Trial], status: str) -> Sweep:
    """Write what the trials came to.

    Raises:
        RunFailure: none of them came to an end.
    """
    found = Sweep(recipe, path, trials, status)
    write_state(recipe, path, trials, status)
    write_whole(path / "sweep.csv", csv_text(recipe.sweep, trials))
    if found.best is not None:
        write_whole(path / "best.yaml", recipe.at(found.best.edits).to_yaml())
        draw(found)
    elif status == "finished":
        first = next((f": {trial.reason}" for trial in trials if trial.reason), "")
        raise RunFailure(f"{path}: no trial came to an end; the first {trials[0].status}{first}")
    return found
