"""Random draws in ranges that narrow around the best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from suite.lab.sweep.searches.search import Known, Point
from suite.lab.sweep.searches.space import Space, point_at, spread
from suite.recipe.schema.sweep_settings import RangeSettings


@dataclass(frozen=True)
class CoarseToFine:
    """Random draws, in `rounds` rounds of equal length; see `spread`.

    In round r = 0, 1, ... each range is an interval of width shrink^r of the whole, on its scale,
    around the best point of the rounds before, moved inwards where it would reach beyond an end.
    Lists stay whole, and so do ranges while all runs have failed.

    Args:
        space: a list or a range for each key.
        count: how many trials there are, a multiple of `rounds`.
        seed: decides every draw.
        rounds: at least 2.
        shrink: in (0, 1).

    Topic: practice/coarse-to-fine

    Example:
        >>> space = {"optimizer.momentum": RangeSettings(low=0.0, high=1.0)}
        >>> search = CoarseToFine(space, 4, seed=0, rounds=2, shrink=0.1)
        >>> known = [Known(0, {"optimizer.momentum": 0.3}, 0.9)]
        >>> 0.25 <= search.point(2, known)["optimizer.momentum"] <= 0.35
        True
    """

    space: Space
    count: int
    seed: int
    rounds: int
    shrink: float

    @property
    def sampler(self) -> str:
        """The generator."""
        return f"coarse_to_fine, NumPy {np.__version__}"

    def point(self, number: int, known: Sequence[Known]) -> Point:
        """Its row of the round's hypercube, in the narrowed ranges."""
        each = self.count // self.rounds
        in_round, row = divmod(number, each)
        generator = np.random.default_rng([self.seed, 0xC0A25E])
        rows = [spread(self.space, each, generator) for _ in range(in_round + 1)][-1]
        before = [one for one in known if one.number < in_round * each and one.score > -math.inf]
        if not before:
            return point_at(self.space, rows[row])
        best = max(before, key=lambda one: one.score)
        return point_at(self.space, self._around(best, self.shrink**in_round, rows[row]))

    def _around(self, best: Known, width: float, shares: dict[str, float]) -> dict[str, float]:
        """Shares of an interval around a point, as shares of the whole range."""
        around = dict(shares)
        for key, parameter in self.space.items():
            if isinstance(parameter, RangeSettings):
                center = parameter.share_of(best.point[key])
                lowest = min(max(center - width / 2, 0.0), 1.0 - width)
                around[key] = lowest + width * shares[key]
        return around
