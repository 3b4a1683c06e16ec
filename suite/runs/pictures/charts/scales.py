"""Axes with few ticks, which do not overlap."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from suite.runs.numbers import show

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

_TICKS = 6
# Of texts above the axes.
_ROWS = 3
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


def _packed(
    items: Sequence[tuple[float, float]], room: float, apart: float
) -> list[tuple[float, int] | None]:
    """Where texts stand in rows above a drawing, each over its place: in the lowest row in which
    none covers another.

    Args:
        items: (place, width) of each; earlier ones choose first.
        room: the width of the drawing, beyond which none reaches.
        apart: how far they must be from one another.

    Returns:
        The left end of each and its row, from 0; None of one that has no place in three rows.

    Example:
        >>> _packed([(50, 40), (55, 40), (0, 40)], 100, 5)
        [(30.0, 0), (35.0, 1), (0.0, 1)]
        >>> _packed([(50, 120)], 100, 5)
        [None]
    """
    rows: list[list[tuple[float, float]]] = [[] for _ in range(_ROWS)]
    return [_pack(place, width, rows, room, apart) for place, width in items]


def _pack(
    place: float, width: float, rows: list[list[tuple[float, float]]], room: float, apart: float
) -> tuple[float, int] | None:
    ideal = max(0.0, min(place - width / 2, room - width))
    for number, taken in enumerate(rows):
        beside = [x for low, high in taken for x in (high + apart, low - apart - width)]
        free = [
            x
            for x in (ideal, *beside)
            if max(0.0, place - width) - 1e-6 <= x <= min(room - width, place) + 1e-6
            and all(x >= high + apart or x + width + apart <= low for low, high in taken)
        ]
        if free:
            x = min(free, key=lambda x: abs(x - ideal))
            taken.append((x, x + width))
            return x, number
    return None


@dataclass(frozen=True, kw_only=True)
class Above:
    """A text above the axes.

    Args:
        x: what it stands over, as a value of the horizontal axis.
        text: in one line.
        color: of its letters.
        bold: whether they are.
    """

    x: float
    text: str
    color: str
    bold: bool = False


def write_above(axes: Axes, texts: Sequence[Above], room: float | None = None) -> None:
    """Write texts above the axes, in up to three rows; what is outside of the axes, or has no place
    there, is left out.

    Args:
        axes: drawn before, so that their size is known.
        texts: those that matter most first.
        room: how wide the axes will be, in points; None is as wide as they are.
    """
    from suite.runs.pictures.charts.letters import shortened, width_of
    from suite.runs.pictures.charts.slide import SMALL
    from suite.runs.pictures.picture import literal

    room = room or axes.get_window_extent().width * 72 / axes.figure.dpi
    into = axes.transData + axes.transAxes.inverted()
    places = [float(into.transform((one.x, 1))[0]) for one in texts]
    shown = [
        (one, place, shortened(one.text, SMALL, 0.9 * room, bold=one.bold))
        for one, place in zip(texts, places, strict=True)
        if -0.001 <= place <= 1.001
    ]
    widths = [width_of(text, SMALL, bold=one.bold) for one, _, text in shown]
    items = [(place * room, width) for (_, place, _), width in zip(shown, widths, strict=True)]
    for (one, _, text), found in zip(shown, _packed(items, room, 0.7 * SMALL), strict=True):
        if found is not None:
            axes.annotate(
                literal(text),
                (found[0] / room, 1),
                (0, 6 + found[1] * 1.3 * SMALL),
                xycoords="axes fraction",
                textcoords="offset points",
                va="bottom",
                weight="bold" if one.bold else "normal",
                color=one.color,
            )


def label_axes(axes: Axes, x_label: str, y_label: str) -> None:
    """Name both axes; a name that is too long is shortened."""
    from suite.runs.pictures.charts.letters import shortened
    from suite.runs.pictures.charts.slide import SMALL
    from suite.runs.pictures.picture import literal

    axes.set_xlabel(literal(shortened(x_label, SMALL, 500)))
    axes.set_ylabel(literal(shortened(y_label, SMALL, 300)))
