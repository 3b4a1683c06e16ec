"""Repeated measurements, drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from suite.runs.page.charts.point_chart import PointChart
from suite.runs.pictures.charts.letters import shortened
from suite.runs.pictures.charts.scales import Above, finite, scale, write_above
from suite.runs.pictures.charts.slide import SMALL, quiet_axes, say_nothing_to_draw, slide
from suite.runs.pictures.charts.theme import Theme
from suite.runs.pictures.picture import literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_NAME_ROOM, _MOST_ROWS = 260.0, 9
# How far above the line of a category its points stand, in rows; its mean is on the line.
_NEAREST, _FARTHEST = 0.16, 0.36


def draw_points(chart: PointChart, theme: Theme) -> Figure:
    """The chart as a figure: a row for each category, of many the first."""
    shown = min(len(chart.categories), _MOST_ROWS)
    left = f" (the first {shown} of {len(chart.categories):,} rows)"
    cut = shown < len(chart.categories)
    figure = slide(chart.title + left * cut, chart.reads, theme)
    axes = figure.add_subplot()
    quiet_axes(axes, theme, grid="x")
    axes.set_xlabel(literal(shortened(chart.value_label, SMALL, 500)))
    rows = [finite(values) for values in chart.points[:shown]]
    means = finite(chart.mean(row) for row in range(shown))
    intervals = [finite(chart.interval(row) or ()) for row in range(shown)]
    limit = finite([chart.limit.value if chart.limit else None])
    reached = [one for values in (*rows, means, *intervals, limit) for one in values]
    known = [one for one in reached if not math.isnan(one) and (one > 0 or not chart.log)]
    if not known or not shown:
        say_nothing_to_draw(axes, theme, "no finite value")
        return figure
    scale(axes.xaxis, known, log=chart.log)
    for row, (values, mean, interval) in enumerate(zip(rows, means, intervals, strict=True)):
        _draw_row(axes, row, values, mean, interval, theme)
    names = [shortened(name, SMALL, _NAME_ROOM) for name in chart.categories[:shown]]
    axes.set_yticks(range(shown), [literal(name) for name in names])
    axes.set_ylim(shown - 0.6, -0.6)
    axes.tick_params(axis="y", length=0)
    if chart.limit is not None and limit[0] in known:
        axes.axvline(limit[0], color=theme.ink, linewidth=2, linestyle=(0, (5, 4)), zorder=2)
        figure.draw_without_rendering()
        write_above(axes, [Above(x=limit[0], text=chart.limit.text, color=theme.ink)])
    return figure


def _draw_row(
    axes: Axes, row: int, values: list[float], mean: float, interval: list[float], theme: Theme
) -> None:
    steps = max(len(values) - 1, 1)
    places = [
        row - _NEAREST - (_FARTHEST - _NEAREST) * number / steps for number in range(len(values))
    ]
    axes.plot(
        *(values, places, "o"), color=theme.others[0], markersize=11, alpha=0.75, zorder=3,
        markeredgewidth=0,
    )  # fmt: skip
    color = theme.others[1]
    if interval:
        axes.plot(interval, [row, row], color=color, linewidth=4, zorder=3)
        axes.plot(interval, [row, row], "|", color=color, markersize=18, markeredgewidth=4)
    axes.plot([mean], [row], "D", color=color, markersize=13, zorder=4)
