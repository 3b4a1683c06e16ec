"""Draws from a normal distribution that moves towards the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from suite.lab.sweep.searches.package_of import version_of
from suite.lab.sweep.searches.random_search import RandomSearch
from suite.lab.sweep.searches.search import Known, Point
from suite.lab.sweep.searches.space import Space, seed_of
from suite.recipe.schema.sweep_settings import RangeSettings, are_ordered

if TYPE_CHECKING:
    from cmaes import CMAwM

# The standard deviation of the first draws, as a share of a range: most of it is within reach.
_WIDTH = 0.2


@dataclass(frozen=True)
class CmaEs:
    """Evolution by covariance matrix adaptation, with a margin for whole numbers.

        x ~ N(m, s^2 C),  m' = sum_i w_i x_(i),  over the better half of a generation

    in the unit cube of the ranges, from m = (1/2, ..., 1/2), s = 0.2 and C = 1 on. A generation is
    4 + floor(3 ln d) trials for d ranges; after each, s and C adapt to the way that the mean has
    gone. Ranges with a step, whole numbers and lists of ascending numbers are drawn from the same
    distribution and put on the nearest value; a margin keeps the neighbors within reach. Other
    lists are drawn at random: there is no way from one name to another.

    Only the order of the trials counts: the finished ones by their value, then those that were
    stopped, the furthest first, then those that failed. The distribution is computed anew from all
    known trials, in their order; a generation of which one is still running at another process
    counts once the next one has come to an end.

    Args:
        space: a list or a range for each key.
        count: how many trials there are.
        seed: decides every draw, with the trials that are known.

    Raises:
        UserError: the package `cmaes` is not installed, or older than 0.13.

    Reference:
        Hansen & Ostermeier, 2001, Completely derandomized self-adaptation in evolution strategies;
        Hamano, Saito, Nomura & Shirakawa, 2022, CMA-ES with margin; Loshchilov & Hutter, 2016,
        CMA-ES for hyperparameter optimization of deep neural networks.

    Topic: practice/bayesian

    Example:
        >>> space = {"optimizer.momentum": RangeSettings(low=0.0, high=1.0)}
        >>> search = CmaEs(space, 8, seed=0)
        >>> search.point(5, []) == search.point(5, [])
        True
    """

    space: Space
    count: int
    seed: int

    def __post_init__(self) -> None:
        self._version()

    @property
    def sampler(self) -> str:
        """That of the package."""
        return f"CMA-ES, cmaes {self._version()}"

    def point(self, number: int, known: Sequence[Known]) -> Point:
        """A draw from the distribution that the known trials have led to."""
        distribution = self._begun()
        size = distribution.population_size
        ordered = sorted(known, key=lambda one: (one.score, *(one.stopped or (0, 0.0))))
        rank = {one.number: -place for place, one in enumerate(ordered)}
        for first in range(0, len(known) - size + 1, size):
            generation = known[first : first + size]
            distribution.tell([(self._place(one.point), rank[one.number]) for one in generation])
        distribution.reseed_rng(seed_of(self.seed, number))
        drawn = RandomSearch(self.space, self.count, self.seed).point(number, known)
        for key, share in zip(self._ordered, distribution.ask()[0], strict=True):
            drawn[key] = _at(self.space[key], float(share))
        return drawn

    @property
    def _ordered(self) -> list[str]:
        """The keys along which the distribution moves."""
        return [
            key
            for key, parameter in self.space.items()
            if isinstance(parameter, RangeSettings) or are_ordered(parameter)
        ]

    def _place(self, point: Any) -> np.ndarray:
        """A point in the unit cube."""
        return np.array([_share_of(self.space[key], point[key]) for key in self._ordered])

    def _begun(self) -> CMAwM:
        """The distribution before the first trial."""
        from cmaes import CMAwM

        counts = [_values_in(self.space[key]) for key in self._ordered]
        # The middles of equal parts: the first and the last value of a list are half a part inside.
        ends = [(0.5 / count, 1 - 0.5 / count) if count else (0.0, 1.0) for count in counts]
        steps = np.array([1 / count if count else 0.0 for count in counts])
        return CMAwM(np.full(len(counts), 0.5), _WIDTH, np.array(ends), steps)

    @staticmethod
    def _version() -> str:
        return version_of("cmaes", "the package cmaes", 13, "cma_es")


def _values_in(parameter: list[Any] | RangeSettings) -> int:
    """How many values there are; 0 of a range without a step."""
    if isinstance(parameter, list):
        return len(parameter)
    if parameter.values is not None:
        return len(parameter.values)
    return round(parameter.high - parameter.low) + 1 if _is_counted(parameter) else 0


def _is_counted(parameter: RangeSettings) -> bool:
    """Whether a range has whole numbers at equal distances."""
    return parameter.integer and parameter.scale == "linear" and parameter.step is None


def _share_of(parameter: list[Any] | RangeSettings, value: Any) -> float:
    """Where a value is in [0, 1]; of a list, and of whole numbers, the middle of its part."""
    if isinstance(parameter, list):
        return (parameter.index(value) + 0.5) / len(parameter)
    if _is_counted(parameter):
        return float(value - parameter.low + 0.5) / _values_in(parameter)
    return parameter.share_of(value)


def _at(parameter: list[Any] | RangeSettings, share: float) -> Any:
    """The value there."""
    count = _values_in(parameter)
    place = min(max(int(share * count), 0), count - 1) if count else 0
    if isinstance(parameter, list):
        return parameter[place]
    if parameter.values is not None:
        return parameter.values[place]
    return round(parameter.low) + place if _is_counted(parameter) else parameter.at(share)
