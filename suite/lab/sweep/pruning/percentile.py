"""A trial that is worse than most finished ones were after as many epochs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from suite.lab.sweep.pruning.curve import Curve
from suite.lab.sweep.pruning.pruner import Hopeless


@dataclass(frozen=True)
class Percentile:
    """Stops a trial whose best value so far is not among a share of the finished ones.

        max_{j <= e} v_j  <  quantile_{1 - keep} { v^i_e : i finished }

    after e epochs, with v the values of the trial and v^i those of a finished one, the larger the
    better. Between two values the quantile is interpolated linearly. Trials that were stopped are
    not counted: with them, the limit would fall.

    Args:
        keep: the share, in (0, 1); 0.5 is the median rule.
        startup: as long as fewer trials have finished, none is stopped.
        warmup: epochs in which none is stopped.

    Reference:
        Golovin et al., 2017, Google Vizier: a service for black-box optimization (the median rule);
        the form is that of Optuna's `PercentilePruner`.

    Topic: practice/coarse-to-fine

    Example:
        >>> others = [(n, Curve([0.25 * n, 0.5 + 0.125 * n])) for n in range(4)]
        >>> Percentile(0.5, startup=3, warmup=1).verdict(4, [0.5, 0.625], others).limit
        0.6875
    """

    keep: float
    startup: int
    warmup: int

    def verdict(
        self, number: int, own: Sequence[float], others: Sequence[tuple[int, Curve]]
    ) -> Hopeless | None:
        """Why the trial is stopped after its epochs so far."""
        epochs, finished = len(own), [curve for _, curve in others if curve.is_whole]
        if epochs <= self.warmup or len(finished) < self.startup:
            return None
        values = [value for curve in finished if (value := curve.after(epochs)) is not None]
        if not values:
            return None
        limit, best = float(np.quantile(values, 1 - self.keep)), Curve(own).best
        if best is not None and best >= limit:
            return None
        trials = f"of {len(values)} trial{'' if len(values) == 1 else 's'}"
        what = "median" if self.keep == 0.5 else f"limit of the best {100 * self.keep:g} %"
        return Hopeless(math.nan if best is None else best, limit, f"the {what} {trials}")
