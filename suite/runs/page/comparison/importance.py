"""How much of a metric's variance each key of a sweep explains."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from suite.runs.page.comparison.differing import ABSENT, Differing, mark_of

if TYPE_CHECKING:
    import numpy as np

# Values of a number that are cut into steps, where there are more of them.
_STEPS = 4
# Runs beyond the means that are fitted, at the least, and as a share of all: with fewer, what is
# taken off for chance is as large as what a key explains.
_LEAST_LEFT, _SHARE_LEFT = 3, 0.25
_MOST_KEYS = 8


@dataclass(frozen=True)
class Importance:
    """The share of the variance that each key explains, and what none of them does.

    A key's share is what it adds to R^2 of an additive model of steps, that is of a mean for each
    of its values (numbers of more than four values are cut into up to four steps of equally many
    runs), averaged over all orders in which the keys can be added, less what chance would add:

        share = added - d * (1 - R^2) / (n - f)

    with d the means that the key adds, n runs, f means in the model of all keys, and R^2 its own.
    In a grid this is the epsilon squared of an analysis of variance. What is left is what keys do
    only together, and chance.

    Args:
        shares: of each key, from 0 to 1, the largest first.
        rest: what they leave.
        is_logarithmic: whether the variance is that of the metric's logarithm.
        lacks: why there are no shares; empty where there are some.

    Reference:
        R. Lindeman, P. Merenda and R. Gold, 1980, "Introduction to Bivariate and Multivariate
        Analysis" (the average over orders); T. Kelley, 1935, "An unbiased correlation ratio
        measure" (what chance adds).

    Example:
        >>> rates = [0.1, 0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.2]
        >>> keys = [Differing("rate", rates), Differing("width", [8, 16] * 4)]
        >>> found = importance(keys, [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0])
        >>> {key: round(share, 2) for key, share in found.shares.items()}
        {'rate': 1.0, 'width': 0.0}
    """

    shares: dict[str, float]
    rest: float
    is_logarithmic: bool = False
    lacks: str = ""


def importance(keys: Sequence[Differing], figures: Sequence[float | None]) -> Importance:
    """The share of each key.

    Args:
        keys: with a value a trial.
        figures: one a trial; None where it has none, which is then left out.

    Example:
        >>> importance([Differing("rate", [1, 2, 3])], [0.1, 0.2, 0.3]).lacks
        '3 runs with a figure are too few to weigh a key; it takes 5 at least, and more where...'
    """
    import numpy as np

    kept = [number for number, figure in enumerate(figures) if figure is not None]
    y = np.array([figures[number] for number in kept], np.float64)
    named = {key.key: [key.values[number] for number in kept] for key in keys}
    named = {key: values for key, values in named.items() if len(set(map(mark_of, values))) > 1}
    if not named:
        return Importance({}, 1.0, lacks="no key has two values among the runs with a figure")
    if len(kept) < 2 or not np.ptp(y):
        return Importance({}, 1.0, lacks="the figure is the same in all runs")
    levels = _levels(named, len(kept))
    if levels is None:
        return Importance({}, 1.0, lacks=_too_few(len(kept), len(named)))
    is_logarithmic = bool(y.min() > 0 and y.max() > 100 * y.min())
    y = np.log(y) if is_logarithmic else y
    shares = _averaged(_strongest(levels, y), y)
    ordered = dict(sorted(shares.items(), key=lambda one: -one[1]))
    return Importance(ordered, max(0.0, 1 - sum(ordered.values())), is_logarithmic)


def _levels(named: dict[str, list[Any]], count: int) -> dict[str, list[int]] | None:
    """The level of each key in each trial, in as many steps as the number of trials bears; None
    where it does not bear two."""
    for steps in range(_STEPS, 1, -1):
        levels = {key: _cut(values, steps) for key, values in named.items()}
        freedom = 1 + sum(len(set(column)) - 1 for column in levels.values())
        if count - freedom >= max(_LEAST_LEFT, count * _SHARE_LEFT):
            return levels
    return None


def _too_few(count: int, keys: int) -> str:
    fitted = 1 + keys
    least = max(fitted + _LEAST_LEFT, math.ceil(fitted / (1 - _SHARE_LEFT)))
    of = f"{keys} keys" if keys > 1 else "a key"
    return (
        f"{count} runs with a figure are too few to weigh {of}; it takes {least} at least, and "
        "more where the values are names"
    )


def _cut(values: Sequence[Any], steps: int) -> list[int]:
    """Values as levels: by their kind, or numbers of many values by their rank."""
    marks = [mark_of(value) for value in values]
    distinct = list(dict.fromkeys(marks))
    is_numeric = all(isinstance(value, int | float) for value in values if value is not ABSENT)
    if len(distinct) <= steps or not is_numeric:
        return [distinct.index(mark) for mark in marks]
    numbers = sorted(float(value) for value in values if value is not ABSENT)
    edges = [numbers[math.ceil(len(numbers) * step / steps)] for step in range(1, steps)]
    return [-1 if v is ABSENT else sum(float(v) >= edge for edge in edges) for v in values]


def _strongest(levels: dict[str, list[int]], y: np.ndarray) -> dict[str, list[int]]:
    """The keys that explain most on their own: of n keys there are 2^n models to fit."""
    alone = sorted(levels, key=lambda key: -_explained([levels[key]], y))
    return {key: levels[key] for key in alone[:_MOST_KEYS]}


def _averaged(levels: dict[str, list[int]], y: np.ndarray) -> dict[str, float]:
    """What each key adds, over all orders of the keys, less what chance adds; 0 if that is more."""
    names = list(levels)
    explained = {
        chosen: _explained([levels[name] for name in chosen], y)
        for size in range(len(names) + 1)
        for chosen in itertools.combinations(names, size)
    }
    added = dict.fromkeys(names, 0.0)
    for chosen, before in explained.items():
        for name in set(names) - set(chosen):
            after = explained[tuple(one for one in names if one == name or one in chosen)]
            orders = math.factorial(len(chosen)) * math.factorial(len(names) - len(chosen) - 1)
            added[name] += (after - before) * orders / math.factorial(len(names))
    means = {name: len(set(levels[name])) - 1 for name in names}
    chance = (1 - explained[tuple(names)]) / (len(y) - 1 - sum(means.values()))
    shares = {name: added[name] - means[name] * chance for name in names}
    return {name: min(1.0, max(0.0, share)) for name, share in shares.items()}


def _explained(columns: Sequence[Sequence[int]], y: np.ndarray) -> float:
    """R^2 of a mean for each level of each column."""
    import numpy as np

    parts = [np.ones(len(y))]
    for column in columns:
        levels = np.array(column)
        parts += [levels == level for level in np.unique(levels)[1:]]
    design = np.stack(parts, axis=1).astype(np.float64)
    centered = y - y.mean()
    fitted = np.linalg.lstsq(design, centered, rcond=None)[0]
    return 1 - float(np.sum((centered - design @ fitted) ** 2) / np.sum(centered**2))
