"""Runs as lines over parallel axes, as an option of ECharts."""

from __future__ import annotations

from suite.runs.page.charts.parallel_chart import Axis, ParallelChart
from suite.runs.page.charts.table import Cell
from suite.runs.page.render.options.common import Json, number

# From small to large; a thin line of each can be seen on a light ground and on a dark one.
_LINES = ("#8A5CB8", "#3F7FBF", "#1F9E89", "#6CA82B")


def parallel_option(chart: ParallelChart) -> Json:
    """The option of a chart of parallel coordinates.

    Example:
        >>> axes = [Axis(name="rate", log=True), Axis(name="accuracy")]
        >>> chart = ParallelChart(name="t", title="", labels=["1"], lines=[[0, 0.9]], axes=axes)
        >>> parallel_option(chart)["series"][0]["data"]
        [{'value': [None, 0.9], 'name': '1'}]
    """
    axes = [_axis(axis, place) for place, axis in enumerate(chart.axes)]
    lines = [
        [_value(cell, axis) for cell, axis in zip(line, chart.axes, strict=True)]
        for line in chart.lines
    ]
    data = [{"value": line, "name": label} for label, line in zip(chart.labels, lines, strict=True)]
    ends = [end for line in lines if isinstance(end := line[-1], int | float)]
    option: Json = {
        "parallelAxis": axes,
        "series": [{"type": "parallel", "name": chart.title, "data": data}],
        "tooltip": {"trigger": "item"},
    }
    if ends and min(ends) < max(ends):
        colors = {"inRange": {"color": list(_LINES)}, "show": False}
        option["visualMap"] = {
            "min": min(ends),
            "max": max(ends),
            "dimension": len(axes) - 1,
            **colors,
        }
    return option


def _axis(axis: Axis, place: int) -> Json:
    common: Json = {"dim": place, "name": axis.name}
    if axis.categories:
        return common | {"type": "category", "data": list(axis.categories)}
    return common | {"type": "log" if axis.log else "value", "scale": True}


def _value(cell: Cell, axis: Axis) -> Cell:
    """The value of a line on an axis; what has no place there is a gap."""
    if axis.categories:
        return None if cell is None else str(cell)
    if cell is None or isinstance(cell, str):
        return None
    found = number(cell)
    return None if axis.log and found is not None and found <= 0 else found
