"""Independent draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from suite.lab.sweep.searches.search import Known, Point
from suite.lab.sweep.searches.space import Space, point_at


@dataclass(frozen=True)
class RandomSearch:
    """Independent draws, each uniform over a list, or over a range on its scale.

    Where few keys matter, each trial tries another value of them; a grid of as many trials repeats
    a few.

    Args:
        space: a list or a range for each key.
        count: how many trials there are.
        seed: decides every draw.

    Reference: Bergstra & Bengio, 2012, Random search for hyper-parameter optimization.

    Topic: practice/random-search

    Example:
        >>> search = RandomSearch({"seed": [0, 1, 2, 3]}, 3, seed=0)
        >>> [search.point(number, [])["seed"] for number in (0, 1, 2)]
        [3, 3, 1]
    """

    space: Space
    count: int
    seed: int

    @property
    def sampler(self) -> str:
        """The generator."""
        return f"random, NumPy {np.__version__}"

    def point(self, number: int, known: Sequence[Known]) -> Point:
        """The numbers of one stream that belong to this trial: one for each key."""
        bits = np.random.PCG64([self.seed, 0x5EA2C4])
        generator = np.random.Generator(bits.advance(number * len(self.space)))
        return point_at(self.space, {key: float(generator.random()) for key in self.space})
