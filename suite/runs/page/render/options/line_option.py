"""Curves as an option of ECharts."""

from __future__ import annotations

import math

from suite.runs.page.charts.line_chart import LineChart, Mark, Series
from suite.runs.page.render.options.common import (
    FAINT,
    ROLES,
    SEVERITIES,
    Json,
    below,
    beside,
    colors,
    number,
    value_axis,
    zoom,
)

# Up to here every point is drawn, and a curve shows where it was measured.
_FEW = 25
_SYMBOLS = {"training": "circle", "validation": "triangle", "test": "diamond", "rate": "rect"}
# Which of the marks get a text first, where there is no room for all.
_FIRST = {"": 0, "error": 1, "warning": 2, "note": 3}


def line_option(chart: LineChart) -> Json:
    """The option of a line chart.

    Example:
        >>> loss = Series(name="training", x=[1, 2], y=[0.9, float("nan")], role="training")
        >>> chart = LineChart(name="loss", title="", x_label="", y_label="", series=[loss])
        >>> line_option(chart)["series"][0]["data"]
        [[1, 0.9], [2, None]]
    """
    others = iter(colors(sum(one.role == "other" and not one.faint for one in chart.series)))
    series: list[Json] = [_faint(chart, one) for one in chart.series if one.faint]
    for one in chart.series:
        if one.faint:
            continue
        color = ROLES.get(one.role) or next(others)
        series += _band(chart, one, color)
        series.append(_curve(chart, one, color))
    series += _reached(chart)
    y_axis = beside(value_axis(chart.y_label, chart.y_log))
    if chart.y_range is not None:
        y_axis |= dict(zip(("min", "max"), map(number, chart.y_range), strict=True))
    return {
        "xAxis": _x_axis(chart),
        "yAxis": y_axis,
        "series": series,
        "legend": {"data": [one.name for one in chart.series if not one.faint]},
        "tooltip": {"trigger": "item" if chart.points else "axis"},
        "dataZoom": zoom(max((len(one.x) for one in chart.series), default=0)),
        "levels": [
            {"value": value, "text": one.text}
            for one in chart.levels
            if (value := _drawn(one.value, chart.y_log)) is not None
        ],
        "marks": [
            _mark(one)
            for one in sorted(chart.marks, key=lambda one: _FIRST[one.severity])
            if math.isfinite(one.x) and (one.x > 0 or not chart.x_log)
        ],
    }


def _x_axis(chart: LineChart) -> Json:
    xs = [x for one in chart.series for x in one.x]
    whole = all(float(x).is_integer() for x in xs)
    x_axis = below(value_axis(chart.x_label, chart.x_log, whole))
    if len(set(xs)) == 1:  # a point alone, in the middle
        x_axis |= {"min": number(xs[0] - 1), "max": number(xs[0] + 1)}
    elif not chart.x_log:
        x_axis |= {"min": "dataMin", "max": "dataMax"}
    return x_axis


def _curve(chart: LineChart, one: Series, color: str) -> Json:
    points = [
        [number(x), _drawn(y, chart.y_log)]
        for x, y in zip(one.x, one.y, strict=True)
        if not chart.x_log or x > 0
    ]
    return {
        "type": "scatter" if chart.points else "line",
        "name": one.name,
        "data": points,
        "color": color,
        "symbol": _SYMBOLS.get(one.role, "circle"),
        "symbolSize": 6,
        "showSymbol": len(points) <= _FEW or _has_lone_points(points),
        "lineStyle": {"width": 2},
        "emphasis": {"focus": "series"},
    }


def _faint(chart: LineChart, one: Series) -> Json:
    """One of a crowd behind the others: it has no name, and is not pointed at."""
    curve = _curve(chart, one, FAINT)
    style = {"width": 1, "opacity": 0.3}
    return {**curve, "name": "", "lineStyle": style, "showSymbol": False, "silent": True}


def _has_lone_points(points: list[list[float | int | None]]) -> bool:
    """Whether a line alone would hide what is measured between two gaps."""
    known = [False, *(y is not None for _, y in points), False]
    return any(
        at and not (before or after)
        for before, at, after in zip(known, known[1:], known[2:], strict=False)
    )


def _drawn(y: float | None, log: bool) -> float | int | None:
    """A value; what a logarithmic axis has no place for is a gap."""
    found = number(y)
    return None if log and found is not None and found <= 0 else found


def _band(chart: LineChart, one: Series, color: str) -> list[Json]:
    """The band around a curve: its lower edge, and upon it the height. A logarithmic axis does
    not stack: there the edges are drawn."""
    if not one.low or not one.high:
        return []
    edges = list(zip(one.x, one.low, one.high, strict=True))
    common: Json = {
        "type": "line", "name": one.name, "color": color, "symbol": "none", "silent": True,
        "tooltip": {"show": False}, "band": True,
    }  # fmt: skip
    if chart.y_log:
        thin = {**common, "lineStyle": {"width": 1, "type": "dotted"}}
        lower = {**thin, "data": [[number(x), _drawn(low, True)] for x, low, _ in edges]}
        return [lower, {**thin, "data": [[number(x), _drawn(high, True)] for x, _, high in edges]}]
    hidden = {**common, "lineStyle": {"opacity": 0}, "stack": f"band of {one.name}"}
    hidden |= {"stackStrategy": "all"}
    heights = [
        [number(x), None if low is None or high is None else number(high - low)]
        for x, low, high in edges
    ]
    lower = {**hidden, "data": [[number(x), number(low)] for x, low, _ in edges]}
    return [lower, {**hidden, "data": heights, "areaStyle": {"opacity": 0.18}}]


def _reached(chart: LineChart) -> list[Json]:
    """Points without size at the levels, so that the axis has room for those that are near."""
    xs = [one.x[0] for one in chart.series if one.x]
    near = [one for one in chart.levels if chart.y_range is None and chart.is_near(one)]
    if not xs or not near:
        return []
    points = [[number(xs[0]), number(one.value)] for one in near]
    return [{"type": "scatter", "name": "", "data": points, "symbolSize": 0, "silent": True}]


def _mark(mark: Mark) -> Json:
    return {
        "x": number(mark.x),
        "y": number(mark.y),
        "text": mark.text,
        "color": SEVERITIES[mark.severity],
    }
