"""Events over time as an option of ECharts."""

from __future__ import annotations

from suite.runs.page.charts.timeline_chart import TimelineChart
from suite.runs.page.render.options.common import (
    SEVERITIES,
    Json,
    below,
    category_axis,
    number,
    value_axis,
)

# A severity is told by its shape too.
_SYMBOLS = {"": "circle", "note": "circle", "warning": "triangle", "error": "diamond"}
_LARGEST = 26


def timeline_option(chart: TimelineChart) -> Json:
    """The option of a time line: a point an event, and a line to the last of several.

    Example:
        >>> from suite.runs.page.charts.timeline_chart import Event
        >>> event = Event(row="finite", x=9, text="64 are not finite.", severity="error")
        >>> chart = TimelineChart(
        ...     name="t", title="", x_label="step", rows=["finite"], events=[event]
        ... )
        >>> timeline_option(chart)["series"][0]["data"][0]["value"]
        [9, 'finite']
    """
    found = [
        severity
        for severity in ("error", "warning", "note", "")
        if any(one.severity == severity for one in chart.events)
    ]
    whole = all(float(one.x).is_integer() for one in chart.events)
    x_axis = below(value_axis(chart.x_label, whole=whole))
    if chart.x_range is not None:
        x_axis |= dict(zip(("min", "max"), map(number, chart.x_range), strict=True))
    rows = category_axis("", chart.rows)
    return {
        "xAxis": x_axis,
        "yAxis": {**rows, "inverse": True, "splitLine": {"show": True}},
        # What is worst is drawn last, above what else happened at the same time.
        "series": [_points(chart, severity) for severity in reversed(found)],
        "legend": {"data": [_name(severity) for severity in found]},
        "tooltip": {"trigger": "item"},
    }


def _points(chart: TimelineChart, severity: str) -> Json:
    events = [one for one in chart.events if one.severity == severity]
    color = SEVERITIES[severity]
    points = [
        {
            "value": [number(one.x), one.row],
            "name": one.text if one.count == 1 else f"{one.text} ({one.count} times)",
            "symbolSize": min(_LARGEST, 13 + 2 * (one.count - 1)),
        }
        for one in events
    ]
    lasting = [
        [{"coord": [number(one.x), one.row]}, {"coord": [number(one.end), one.row]}]
        for one in events
        if one.end is not None and one.end > one.x
    ]
    series: Json = {
        "type": "scatter",
        "name": _name(severity),
        "data": points,
        "color": color,
        "symbol": _SYMBOLS[severity],
    }
    if lasting:
        style = {"color": color, "width": 4, "opacity": 0.35, "type": "solid"}
        series["markLine"] = {
            "symbol": "none", "silent": True, "data": lasting, "lineStyle": style,
            "label": {"show": False},
        }  # fmt: skip
    return series


def _name(severity: str) -> str:
    return severity or "event"
