"""Curves as an option of ECharts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from suite.runs.page.charts.line_chart import Level, LineChart, Mark, Series
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
# A text beside a mark that is longer than this is shown when one points at it.
_SHORT = 32
# A level so far up has its text below it.
_HIGH = 0.85


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
    series += _pointed_out(chart)
    xs = [x for one in chart.series for x in one.x]
    whole = all(float(x).is_integer() for x in xs)
    x_axis = below(value_axis(chart.x_label, chart.x_log, whole))
    if len(set(xs)) == 1:  # a point alone, in the middle
        x_axis |= {"min": number(xs[0] - 1), "max": number(xs[0] + 1)}
    elif not chart.x_log:
        x_axis |= {"min": "dataMin", "max": "dataMax"}
    y_axis = beside(value_axis(chart.y_label, chart.y_log))
    if chart.y_range is not None:
        y_axis |= dict(zip(("min", "max"), map(number, chart.y_range), strict=True))
    return {
        "xAxis": x_axis,
        "yAxis": y_axis,
        "series": series,
        "legend": {"data": [one.name for one in chart.series if not one.faint]},
        "tooltip": {"trigger": "item" if chart.points else "axis"},
        "dataZoom": zoom(max((len(one.x) for one in chart.series), default=0)),
    }


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


def _pointed_out(chart: LineChart) -> list[Json]:
    """Limits and marks, as a curve without points, which no click in the legend hides."""
    lines: list[Json] = [_level(chart, one) for one in chart.levels]
    lines += [_line(mark) for mark in chart.marks if mark.y is None]
    points = [_point(chart, mark) for mark in chart.marks if mark.y is not None]
    if not lines and not points:
        return []
    marks: Json = {"type": "line", "name": "", "data": []}
    if lines:
        # ECharts would round a limit to two places.
        marks["markLine"] = {"symbol": "none", "precision": -1, "data": lines}
    if points:
        marks["markPoint"] = {"symbol": "circle", "symbolSize": 11, "data": points}
    return [marks]


def _line(mark: Mark) -> Json:
    color = SEVERITIES[mark.severity]
    return {"xAxis": number(mark.x), "name": mark.text, "lineStyle": {"color": color}}


def _level(chart: LineChart, level: Level) -> Json:
    """A horizontal line, its text at the end that the curves keep away from."""
    near = {"Start": 0.0, "End": 0.0}
    for side, place in (("Start", 0), ("End", -1)):
        ends = [_height(chart, one.y[place]) for one in chart.series if one.y and not one.faint]
        gaps = [abs(end - _height(chart, level.value)) for end in ends]
        near[side] = min((gap for gap in gaps if math.isfinite(gap)), default=math.inf)
    side = "Start" if near["Start"] > near["End"] else "End"
    # Above the highest of the curves stands the name of the axis.
    edge = "Bottom" if _up(chart, level.value) > _HIGH else "Top"
    return {
        "yAxis": number(level.value),
        "name": level.text,
        "lineStyle": {"color": SEVERITIES[""]},
        "label": {"position": f"inside{side}{edge}"},
    }


def _height(chart: LineChart, y: float | None) -> float:
    """How high a value stands, on the scale of the axis; NaN where it has no place there."""
    drawn = _drawn(y, chart.y_log)
    if drawn is None:
        return math.nan
    return math.log10(drawn) if chart.y_log else float(drawn)


def _point(chart: LineChart, mark: Mark) -> Json:
    """A point; its text leads to the middle of the chart, where there is room for it."""
    color = SEVERITIES[mark.severity]
    label: Json = {"show": len(mark.text) <= _SHORT, "color": color}
    across = _share([x for one in chart.series for x in one.x], mark.x)
    label["position"] = "bottom" if _up(chart, mark.y) > 0.5 else "top"
    label["align"] = "left" if across < 0.3 else "right" if across > 0.7 else "center"
    return {
        "coord": [number(mark.x), number(mark.y)],
        "name": mark.text,
        "itemStyle": {"color": color},
        "label": label,
    }


def _up(chart: LineChart, y: float | None) -> float:
    """How far up among the values of the curves a value stands."""
    heights = [_height(chart, one) for series in chart.series for one in series.y]
    return _share([one for one in heights if math.isfinite(one)], _height(chart, y))


def _share(values: Sequence[float], value: float) -> float:
    """How far a value is on the way from the least to the greatest."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    return (value - low) / (high - low) if high > low else 0.5
