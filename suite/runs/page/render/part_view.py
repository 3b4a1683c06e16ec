"""What the template needs to know of the parts of a section."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from suite.runs.numbers import show
from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.graph_chart import GraphChart
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.key_figures import KeyFigures
from suite.runs.page.charts.layer_graph import LayerGraph
from suite.runs.page.charts.parallel_chart import ParallelChart
from suite.runs.page.charts.picture_grid import PictureGrid
from suite.runs.page.charts.point_chart import PointChart
from suite.runs.page.charts.section import Part, Text
from suite.runs.page.charts.table import Cell, Table
from suite.runs.page.charts.timeline_chart import TimelineChart
from suite.runs.page.render.computation_view import computation_view
from suite.runs.page.render.echarts_option import echarts_option
from suite.runs.page.render.graph_view import GraphView, graph_view
from suite.runs.page.render.options.common import Json

# Of the table below a chart; more of it nobody reads, and a page would grow by it.
_MOST_ROWS, _MOST_COLUMNS = 250, 32
# Of a heat map's, whose rows all stay; a page may have forty of them.
_MOST_CELLS, _LEAST_COLUMNS = 300, 6
# Letters that fit beside one another below a chart.
_LETTERS_ABREAST = 55
# Charts of up to so many rows stand side by side.
_NARROW_HEIGHT = 420


@dataclass(frozen=True)
class CellView:
    """A cell: as it is read, and by what it is sorted."""

    text: str
    value: str
    is_number: bool


@dataclass(frozen=True)
class TableView:
    """A table: its cells as texts, and what was left out of it."""

    table: Table
    columns: Sequence[str]
    rows: Sequence[Sequence[CellView]]
    numeric: Sequence[bool]
    omitted: str = ""


@dataclass(frozen=True)
class PartView:
    """One part.

    Args:
        kind: of its macro in `parts.html`.
        part: as the section has it.
        option: of ECharts, of a chart that it draws.
        height: of the chart, in CSS pixels.
        table: of a table, and below a chart.
        is_wide: whether it takes the whole width.
        graph: of a network or a computation, which the template draws.

    Example:
        >>> PartView("text", Text(paragraphs=["No epoch yet."])).is_wide
        True
    """

    kind: str
    part: Part
    option: Json | None = None
    height: int = 0
    table: TableView | None = None
    is_wide: bool = True
    graph: GraphView | None = None


def part_views(parts: Iterable[Part]) -> list[PartView]:
    """The parts of a section in order; of charts side by side, the last has no gap beside it.

    Example:
        >>> from suite.runs.page.charts.section import Text
        >>> [view.kind for view in part_views([Text(paragraphs=["No epoch yet."])])]
        ['text']
    """
    views: list[PartView] = []
    alone = True
    for part in parts:
        view = _view(part)
        if view.is_wide and not alone:
            views[-1] = _widened(views[-1])
        alone = True if view.is_wide else not alone
        views.append(view)
    if not alone:
        views[-1] = _widened(views[-1])
    return views


def _view(part: Part) -> PartView:
    match part:
        case KeyFigures():
            return PartView("figures", part)
        case Text():
            return PartView("text", part)
        case Table():
            return PartView("table", part, table=table_view(part))
        case PictureGrid():
            return PartView("pictures", part)
        case LayerGraph() | GraphChart():
            drawing = graph_view(part) if isinstance(part, LayerGraph) else computation_view(part)
            return PartView("graph", part, table=table_view(part.to_table()), graph=drawing)
        case Chart():
            return _chart_view(part)
    raise TypeError(f"{type(part).__name__}: is no part of a page.")


def _chart_view(chart: Chart) -> PartView:
    height = _height(chart)
    is_wide = isinstance(chart, ParallelChart | TimelineChart) or height > _NARROW_HEIGHT
    most = _MOST_COLUMNS
    if isinstance(chart, HeatMap) and not chart.counts:
        most = min(max(_MOST_CELLS // max(len(chart.rows), 1), _LEAST_COLUMNS), _MOST_COLUMNS)
    if isinstance(chart, HeatMap):
        height += _upright(chart.columns)
    table = _shortened(chart.to_table(), most)
    return PartView("chart", chart, echarts_option(chart), height, table, is_wide)


def _widened(view: PartView) -> PartView:
    return PartView(view.kind, view.part, view.option, view.height, view.table, is_wide=True)


def _height(chart: Chart) -> int:
    """So that no row is squeezed."""
    match chart:
        case HeatMap() if chart.counts:
            return max(320, 110 + 26 * min(len(chart.rows), 30))
        case HeatMap():
            return max(220, 120 + (18 if len(chart.rows) <= 16 else 14) * len(chart.rows))
        case BarChart() if chart.horizontal:
            bars = len(chart.labels) * max(1, len(chart.values))
            return max(200, 80 + 22 * bars)
        case PointChart():
            return 120 + 46 * len(chart.categories)
        case TimelineChart():
            return 110 + 38 * len(chart.rows)
        case ParallelChart():
            return 400
    return 320


def _upright(names: Sequence[str | float]) -> int:
    """The height of names that have no place beside one another."""
    longest = max((len(name) for name in names if isinstance(name, str)), default=0)
    return 0 if longest * len(names) < _LETTERS_ABREAST else min(7 * longest, 100)


def table_view(table: Table, omitted: str = "") -> TableView:
    """A table as it is read."""
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    numeric = [
        all(row[column].is_number or not row[column].text for row in rows)
        for column in range(len(table.columns))
    ]
    return TableView(table, list(table.columns), rows, numeric, omitted)


def _shortened(table: Table, most_columns: int) -> TableView:
    """The table of a chart, without the rows and columns that nobody would read."""
    rows, columns = _stride(len(table.rows), _MOST_ROWS), _stride(len(table.columns), most_columns)
    kept = _every(len(table.columns), columns)
    short = Table(
        name=table.name,
        title=table.title,
        columns=[table.columns[place] for place in kept],
        rows=[
            [table.rows[number][place] for place in kept]
            for number in _every(len(table.rows), rows)
        ],
    )
    left_out = [
        f"one {word} in {stride}"
        for word, stride in (("row", rows), ("column", columns))
        if stride > 1
    ]
    omitted = f"Of this long table {' and '.join(left_out)} is shown." if left_out else ""
    return table_view(short, omitted)


def _stride(count: int, most: int) -> int:
    return max(1, math.ceil(count / most))


def _every(count: int, stride: int) -> list[int]:
    """The first, then every so manieth, and the last."""
    found = list(range(0, count, stride))
    return found if not count or found[-1] == count - 1 else [*found, count - 1]


def _cell(cell: Cell) -> CellView:
    if cell is None:
        return CellView("", "", False)
    if isinstance(cell, str):
        return CellView(cell, "", False)
    text = f"{cell:,}" if isinstance(cell, int) else show(cell)
    return CellView(text, "" if text == str(cell) else repr(cell), True)
