"""Axes with few ticks, which do not overlap."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from suite.runs.numbers import show

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

_TICKS = 6
# Below so many decades, the powers of ten alone would be too few ticks.
_FEW_DECADES, _HARDLY_ONE = 1.5, 0.7


def finite(values: Iterable[Any]) -> list[float]:
    """Values as numbers; what is none, or is not finite, is NaN."""
    return [float(value) if _is_number(value) else math.nan for value in values]


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < 1e300  # sums and margins of what is drawn stay finite
    )


def scale(axis: Axis, values: Sequence[float], *, log: bool) -> bool:
    """Give an axis its scale and its ticks.

    Args:
        axis: of x or y.
        values: that it shows; NaN stands for none.
        log: whether it is to be logarithmic, which it is if any value is above 0.

    Returns:
        Whether it is logarithmic.
    """
    from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

    shown = [value for value in values if not math.isnan(value)]
    positive = [value for value in shown if value > 0]
    log = log and bool(positive)
    if log:
        set_scale = axis.axes.set_xscale if axis is axis.axes.xaxis else axis.axes.set_yscale
        set_scale("log", nonpositive="mask")
        decades = math.log10(max(positive)) - math.log10(min(positive))
        subs = (1.0, 2.0, 5.0) if decades < _FEW_DECADES else (1.0,)
        powers = LogLocator(subs=subs, numticks=_TICKS)
        rounds = MaxNLocator(_TICKS, steps=[1, 2, 5, 10])
        axis.set_major_locator(rounds if decades < _HARDLY_ONE else powers)
        axis.set_minor_locator(NullLocator())
    else:
        whole = bool(shown) and all(value == int(value) for value in shown)
        steps = [1, 2, 5, 10]
        locator = MaxNLocator(nbins=_TICKS, steps=steps, integer=whole, min_n_ticks=1)
        axis.set_major_locator(locator)
    axis.set_major_formatter(lambda value, position: show(float(value)))
    return log


def thinned(count: int, most: int) -> list[int]:
    """Which of so many things are told where only some fit, evenly from the first to the last.

    Args:
        count: how many there are.
        most: how many fit, at least 1.

    Example:
        >>> thinned(9, 3)
        [0, 4, 8]
    """
    if count <= most:
        return list(range(count))
    if most < 2:
        return [0]
    return [round(index * (count - 1) / (most - 1)) for index in range(most)]


def strided(count: int, most: int) -> list[int]:
    """As `thinned`, at even distances from the first: of a scale, whose steps are to be round.

    Args:
        count: how many there are.
        most: how many fit, at least 1.

    Example:
        >>> strided(60, 7)
        [0, 10, 20, 30, 40, 50]
    """
    least = max(1, math.ceil(count / most))
    power = 10 ** int(math.log10(least))
    step = next(digit * power for digit in (1, 2, 5, 10) if digit * power >= least)
    return list(range(0, count, step))


def spread(places: Sequence[float], apart: float, least: float, greatest: float) -> list[float]:
    """Where texts stand so that none covers another: as near to their places as there is room.

    Args:
        places: where they would stand; no more than fit.
        apart: how far they must be from one another.
        least, greatest: where they end.

    Example:
        >>> spread([0.5, 0.5], 0.2, 0.0, 1.0)
        [0.4, 0.6]
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    groups: list[tuple[float, list[int]]] = []  # center, members from below
    for index in order:
        center, members = places[index], [index]
        center = _inside(center, len(members), apart, least, greatest)
        while groups and center - _reach(members, apart) < (
            groups[-1][0] + _reach(groups[-1][1], apart)
        ):
            _, below = groups.pop()
            members = [*below, *members]
            center = sum(places[one] for one in members) / len(members)
            center = _inside(center, len(members), apart, least, greatest)
        groups.append((center, members))
    found = list(places)
    for center, members in groups:
        for number, index in enumerate(members):
            found[index] = round(center + (number - (len(members) - 1) / 2) * apart, 9)
    return found


def _reach(members: Sequence[int], apart: float) -> float:
    return len(members) * apart / 2


def _inside(center: float, count: int, apart: float, least: float, greatest: float) -> float:
    half = (count - 1) * apart / 2
    return max(least + half, min(greatest - half, center))


def label_axes(axes: Axes, x_label: str, y_label: str) -> None:
    """Name both axes; a name that is too long is shortened."""
    from suite.runs.pictures.charts.letters import shortened
    from suite.runs.pictures.charts.slide import SMALL
    from suite.runs.pictures.picture import literal

    axes.set_xlabel(literal(shortened(x_label, SMALL, 500)))
    axes.set_ylabel(literal(shortened(y_label, SMALL, 300)))
