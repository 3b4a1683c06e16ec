"""A trial that is not among the best at a rung."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from suite.lab.sweep.pruning.curve import Curve
from suite.lab.sweep.pruning.pruner import Hopeless


@dataclass(frozen=True)
class SuccessiveHalving:
    """Stops a trial that is not among the best 1 / factor of those that have come to a rung.

    Rungs are at r, r f, r f^2, ... epochs. Of the n trials that have been trained to a rung, this
    one counted, the best floor(n / f) go on, at least one. A trial does not wait for the others:
    the first ones meet few, and are let through more easily. `kind: halving` waits.

    Args:
        factor: f, at least 2.
        first_rung: r, in epochs.

    Reference:
        Jamieson & Talwalkar, 2016, Non-stochastic best arm identification and hyperparameter
        optimization; Li et al., 2020, A system for massively parallel hyperparameter tuning (the
        asynchronous rule); what is stopped is not resumed, as in Optuna's
        `SuccessiveHalvingPruner`.

    Topic: practice/coarse-to-fine

    Example:
        >>> others = [(n, Curve([0.125 * n, 0.5])) for n in range(5)]
        >>> SuccessiveHalving(3, first_rung=1).verdict(5, [0.25], others).limit
        0.375
    """

    factor: int
    first_rung: int

    def verdict(
        self, number: int, own: Sequence[float], others: Sequence[tuple[int, Curve]]
    ) -> Hopeless | None:
        """Why the trial is stopped after its epochs so far."""
        epochs = len(own)
        if not self._is_rung(epochs):
            return None
        value = own[-1]
        there = [curve.after(epochs) for _, curve in others if len(curve.values) >= epochs]
        values = sorted((one for one in there if one is not None), reverse=True)
        # Those whose value was no number have come here too, and are the worst.
        best = max(1, (len(there) + 1) // self.factor)
        better = sum(one > value for one in values)
        if better < best and not math.isnan(value):
            return None
        if not values:
            return Hopeless(value, math.nan, "any number")
        limit = values[min(best, len(values)) - 1]
        return Hopeless(value, limit, f"the best {best} of {len(there) + 1} at this rung")

    def _is_rung(self, epochs: int) -> bool:
        rung = self.first_rung
        while rung < epochs:
            rung *= self.factor
        return rung == epochs
