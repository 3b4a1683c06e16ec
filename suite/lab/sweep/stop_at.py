"""What stops a run of a trial before its end."""

from __future__ import annotations

from pathlib import Path

from suite.errors import UserError
from suite.lab.sweep.pruning.curve import Curve, figures_after
from suite.lab.sweep.pruning.pruner_of import pruner_of
from suite.lab.sweep.stops import AtRung, IfHopeless, Stop
from suite.lab.sweep.sweep_result import larger_is_better
from suite.lab.sweep.trial import Trial
from suite.lab.sweep.trial_file import read_trial, trial_folder
from suite.recipe import SweepRecipe
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.history import History


def stop_at(
    recipe: SweepRecipe, trial: Trial, rung: int | None, folder: Path, place: Path
) -> Stop | None:
    """What stops a run of a trial before its end; None where it is trained to its end.

    Args:
        recipe: of the sweep.
        trial: that has begun.
        rung: the epochs to which it is trained now; None is to the end.
        folder: of the trial.
        place: of the run: that folder, or a fold's in it.

    Example:
        >>> over = "sweep={kind: halving, trials: 3, over: {seed: [1, 2, 3]}}"
        >>> recipe, trial = suite.load("quickstart", over), Trial(0, {"seed": 1}, "running")
        >>> stop_at(recipe, trial, 3, Path("000"), Path("000")).rung
        3
    """
    if rung is not None:
        return AtRung(rung)
    sweep, is_max = recipe.sweep, larger_is_better(recipe)
    if sweep.prune is None:
        return None
    pruner = pruner_of(sweep.prune, recipe.training.epochs)
    others = _curves(folder.parent.parent, trial.known, place.relative_to(folder), recipe)
    return IfHopeless(pruner, trial.number, sweep.metric, is_max, others)


def _curves(
    path: Path, numbers: list[int], inside: Path, recipe: SweepRecipe
) -> list[tuple[int, Curve]]:
    """What the runs of known trials had reached; of those that are left no longer nothing is known.

    Args:
        path: of the sweep.
        numbers: of the trials.
        inside: where a run lies in the folder of its trial.
        recipe: of the sweep.
    """
    found = []
    for number in numbers:
        directory = RunDirectory(trial_folder(path, number) / inside)
        try:
            rows = History.read(directory.history_csv).rows
            trial = read_trial(path, number, lambda text: None)
        except UserError:
            continue
        values = figures_after(rows, recipe.sweep.metric, larger_is_better(recipe))
        is_whole = trial is not None and trial.status == "finished"
        found.append((number, Curve(values, is_whole)))
    return found
