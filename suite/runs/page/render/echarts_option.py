"""A chart as ECharts takes it."""

from __future__ import annotations

from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.line_chart import LineChart
from suite.runs.page.charts.parallel_chart import ParallelChart
from suite.runs.page.charts.point_chart import PointChart
from suite.runs.page.charts.timeline_chart import TimelineChart
from suite.runs.page.render.options.bar_option import bar_option
from suite.runs.page.render.options.common import Json
from suite.runs.page.render.options.heat_map_option import heat_map_option
from suite.runs.page.render.options.line_option import line_option
from suite.runs.page.render.options.parallel_option import parallel_option
from suite.runs.page.render.options.point_option import point_option
from suite.runs.page.render.options.timeline_option import timeline_option


def echarts_option(chart: Chart) -> Json:
    """The option of ECharts that draws a chart: plain JSON, for a light ground.

    Fonts, text colors, margins and the form of numbers are left to the scripts in `script/`, which
    know the width and the ground; so are the places of what is pointed out (`levels`, `marks`), and
    spelling out the `matrix` of a heat map.

    Raises:
        TypeError: it is no chart that ECharts draws.

    Example:
        >>> chart = BarChart(
        ...     name="recall", title="Recall", x_label="class", y_label="share",
        ...     labels=["cat"], values={"recall": [0.5]},
        ... )
        >>> echarts_option(chart)["series"][0]["data"]
        [0.5]
    """
    match chart:
        case LineChart():
            return line_option(chart)
        case HeatMap():
            return heat_map_option(chart)
        case BarChart():
            return bar_option(chart)
        case ParallelChart():
            return parallel_option(chart)
        case PointChart():
            return point_option(chart)
        case TimelineChart():
            return timeline_option(chart)
    raise TypeError(f"{type(chart).__name__}: is no chart that ECharts draws.")
