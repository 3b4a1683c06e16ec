"""The folder of a sweep, found or made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from suite.errors import UserError
from suite.lab.shared.claim import one_at_a_time
from suite.lab.shared.outgrown import goes_on
from suite.lab.shared.storage import note_on_storage, refuse_without_locks
from suite.lab.sweep.run_trial import fold_recipes
from suite.lab.sweep.searches.search import Search
from suite.lab.sweep.sweep_folder import adopt_older, is_begun, is_sweep, refuse_newer, write_state
from suite.lab.sweep.sweep_result import Sweep
from suite.lab.sweep.trial_file import TRIALS
from suite.recipe import SweepRecipe, TrainingRecipe, load
from suite.recipe.diff import diff_text
from suite.runs import RunDirectory
from suite.runs.files.write_whole import write_whole
from suite.training.assembly.dataset import recipe_dataset


def begin(
    recipe: SweepRecipe, search: Search, out: Path | None, say: Callable[[str], object]
) -> Path:
    """The sweep's folder, made where it is not there; refuses what cannot work before that.

    Of several processes one writes the recipe, and the others compare.

    Args:
        recipe: of the sweep.
        search, out: that it asks for; its folder, None is `runs/<recipe>/<time>-<id>`.
        say: is told what there is to know of its storage.

    Raises:
        UserError: the folder holds something else or does not lock, or the first trial's data
            cannot be used.

    Example:
        >>> from suite.lab.sweep.searches.search_of import search_of
        >>> recipe = suite.load("quickstart", "sweep={over: {seed: [0, 1]}}")
        >>> begin(recipe, search_of(recipe.sweep, 0), Path("out"), print).name
        'out'
    """
    path = out
    if path is None or not is_begun(path):
        path = RunDirectory.plan(path, recipe.name).path
        first, _ = fold_recipes(recipe, search.point(0, []), path)[0]
        if isinstance(first, TrainingRecipe):
            recipe_dataset(first, lambda text: None)
    with one_at_a_time(path / TRIALS):
        refuse_without_locks(path / TRIALS)
        if is_sweep(path):
            refuse_newer(path)
            _refuse_other(recipe, path)
            adopt_older(path)
        else:
            write_whole(path / "recipe.yaml", recipe.to_yaml())
            write_state(Sweep(recipe, path, [], "running"))
    if not goes_on() and (note := note_on_storage(path / TRIALS)):
        say(note)
    return path


def _refuse_other(recipe: SweepRecipe, path: Path) -> None:
    """Refuse to go on with the sweep of another recipe.

    Raises:
        UserError: says what differs.
    """
    own = load(path / "recipe.yaml", plugins=recipe.plugins, trust=recipe.doors.are_open)
    if changes := own.diff(recipe):
        raise UserError(
            f"{path}: holds a sweep of another recipe:\n{diff_text(changes)}\n"
            "Go on with it without these changes, or choose another folder with --out."
        )
