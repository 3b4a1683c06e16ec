"""Curves, drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from suite.runs.page.charts.line_chart import LineChart, Mark, Series
from suite.runs.pictures.charts.letters import shortened, width_of
from suite.runs.pictures.charts.scales import finite, label_axes, scale, spread, thinned
from suite.runs.pictures.charts.slide import (
    SMALL,
    Remark,
    quiet_axes,
    say_nothing_to_draw,
    slide,
    told,
)
from suite.runs.pictures.charts.theme import Theme
from suite.runs.pictures.picture import literal

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

_THICK, _DOT, _FEW_POINTS = 3.6, 10.0, 25
_NAME_ROOM, _MOST_NAMES = 290.0, 12
_SEVERE_FIRST = {"error": 0, "warning": 1, "note": 2, "": 3}


@dataclass(frozen=True)
class _Name:
    """A text at the right end of what it names."""

    y: float
    text: str
    color: str


def draw_lines(chart: LineChart, theme: Theme) -> Figure:
    """The chart as a figure: curves with their names at their ends, limits, numbered marks."""
    marks = sorted(chart.marks, key=lambda mark: _SEVERE_FIRST[mark.severity])
    graves = [mark for mark in marks if not _is_pointed_at(mark)]
    numbered = sorted(graves[: told(len(graves))], key=lambda one: one.x)
    remarks = [
        Remark(badge=str(number), color=theme.severities[mark.severity], text=mark.text)
        for number, mark in enumerate([*numbered, *graves[len(numbered) :]], 1)
    ]
    figure = slide(chart.title, chart.reads, theme, remarks)
    axes = figure.add_subplot()
    quiet_axes(axes, theme)
    label_axes(axes, chart.x_label, chart.y_label)
    curves = [(one, finite(one.x), finite(one.y)) for one in chart.series]
    ys = [y for _, _, values in curves for y in values if not math.isnan(y)]
    if not ys:
        say_nothing_to_draw(axes, theme, "no finite value")
        return figure
    scale(axes.xaxis, [x for _, xs, _ in curves for x in xs], log=chart.x_log)
    is_log = scale(axes.yaxis, ys, log=chart.y_log)
    names = [
        name
        for (one, xs, values), color in zip(curves, _colors(chart.series, theme), strict=True)
        for name in _draw_curve(axes, one, xs, values, color, chart)
    ]
    _fit(axes, chart, is_log)
    names += _draw_levels(axes, chart, theme, is_log)
    _draw_numbered(axes, numbered, theme)
    figure.draw_without_rendering()  # the room of the drawing is known from here on
    _write_names(axes, names, theme)
    for mark in marks:
        if _is_pointed_at(mark):
            _point_at(axes, mark, theme)
    return figure


def _is_pointed_at(mark: Mark) -> bool:
    """Whether its text stands beside it: the best epoch, rather than one of many findings."""
    return mark.y is not None and not mark.severity


def _colors(series: Sequence[Series], theme: Theme) -> list[str]:
    """That of its role; those without one are told apart, and a crowd is gray."""
    reserved = {theme.roles[one.role] for one in series if one.role != "other"}
    loose = [index for index, one in enumerate(series) if one.role == "other" and not one.faint]
    ramp = theme.many(len(loose) + len(reserved))
    free = [color for color in ramp if color not in reserved][: len(loose)]
    by_index = dict(zip(loose, free, strict=True))
    return [
        theme.faint if one.faint else by_index.get(index) or theme.roles[one.role]
        for index, one in enumerate(series)
    ]


def _draw_curve(
    axes: Axes, one: Series, xs: list[float], ys: list[float], color: str, chart: LineChart
) -> list[_Name]:
    """Draw it and return its name, at the last point that it has."""
    few = len(xs) <= _FEW_POINTS and not one.faint
    thin = one.faint or len(chart.series) > _MOST_NAMES
    axes.plot(
        xs,
        ys,
        color=color,
        linewidth=0 if chart.points else _THICK / (1 + thin),
        marker="o" if few or chart.points else None,
        markersize=_DOT if few else _DOT / 2,
        alpha=0.5 if one.faint else 1,
        solid_capstyle="round",
        zorder=2 if one.faint else 3,
    )
    if one.low and one.high:
        low, high = finite(one.low), finite(one.high)
        axes.fill_between(xs, low, high, color=color, alpha=0.2, linewidth=0)
    ends = [y for x, y in zip(xs, ys, strict=True) if not math.isnan(x + y)]
    return [_Name(ends[-1], one.name, color)] if ends and not one.faint else []


def _fit(axes: Axes, chart: LineChart, is_log: bool) -> None:
    """The range of the vertical axis, and air around what is constant."""
    axes.autoscale_view()
    axes.autoscale(enable=False)
    if chart.y_range is not None and not (is_log and chart.y_range[0] <= 0):
        low, high = chart.y_range
        if math.isfinite(low) and math.isfinite(high) and low < high:
            axes.set_ylim(low, high)


def _draw_levels(axes: Axes, chart: LineChart, theme: Theme, is_log: bool) -> list[_Name]:
    """Dashed lines across; the axis grows to the nearest ones, unless it has a range."""
    names = []
    low, high = axes.get_ylim()
    for level in chart.levels:
        if not math.isfinite(level.value) or (is_log and level.value <= 0):
            continue
        far = 30 if is_log else 3
        lowest, highest = (low / far, high * far) if is_log else (low - 3 * (high - low), 3 * high)
        if chart.y_range is None and lowest <= level.value <= highest:
            bottom, top = axes.get_ylim()
            margin = (1.25, 1 / 1.25) if is_log else (1.0, 1.0)
            pad = 0.0 if is_log else 0.05 * (high - low)
            axes.set_ylim(
                min(bottom, level.value * margin[1] - pad), max(top, level.value * margin[0] + pad)
            )
        bottom, top = axes.get_ylim()
        if bottom <= level.value <= top:
            axes.axhline(level.value, color=theme.ink, linewidth=2, linestyle=(0, (5, 4)))
            names.append(_Name(level.value, level.text, theme.ink))
    return names


def _draw_numbered(axes: Axes, marks: Sequence[Mark], theme: Theme) -> None:
    """A line at each mark, or its point, with its number above; numbers that would cover one
    another share a badge."""
    left, right = axes.get_xlim()
    if marks:
        margin = 0.02 * (right - left)
        if axes.get_xscale() == "linear":
            inside = [mark.x for mark in marks if math.isfinite(mark.x)]
            left, right = (
                min([left, *(x - margin for x in inside)]),
                max([right, *(x + margin for x in inside)]),
            )
            axes.set_xlim(left, right)
    badges: list[tuple[float, float, list[int], str]] = []
    for number, mark in enumerate(marks, 1):
        if not math.isfinite(mark.x):
            continue
        color = theme.severities[mark.severity]
        if mark.y is not None and math.isfinite(mark.y):
            axes.plot([mark.x], [mark.y], "o", color=color, markersize=14, zorder=5)
        axes.axvline(mark.x, color=color, linewidth=2.4, linestyle=(0, (2, 2)), zorder=2)
        place = axes.transData.transform((mark.x, 1))[0] / axes.figure.bbox.width
        if badges and place - badges[-1][1] < 0.02 + 0.01 * len(str(badges[-1][2])):
            badges[-1][2].append(number)
        else:
            badges.append((mark.x, place, [number], color))
    for x, _, numbers, color in badges:
        text = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}\u2013{numbers[-1]}"
        axes.text(
            *(x, 1.015, text),
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            weight="bold",
            color=theme.readable(color),
        )


def _write_names(axes: Axes, names: Sequence[_Name], theme: Theme) -> None:
    """Texts at the right end, moved apart; of many, some, evenly from the first to the last."""
    if len(names) == 1 and names[0].text and len(axes.lines) == 1:
        return  # the title says what a single curve is
    height = axes.get_window_extent().height
    apart = SMALL * 1.25 * axes.figure.dpi / 72 / height
    most = max(1, min(_MOST_NAMES, int(1 / apart)))
    names = [names[index] for index in thinned(len(names), most)]
    places = [
        axes.transAxes.inverted().transform(axes.transData.transform((1, one.y)))[1]
        for one in names
    ]
    places = [min(1.0, max(0.0, place)) for place in places]
    for name, place in zip(names, spread(places, apart, 0.0, 1.0), strict=True):
        axes.text(
            *(1.012, place, literal(shortened(name.text, SMALL, _NAME_ROOM))),
            transform=axes.transAxes,
            va="center",
            color=theme.readable(name.color),
        )


def _point_at(axes: Axes, mark: Mark, theme: Theme) -> None:
    """A ring around the point, and its text where it covers least of the curves."""
    assert mark.y is not None
    if not (math.isfinite(mark.x) and math.isfinite(mark.y)):
        return
    text = shortened(mark.text, SMALL, 360)
    across, upwards = _free_place(axes, (mark.x, mark.y), width_of(text, SMALL))
    axes.plot(
        *([mark.x], [mark.y], "o"),
        markersize=16,
        markerfacecolor="none",
        markeredgecolor=theme.ink,
        markeredgewidth=3,
        zorder=6,
    )
    axes.annotate(
        literal(text),
        (mark.x, mark.y),
        (across, upwards),
        textcoords="offset points",
        ha="center",
        va="center",
        arrowprops={"arrowstyle": "-", "color": theme.ink, "linewidth": 2, "shrinkB": 9},
        bbox={"facecolor": theme.paper, "edgecolor": "none", "alpha": 0.75, "pad": 3},
        zorder=7,
    )


def _free_place(axes: Axes, point: tuple[float, float], width: float) -> tuple[float, float]:
    """Where from a point a text of that width may have its middle, in points to the right and
    upwards: inside of the axes, and where the fewest curves pass."""
    import numpy as np

    dot = axes.figure.dpi / 72
    at = axes.transData.transform(point) / dot
    box = axes.get_window_extent()
    curves = [_dense(line) / dot for line in axes.lines]
    passed = np.concatenate([one for one in curves if len(one)] or [np.empty((0, 2))])
    half, height = width / 2 + 6, 0.8 * SMALL
    best, least = (0.0, 0.0), math.inf
    for far in (3 * SMALL, 5 * SMALL, 7 * SMALL):
        for across in (-half - SMALL, 0.0, half + SMALL):
            for upwards in (-far, far, 0.0):
                if upwards == 0 and across == 0:
                    continue
                x, y = at[0] + across, at[1] + upwards
                beside = np.abs(passed - (x, y)) < (half, height)
                cost = float(np.sum(beside.all(axis=1))) + 0.01 * far
                cost += 1e3 * (not box.x0 / dot + half < x < box.x1 / dot - half)
                cost += 1e3 * (not box.y0 / dot + height < y < box.y1 / dot - height)
                if cost < least:
                    best, least = (across, upwards), cost
    return best


def _dense(line: Line2D) -> np.ndarray:
    """The pixels that a line passes, a few of each stretch."""
    import numpy as np

    pixels = line.get_transform().transform(np.asarray(line.get_xydata(), dtype=float))
    pixels = pixels[np.isfinite(pixels).all(axis=1)]
    shares = np.linspace(0, 1, 9)[:, None, None]
    passed: np.ndarray = pixels[:-1] + shares * (pixels[1:] - pixels[:-1])
    return passed.reshape(-1, 2)
