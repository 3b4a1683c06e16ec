"""The rule of pruning that a sweep asks for."""

from __future__ import annotations

from suite.lab.sweep.pruning.hyperband import Hyperband
from suite.lab.sweep.pruning.percentile import Percentile
from suite.lab.sweep.pruning.pruner import Pruner
from suite.lab.sweep.pruning.successive_halving import SuccessiveHalving
from suite.recipe.schema.prune_settings import PruneSettings


def pruner_of(prune: PruneSettings, epochs: int) -> Pruner:
    """The rule of pruning that a sweep asks for.

    Args:
        prune: its settings.
        epochs: of a whole trial.

    Example:
        >>> pruner_of(PruneSettings(kind="median"), epochs=9)
        Percentile(keep=0.5, startup=5, warmup=1)
    """
    match prune.kind:
        case "median":
            return Percentile(0.5, prune.startup, prune.warmup)
        case "percentile":
            return Percentile(prune.keep, prune.startup, prune.warmup)
        case "successive_halving":
            return SuccessiveHalving(prune.factor, prune.first_rung)
        case "hyperband":
            return Hyperband(prune.factor, prune.first_rung, epochs)
