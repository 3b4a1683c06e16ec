"""The search that a sweep asks for."""

from __future__ import annotations

from suite.lab.sweep.searches.bayesian import Bayesian
from suite.lab.sweep.searches.cma_es import CmaEs
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
        UserError: it needs a package that is not installed, or a newer one.

    Example:
        >>> search_of(SweepSettings(over={"seed": [0, 1]}), seed=0).count
        2
    """
    if sweep.trials is None:
        return Grid(sweep.over)
    if sweep.kind == "coarse_to_fine":
        return CoarseToFine(sweep.over, sweep.trials, seed, sweep.rounds, sweep.shrink)
    if sweep.kind == "bayesian":
        return Bayesian(sweep.over, sweep.trials, seed)
    if sweep.kind == "cma_es":
        return CmaEs(sweep.over, sweep.trials, seed)
    return RandomSearch(sweep.over, sweep.trials, seed)
