"""Measures of the searches of a sweep, on a function that costs nothing."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

import numpy as np

from suite.errors import UserError

if TYPE_CHECKING:
    from suite.recipe.schema.sweep_settings import SweepSettings

_UNIMPORTANT = 0.01
_KINDS = ("grid", "random", "bayesian", "coarse_to_fine")


def best_value(
    seed: int, kind: str, trials: int, axes: int = 2, low: float = 0, high: float = 1
) -> float:
    """The smallest value that a search finds of a function in which one axis counts.

    f(u) = (u_1 - c_1)^2 + 0.01 sum_{i > 1} (u_i - c_i)^2

    with c drawn from the unit cube. A grid has as many values on every axis, in the middles of
    equal parts.

    Args:
        seed: of c and of the search.
        kind: grid, random, bayesian or coarse_to_fine, as in `sweep.kind`.
        trials: how many points are tried; of a grid a power of its values, of coarse_to_fine a
            multiple of its three rounds.
        axes: how many settings there are.
        low, high: between which every axis is searched.
    """
    _, values = _searched(seed, kind, trials, axes, low, high)
    return min(values)


def late_value(seed: int, kind: str, trials: int, axes: int = 2) -> float:
    """The median of the function of `best_value` over the last third of the points of a search.

    Args: as of `best_value`.
    """
    _, values = _searched(seed, kind, trials, axes, 0.0, 1.0)
    return statistics.median(values[-max(1, len(values) // 3) :])


def tried_values(kind: str, trials: int, axes: int = 2) -> float:
    """How many values of one setting a search tries.

    Args: as of `best_value`.
    """
    points, _ = _searched(0, kind, trials, axes, 0.0, 1.0)
    return float(len(set(points[:, 0])))


def grid_trials(values: int, axes: int) -> float:
    """How many runs a grid needs: values ^ axes.

    Args:
        values: tried of each setting.
        axes: how many settings there are.

    Example:
        >>> grid_trials(3, 2), grid_trials(3, 6)
        (9.0, 729.0)
    """
    from suite.lab.sweep.searches.grid import Grid

    keys = [f"axis{number}" for number in range(int(axes))]
    return float(Grid({key: list(range(int(values))) for key in keys}).count)


def edge_distance(seed: int, kind: str, trials: int, low: float = 0, high: float = 1) -> float:
    """How far from the nearer end of its range the best value of the axis that counts was found.

    min(u - low, high - u) / (high - low)   with u the best point's first number

    Args: as of `best_value`.
    """
    points, values = _searched(seed, kind, trials, 2, low, high)
    best = points[int(np.argmin(values)), 0]
    return float(min(best - low, high - best) / (high - low))


def _searched(
    seed: int, kind: str, trials: int, axes: int, low: float, high: float
) -> tuple[np.ndarray, list[float]]:
    """The points that a search tried, a row each, and the function there."""
    from suite.lab.sweep.searches.search import Known
    from suite.lab.sweep.searches.search_of import search_of

    if kind not in _KINDS:
        raise UserError(f"`kind` is one of {', '.join(_KINDS)}. Received: {kind}")
    center = np.random.default_rng([seed, 0x5EA]).random(int(axes))
    weights = np.array([1.0] + [_UNIMPORTANT] * (int(axes) - 1))
    search = search_of(_sweep(kind, int(trials), int(axes), low, high), seed)
    known: list[Known] = []
    points: list[list[float]] = []
    for number in range(int(trials)):
        point = search.point(number, known)
        points.append([float(value) for value in point.values()])
        value = float(weights @ np.square(np.array(points[-1]) - center))
        known.append(Known(number, point, -value))
    return np.array(points), [-one.score for one in known]


def _sweep(kind: str, trials: int, axes: int, low: float, high: float) -> SweepSettings:
    from suite.recipe.schema.sweep_settings import RangeSettings, SweepSettings

    keys = [f"axis{number}" for number in range(axes)]
    if kind != "grid":
        over = {key: RangeSettings(low=low, high=high) for key in keys}
        return SweepSettings.model_validate({"kind": kind, "over": over, "trials": trials})
    each = round(trials ** (1 / axes))
    if each**axes != trials:
        raise UserError(f"a grid of {axes} axes has a power of its values. Received: {trials}")
    middles = [low + (high - low) * (number + 0.5) / each for number in range(each)]
    return SweepSettings(kind="grid", over=dict.fromkeys(keys, middles))
