"""The search that a sweep asks for."""

from __future__ import annotations

import importlib.util

from suite.errors import UserError
from suite.lab.sweep.searches.bayesian import Bayesian
from suite.lab.sweep.searches.coarse_to_fine import CoarseToFine
from suite.lab.sweep.searches.grid import Grid
from suite.lab.sweep.searches.random_search import RandomSearch
from suite.lab.sweep.searches.search import Search
from suite.recipe.schema.sweep_settings import SweepSettings


def search_of(sweep: SweepSettings, seed: int) -> Search:
    """The search that a sweep asks for.

    Args:
        sweep: of a recipe.
        seed: decides what is drawn.

    Raises:
        UserError: it needs a package that is not installed.

    Example:
        >>> search_of(SweepSettings(over={"seed": [0, 1]}), seed=0).count
        2
    """
    if sweep.trials is None:
        return Grid(sweep.over)
    if sweep.kind == "coarse_to_fine":
        return CoarseToFine(sweep.over, sweep.trials, seed, sweep.rounds, sweep.shrink)
    if sweep.kind == "bayesian":
        if importlib.util.find_spec("optuna") is None:
            raise UserError(
                "sweep.kind: bayesian needs Optuna, which is not installed: "
                "pip install 'keras-training-suite[sweep]', or pip install optuna"
            )
        return Bayesian(sweep.over, sweep.trials, seed)
    return RandomSearch(sweep.over, sweep.trials, seed)
