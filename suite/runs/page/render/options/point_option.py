"""Repeated measurements as an option of ECharts."""

from __future__ import annotations

import math

from suite.runs.numbers import show
from suite.runs.page.charts.line_chart import Level
from suite.runs.page.charts.point_chart import PointChart
from suite.runs.page.render.options.common import (
    PALETTE,
    SEVERITIES,
    Json,
    below,
    category_axis,
    number,
    value_axis,
)

# Pixels by which the points stand above the line of their category, so that none of a few equal
# ones covers another; below them, on that line, is the mean.
_NEAREST, _FARTHEST = 7, 17


def point_option(chart: PointChart) -> Json:
    """The option of a chart of points: a row for each category.

    Example:
        >>> chart = PointChart(
        ...     name="units", title="", value_label="units", labels=["seed 0"],
        ...     categories=["zeros"], points=[[1]],
        ... )
        >>> point_option(chart)["series"][0]["data"][0]["value"]
        [1, 'zeros']
    """
    named = [one for one in (_points(chart), _means(chart)) if one["data"]]
    return {
        "xAxis": below(value_axis(chart.value_label, chart.log)),
        "yAxis": {
            **category_axis("", chart.categories),
            "inverse": True,
            "splitLine": {"show": True},
        },
        "series": [*named, _intervals(chart)],
        "legend": {"data": [one["name"] for one in named]},
        "tooltip": {"trigger": "item"},
        "marks": _marks(chart),
    }


def _points(chart: PointChart) -> Json:
    steps = max(len(chart.labels) - 1, 1)
    data = [
        {
            "value": [number(value), category],
            "name": f"{category}, {label}",
            "symbolOffset": [0, -round(_NEAREST + (_FARTHEST - _NEAREST) * place / steps)],
        }
        for category, values in zip(chart.categories, chart.points, strict=True)
        for place, (label, value) in enumerate(zip(chart.labels, values, strict=False))
        if _has_place(chart, value)
    ]
    return {
        "type": "scatter",
        "name": "each " + (chart.labels[0].split()[0] if chart.labels else "point"),
        "data": data,
        "color": PALETTE[0],
        "symbol": "circle",
        "symbolSize": 8,
        "itemStyle": {"opacity": 0.75},
    }


def _means(chart: PointChart) -> Json:
    data = []
    for row, category in enumerate(chart.categories):
        mean, interval = chart.mean(row), chart.interval(row)
        if not _has_place(chart, mean):
            continue
        ends = f", {show(interval[0])} to {show(interval[1])}" if interval else ""
        data.append({"value": [number(mean), category], "name": f"{category}, mean{ends}"})
    return {
        "type": "scatter",
        "name": chart.mean_label,
        "data": data,
        "color": PALETTE[1],
        "symbol": "diamond",
        "symbolSize": 13,
        "z": 4,
    }


def _intervals(chart: PointChart) -> Json:
    """The intervals, upon points without size, which the axis has room for; so it has for the
    limit."""
    intervals = [
        (category, ends)
        for row, category in enumerate(chart.categories)
        if (ends := chart.interval(row)) and all(_has_place(chart, end) for end in ends)
    ]
    reached = [(end, category) for category, ends in intervals for end in ends]
    if (limit := _limit(chart)) is not None:
        reached.append((limit.value, chart.categories[0]))
    return {
        "type": "scatter",
        "name": "",
        "data": [[number(value), category] for value, category in reached],
        "symbolSize": 0,
        "silent": True,
        "markLine": {
            "silent": True,
            "symbol": "rect",
            "symbolSize": [12, 2],
            "lineStyle": {"color": PALETTE[1], "width": 2.5, "type": "solid"},
            "label": {"show": False},
            "data": [
                [{"coord": [number(end), category]} for end in ends] for category, ends in intervals
            ],
        },
    }


def _marks(chart: PointChart) -> list[Json]:
    """The limit, a line across all rows."""
    limit = _limit(chart)
    if limit is None:
        return []
    color = SEVERITIES[""]
    return [{"x": number(limit.value), "y": None, "text": limit.text, "color": color}]


def _limit(chart: PointChart) -> Level | None:
    """The limit, if the axis can show it."""
    limit = chart.limit
    shown = limit is not None and bool(chart.categories) and _has_place(chart, limit.value)
    return limit if shown else None


def _has_place(chart: PointChart, value: float | None) -> bool:
    """Whether the axis can show a value."""
    return value is not None and math.isfinite(value) and (value > 0 or not chart.log)
