"""Curves, drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from suite.runs.page.charts.line_chart import LineChart, Mark, Series
from suite.runs.pictures.charts.letters import shortened, width_of
from suite.runs.pictures.charts.scales import (
    Above,
    finite,
    label_axes,
    scale,
    spread,
    thinned,
    write_above,
)
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
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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
    texts = _draw_numbered(axes, numbered, theme)
    texts += [text for mark in marks if _is_pointed_at(mark) for text in _ring(axes, mark, theme)]
    figure.draw_without_rendering()  # the room of the drawing is known from here on
    names = _told(axes, names)
    widest = max((width_of(name.text, SMALL) for name in names), default=0.0)
    write_above(axes, texts, axes.get_window_extent().width * 72 / figure.dpi - widest - SMALL)
    figure.draw_without_rendering()
    _write_names(axes, names, theme)
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
    """Dashed lines across; the axis grows to those that are near, unless it has a range. Of those
    that are far away an arrow tells where they are."""
    names = []
    levels = [one for one in chart.levels if finite([one.value]) == [one.value]]
    levels = [one for one in levels if one.value > 0 or not is_log]
    low, high = axes.get_ylim()
    for level in levels:
        if chart.y_range is None and chart.is_near(level):
            bottom, top = axes.get_ylim()
            near = (level.value / 1.25, level.value * 1.25)
            if not is_log:
                pad = 0.05 * (high - low)
                near = (level.value - pad, level.value + pad)
            axes.set_ylim(min(bottom, near[0]), max(top, near[1]))
    bottom, top = axes.get_ylim()
    for level in sorted(levels, key=lambda one: one.value):
        arrow = "\u2193 " if level.value < bottom else "\u2191 " if level.value > top else ""
        if not arrow:
            axes.axhline(level.value, color=theme.ink, linewidth=2, linestyle=(0, (5, 4)))
        names.append(_Name(min(top, max(bottom, level.value)), arrow + level.text, theme.ink))
    return names


def _draw_numbered(axes: Axes, marks: Sequence[Mark], theme: Theme) -> list[Above]:
    """A line at each mark, or its point, and its number, to be written above; numbers that would
    cover one another share a badge."""
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
    return [
        Above(
            x=x,
            text=f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}\u2013{numbers[-1]}",
            color=theme.readable(color),
            bold=True,
        )
        for x, _, numbers, color in badges
    ]


def _ring(axes: Axes, mark: Mark, theme: Theme) -> list[Above]:
    """A ring around the point, a thin line up to its text, and that text."""
    known = finite([mark.x, mark.y])
    if any(map(math.isnan, known)):
        return []
    axes.axvline(known[0], color=theme.ink, linewidth=1.6, linestyle=(0, (1, 3)), zorder=2)
    axes.plot(
        *([known[0]], [known[1]], "o"),
        markersize=16,
        markerfacecolor="none",
        markeredgecolor=theme.ink,
        markeredgewidth=3,
        zorder=6,
    )
    return [Above(x=known[0], text=mark.text, color=theme.ink)]


def _told(axes: Axes, names: Sequence[_Name]) -> list[_Name]:
    """Of many names some, evenly from the first to the last, and each so long that it fits."""
    if len(names) == 1 and len(axes.lines) == 1:
        return []  # the title says what a single curve is
    most = max(1, min(_MOST_NAMES, int(1 / _apart(axes))))
    return [
        _Name(name.y, shortened(name.text, SMALL, _NAME_ROOM), name.color)
        for name in (names[index] for index in thinned(len(names), most))
    ]


def _apart(axes: Axes) -> float:
    """The height of a name, as a share of that of the axes."""
    return SMALL * 1.25 * axes.figure.dpi / 72 / axes.get_window_extent().height


def _write_names(axes: Axes, names: Sequence[_Name], theme: Theme) -> None:
    """Texts at the right end, moved apart."""
    into = axes.transData + axes.transAxes.inverted()
    places = [min(1.0, max(0.0, float(into.transform((1, one.y))[1]))) for one in names]
    apart = min(_apart(axes), 1 / max(1, len(names)))
    for name, place in zip(names, spread(places, apart, 0.0, 1.0), strict=True):
        axes.text(
            *(1.012, place, literal(name.text)),
            transform=axes.transAxes,
            va="center",
            color=theme.readable(name.color),
        )
