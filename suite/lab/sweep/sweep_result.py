"""What a sweep has come to."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from suite.errors import UserError
from suite.lab.sweep.sweep_table import table_text
from suite.lab.sweep.trial import Trial
from suite.recipe import SurfaceRecipe, SweepRecipe
from suite.runs.history import lower_is_better
from suite.runs.page.comparison.comparison import compare


@dataclass(frozen=True, eq=False)
class Sweep:
    """The trials of a sweep, and where they lie.

    Args:
        recipe: with its sweep.
        path: the folder.
        trials: in their order; fewer than planned where it was interrupted.
        status: running, finished or interrupted.

    Example:
        >>> recipe = suite.load("quickstart", "sweep={over: {seed: [0, 1]}}")
        >>> trials = [Trial(0, {"seed": 0}, "finished", 0.9), Trial(1, {"seed": 1}, "diverged")]
        >>> Sweep(recipe, Path("runs"), trials, "finished").best.edits
        {'seed': 0}
    """

    recipe: SweepRecipe
    path: Path
    trials: list[Trial]
    status: str

    @property
    def ranked(self) -> list[Trial]:
        """The best first; of equals the first tried. Those that were stopped come after those that
        have finished, the furthest first."""
        rank = functools.partial(Trial.rank, larger_is_better=self.larger_is_better)
        return sorted(self.trials, key=rank, reverse=True)

    @property
    def best(self) -> Trial | None:
        """The best trial; None as long as none has finished."""
        return next((trial for trial in self.ranked if trial.status == "finished"), None)

    @property
    def larger_is_better(self) -> bool:
        """Whether the largest value of the metric is looked for."""
        return larger_is_better(self.recipe)

    def to_text(self) -> str:
        """A table, the best trial first."""
        return table_text(self.recipe.sweep, self.ranked)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows: its page; its table alone as long as there is no run."""
        try:
            shown = compare(self.path)._repr_mimebundle_()
        except UserError:
            shown = {}
        return {**shown, "text/plain": self.to_text()}


def larger_is_better(recipe: SweepRecipe) -> bool:
    """Whether the sweep of a recipe looks for the largest value of its metric."""
    settings = recipe.sweep
    if settings.direction != "auto":
        return settings.direction == "max"
    return not (isinstance(recipe.one_run, SurfaceRecipe) or lower_is_better(settings.metric))
