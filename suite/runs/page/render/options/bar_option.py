"""Bars as an option of ECharts."""

from __future__ import annotations

from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.render.options.common import (
    ROLES,
    Json,
    below,
    beside,
    category_axis,
    colors,
    number,
    value_axis,
    zoom,
)


def bar_option(chart: BarChart) -> Json:
    """The option of a bar chart.

    Example:
        >>> chart = BarChart(
        ...     name="recall", title="", x_label="class", y_label="", labels=["cat"],
        ...     values={"recall": [0.5]}, horizontal=True,
        ... )
        >>> bar_option(chart)["yAxis"]["data"]
        ['cat']
    """
    names, values = category_axis(chart.x_label, chart.labels), value_axis(chart.y_label)
    values["scale"] = False  # the length of a bar means something from zero only
    others = colors(len(chart.values))
    series = [
        {
            "type": "bar",
            "name": name,
            "data": [number(height) for height in heights],
            "color": ROLES.get(name, others[index]),
            "barMaxWidth": 34,
        }
        for index, (name, heights) in enumerate(chart.values.items())
    ]
    option: Json = {
        "series": series,
        "legend": {"data": list(chart.values)},
        "tooltip": {"trigger": "axis"},
        # Patterns tell the groups apart where colors do not.
        "aria": {"decal": {"show": len(series) > 1}},
    }
    if chart.horizontal:
        names |= {"inverse": True, "name": ""}
        return option | {"xAxis": below(values), "yAxis": names}
    return option | {
        "xAxis": below(names),
        "yAxis": beside(values),
        "dataZoom": zoom(len(chart.labels)),
    }
