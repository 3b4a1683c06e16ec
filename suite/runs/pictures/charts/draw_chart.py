"""Any chart of a page, as a figure for a projector."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.graph_chart import GraphChart
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.layer_graph import LayerGraph
from suite.runs.page.charts.line_chart import LineChart
from suite.runs.page.charts.parallel_chart import ParallelChart
from suite.runs.page.charts.picture_grid import PictureGrid
from suite.runs.page.charts.point_chart import PointChart
from suite.runs.page.charts.table import Table
from suite.runs.page.charts.timeline_chart import TimelineChart
from suite.runs.pictures.charts.bar_picture import draw_bars
from suite.runs.pictures.charts.computation_picture import draw_computation
from suite.runs.pictures.charts.graph_picture import draw_graph
from suite.runs.pictures.charts.grid_picture import draw_grid
from suite.runs.pictures.charts.heat_picture import draw_heat_map
from suite.runs.pictures.charts.line_picture import draw_lines
from suite.runs.pictures.charts.parallel_picture import draw_parallel
from suite.runs.pictures.charts.point_picture import draw_points
from suite.runs.pictures.charts.slide import slide_style
from suite.runs.pictures.charts.table_picture import draw_table
from suite.runs.pictures.charts.theme import DARK, LIGHT, Theme
from suite.runs.pictures.charts.timeline_picture import draw_timeline

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DRAWN: dict[type[Chart], Callable[[Any, Theme], Figure]] = {
    LineChart: draw_lines,
    HeatMap: draw_heat_map,
    BarChart: draw_bars,
    PointChart: draw_points,
    ParallelChart: draw_parallel,
    PictureGrid: draw_grid,
    TimelineChart: draw_timeline,
    LayerGraph: draw_graph,
    GraphChart: draw_computation,
}


def draw_chart(chart: Chart | Table, *, dark: bool = False) -> Figure:
    """A chart as a matplotlib figure of 16:9, legible from the last row.

    Args:
        chart: a chart or a table; of another kind of chart its table is drawn.
        dark: whether it is drawn on black.

    Example:
        >>> table = Table(name="layers", title="Layers", columns=["layer"], rows=[["dense"]])
        >>> [round(side, 2) for side in draw_chart(table).get_size_inches().tolist()]
        [13.33, 7.5]
    """
    theme = DARK if dark else LIGHT
    draw = next((draw for kind, draw in _DRAWN.items() if isinstance(chart, kind)), None)
    with slide_style(theme):
        if draw is not None:
            return draw(chart, theme)
        return draw_table(chart if isinstance(chart, Table) else chart.to_table(), theme)
