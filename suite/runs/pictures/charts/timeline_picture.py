"""Events in rows, drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from suite.runs.page.charts.timeline_chart import Event, TimelineChart
from suite.runs.pictures.charts.letters import shortened
from suite.runs.pictures.charts.scales import finite, scale
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

_NAME_ROOM, _MOST_ROWS = 240.0, 10
# Shapes beside colors: they are told apart in gray too.
_SHAPES = {"error": "X", "warning": "^", "note": "o", "": "s"}
_SEVERE_FIRST = {"error": 0, "warning": 1, "note": 2, "": 3}


def draw_timeline(chart: TimelineChart, theme: Theme) -> Figure:
    """The chart as a figure; the gravest events are told below it, with the numbers that they
    have in it."""
    known = [one for one in chart.events if math.isfinite(one.x) and one.row in chart.rows]
    graves = sorted(known, key=lambda one: (_SEVERE_FIRST[one.severity], one.x))
    numbered = sorted(graves[: told(len(graves))], key=lambda one: one.x)
    events = [*numbered, *graves[len(numbered) :]]
    remarks = [
        Remark(badge=str(number), color=theme.severities[one.severity], text=_sentence(one))
        for number, one in enumerate(events, 1)
    ]
    figure = slide(chart.title, chart.reads, theme, remarks)
    axes = figure.add_subplot()
    quiet_axes(axes, theme)
    axes.set_xlabel(literal(shortened(chart.x_label, SMALL, 500)))
    rows = _rows(chart, graves)
    if not rows:
        say_nothing_to_draw(axes, theme, "no event")
        return figure
    axes.set_yticks(
        range(len(rows)),
        [literal(shortened(row.replace("_", " "), SMALL, _NAME_ROOM)) for row in rows],
    )
    axes.set_ylim(len(rows) - 0.4, -0.6)
    ends = [end for one in known for end in (one.x, one.end)]
    scale(axes.xaxis, [*finite(ends), *(chart.x_range or ())], log=False)
    if chart.x_range is not None and chart.x_range[0] < chart.x_range[1]:
        low, high = chart.x_range
        margin = 0.02 * (high - low)
        axes.set_xlim(low - margin, high + margin)
    for one in reversed(graves):  # the gravest on top
        if one.row in rows:
            _draw_event(axes, rows.index(one.row), one, theme)
    figure.draw_without_rendering()
    _write_numbers(axes, [(rows.index(one.row), one) for one in numbered if one.row in rows], theme)
    return figure


def _rows(chart: TimelineChart, events: list[Event]) -> list[str]:
    """Those with the gravest events, in the order of the chart, where there are too many."""
    wanted = list(dict.fromkeys([*(one.row for one in events), *chart.rows]))[:_MOST_ROWS]
    return [row for row in chart.rows if row in wanted]


def _sentence(event: Event) -> str:
    times = f" ({event.count:,} times)" if event.count > 1 else ""
    return f"{event.text}{times}"


def _draw_event(axes: Axes, row: int, event: Event, theme: Theme) -> None:
    color = theme.severities[event.severity]
    if event.end is not None and math.isfinite(event.end):
        axes.plot(
            [event.x, event.end], [row, row], color=color, linewidth=7, solid_capstyle="round"
        )
    axes.plot(
        *([event.x], [row], _SHAPES[event.severity]),
        color=color,
        markersize=17,
        markeredgecolor=theme.paper,
        markeredgewidth=1.5,
        zorder=4,
    )


def _write_numbers(axes: Axes, events: list[tuple[int, Event]], theme: Theme) -> None:
    """The number of each event above it; those that would cover one another stand together."""
    groups: list[tuple[int, float, list[int]]] = []  # row, place in points, numbers
    for number, (row, event) in enumerate(events, 1):
        place = axes.transData.transform((event.x, row))[0] * 72 / axes.figure.dpi
        group = next((one for one in groups if one[0] == row and place - one[1] < 2 * SMALL), None)
        if group is None:
            groups.append((row, place, [number]))
        else:
            group[2].append(number)
    for row, _, numbers in groups:
        event = events[numbers[0] - 1][1]
        axes.annotate(
            ", ".join(map(str, numbers)),
            (event.x, row),
            (0, 13),
            textcoords="offset points",
            ha="center",
            va="bottom",
            weight="bold",
            color=theme.readable(theme.severities[event.severity]),
        )
