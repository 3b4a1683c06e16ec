"""Every combination is tried."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from suite.lab.sweep.searches.search import Known, Point
from suite.lab.sweep.searches.space import Space, values_of


@dataclass(frozen=True)
class Grid:
    """Every combination, the last key fastest; one empty point where there is no key.

    Args:
        space: a list, or a range with a step, for each key.

    Topic: practice/grid-search

    Example:
        >>> grid = Grid({"seed": [0, 1], "model.depth": [2, 4, 6]})
        >>> grid.count, grid.point(4, [])
        (6, {'seed': 1, 'model.depth': 4})
    """

    space: Space

    @property
    def count(self) -> int:
        """The product of how many values each key has."""
        return math.prod(len(values_of(parameter)) for parameter in self.space.values())

    @property
    def sampler(self) -> str:
        """Nothing is drawn."""
        return "grid"

    def point(self, number: int, known: Sequence[Known]) -> Point:
        """The digits of the number, in a system with as many digits as a key has values."""
        chosen = []
        for key, parameter in reversed([*self.space.items()]):
            values = values_of(parameter)
            number, digit = divmod(number, len(values))
            chosen.append((key, values[digit]))
        return dict(reversed(chosen))
