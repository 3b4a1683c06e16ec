"""The combinations that a sweep may try, as points of a unit cube."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from suite.recipe.schema.sweep_settings import RangeSettings

Space = Mapping[str, list[Any] | RangeSettings]


def values_of(parameter: list[Any] | RangeSettings) -> list[Any]:
    """The values of a list, or of a range with a step.

    Example:
        >>> values_of(RangeSettings(low=0.001, high=0.1, scale="log", step=10))
        [0.001, 0.01, 0.1]
    """
    if isinstance(parameter, list):
        return parameter
    assert parameter.values is not None, "a range without a step is refused where all are tried"
    return parameter.values


def spread(space: Space, count: int, generator: np.random.Generator) -> list[dict[str, float]]:
    """A Latin hypercube: of each key's `count` equal parts every one is drawn from once.

    Reference: McKay, Beckman & Conover, 1979, A comparison of three methods for selecting values.

    Example:
        >>> drawn = spread({"seed": [0, 1]}, 2, np.random.default_rng(0))
        >>> sorted(int(2 * point["seed"]) for point in drawn)
        [0, 1]
    """
    columns = {
        key: (generator.permutation(count) + generator.random(count)) / count for key in space
    }
    return [{key: float(columns[key][row]) for key in space} for row in range(count)]


def point_at(space: Space, shares: Mapping[str, float]) -> dict[str, Any]:
    """The values at u: of a range, and of a list as if its entries were intervals of one length.

    Args:
        space: a list or a range for each key.
        shares: u in [0, 1) for each key.

    Example:
        >>> point_at({"optimizer.momentum": [0.0, 0.9]}, {"optimizer.momentum": 0.7})
        {'optimizer.momentum': 0.9}
    """
    return {
        key: parameter[int(shares[key] * len(parameter))]
        if isinstance(parameter, list)
        else parameter.at(shares[key])
        for key, parameter in space.items()
    }


def seed_of(seed: int, number: int) -> int:
    """The seed of a trial's own stream: another trial is drawn by another process, and must not be
    the same draw.

    Example:
        >>> len({seed_of(0, number) for number in range(100)})
        100
    """
    return int(np.random.SeedSequence([seed, number]).generate_state(1)[0])
