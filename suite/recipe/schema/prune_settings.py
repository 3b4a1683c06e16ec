"""When a trial of a sweep is stopped early: the `prune` block."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from suite.recipe.schema.base_settings import Count, Settings, Share, Whole

# Which settings belong to which rules.
OWN_KEYS = {
    "startup": ("median", "percentile"),
    "warmup": ("median", "percentile"),
    "keep": ("percentile",),
    "factor": ("successive_halving", "hyperband"),
    "first_rung": ("successive_halving", "hyperband"),
}


class PruneSettings(Settings):
    """The rule by which a trial that is hopeless is stopped at the end of an epoch.

    Args:
        kind: `median`: the trial's best value so far is worse than half of the finished trials
            were after as many epochs; `percentile`: it is not among the best `keep` of them;
            `successive_halving`: at rungs of `first_rung`, `factor` times as many, ... epochs it is
            not among the best one of `factor` that have come so far; `hyperband`: the same with
            later first rungs for some of the trials, for those that learn slowly.
        startup: of `median` and `percentile`: finished trials before any is stopped.
        warmup: of `median` and `percentile`: epochs in which none is stopped.
        keep: of `percentile`: the share of the finished trials that it has to be among.
        factor: of `successive_halving` and `hyperband`.
        first_rung: of `successive_halving` and `hyperband`: in epochs.

    Example:
        >>> PruneSettings(kind="percentile", keep=0.25).startup
        5
    """

    kind: Literal["median", "percentile", "successive_halving", "hyperband"] = "median"
    startup: Count = 5
    warmup: Annotated[Whole, Field(ge=0)] = 1
    keep: Share = 0.25
    factor: Annotated[Whole, Field(ge=2)] = 3
    first_rung: Count = 1
