"""Successive halving with several first rungs at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from suite.lab.sweep.pruning.curve import Curve
from suite.lab.sweep.pruning.pruner import Hopeless
from suite.lab.sweep.pruning.successive_halving import SuccessiveHalving


@dataclass(frozen=True)
class Hyperband:
    """Successive halving in brackets, each with another first rung.

    Early values may mislead: a small learning rate is behind at first. With E epochs in all, first
    rung r and factor f there are s + 1 brackets, s = floor(log_f(E / r)): bracket b compares at
    r f^b, r f^(b+1), ... epochs, the last one shortly before the end or not at all. Of all trials
    bracket b gets a share that goes by

        ceil((s + 1) f^(s - b) / (s - b + 1)),

    and only trials of a bracket are compared. The number of a trial decides its bracket: each goes
    to the bracket that lags furthest behind its share.

    Args:
        factor: f, at least 2.
        first_rung: r, in epochs.
        epochs: E, of a whole trial.

    Reference: Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar, 2018, Hyperband: a novel
        bandit-based approach to hyperparameter optimization.

    Topic: practice/coarse-to-fine

    Example:
        >>> rule = Hyperband(factor=3, first_rung=1, epochs=9)
        >>> rule.shares, rule.brackets(9)
        ([9, 5, 3], [0, 1, 0, 2, 0, 1, 0, 2, 0])
    """

    factor: int
    first_rung: int
    epochs: int

    @property
    def shares(self) -> list[int]:
        """How the trials are shared out."""
        brackets = 1
        while self.first_rung * self.factor**brackets <= self.epochs:
            brackets += 1
        return [
            math.ceil(brackets * self.factor**left / (left + 1))
            for left in reversed(range(brackets))
        ]

    def brackets(self, count: int) -> list[int]:
        """The bracket of each of the first trials."""
        shares = self.shares
        given, chosen = [0] * len(shares), []
        for trial in range(1, count + 1):
            behind = [
                trial * share / sum(shares) - one for share, one in zip(shares, given, strict=True)
            ]
            chosen.append(max(range(len(shares)), key=behind.__getitem__))
            given[chosen[-1]] += 1
        return chosen

    def verdict(
        self, number: int, own: Sequence[float], others: Sequence[tuple[int, Curve]]
    ) -> Hopeless | None:
        """Why the trial is stopped after its epochs so far."""
        brackets = self.brackets(1 + max([number, *(other for other, _ in others)]))
        mine = brackets[number]
        beside = [(other, curve) for other, curve in others if brackets[other] == mine]
        rung = self.first_rung * self.factor**mine
        return SuccessiveHalving(self.factor, rung).verdict(number, own, beside)
