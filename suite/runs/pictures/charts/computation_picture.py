"""A computation with its numbers, drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from suite.runs.page.charts.graph_chart import GraphChart, GraphNode
from suite.runs.page.layered_layout import LayeredLayout, Route, layered_layout
from suite.runs.pictures.charts.letters import shortened, widest_of
from suite.runs.pictures.charts.slide import (
    HEIGHT,
    SMALL,
    WIDTH,
    Remark,
    say_nothing_to_draw,
    slide,
)
from suite.runs.pictures.charts.theme import Theme
from suite.runs.pictures.picture import literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# In points: what there is for the drawing, a line of text, and what is left between boxes.
_ROOM, _HIGH, _LINE = 72 * WIDTH * 0.92, 72 * HEIGHT * 0.69, 1.15 * SMALL
_GAP, _ROW_GAP, _LEAST, _MOST, _HEAD = 25.0, 10.0, 44.0, 210.0, 10.0


def draw_computation(chart: GraphChart, theme: Theme) -> Figure:
    """The chart as a figure, as large as it fits: of a large graph with fewer lines in the boxes,
    and if that is not enough, its first columns and rows."""
    layout = layered_layout([node.id for node in chart.nodes], chart.edges)
    colors = {"value": theme.roles["rate"], "gradient": theme.severities["error"]}
    told = {
        "value": "the value on the way forward",
        "gradient": "the derivative of the output by it",
    }
    drawing = _Drawing.of(chart, layout)
    remarks = [
        Remark(badge="\u25a0", color=color, text=told[name])
        for name, color in colors.items()
        if any(getattr(node, name) for node in chart.nodes) and name in drawing.lines
    ]
    cut = len(drawing.shown) < len(chart.nodes)
    left = f" ({len(drawing.shown)} of {len(chart.nodes):,} nodes)"
    figure = slide(chart.title + left * cut, chart.reads, theme, remarks)
    axes = figure.add_subplot()
    axes.set_axis_off()
    if not chart.nodes:
        say_nothing_to_draw(axes, theme, "no node")
        return figure
    for edge, route in zip(chart.edges, layout.routes, strict=True):
        if set(edge) <= set(drawing.shown):
            _draw_route(axes, drawing, route, theme)
    for node in drawing.shown.values():
        _draw_node(axes, drawing, node, colors, theme)
    axes.set_xlim(-2, 2 + max(drawing.edges[-1][1], _ROOM * 0.6))
    axes.set_ylim(max(drawing.height, _HIGH * 0.4), 0)
    return figure


@dataclass(frozen=True)
class _Drawing:
    """What is drawn of a graph, and where: in points from its left upper corner."""

    shown: dict[str, GraphNode]
    lines: tuple[str, ...]  # the attributes of a node that its box has
    edges: list[tuple[float, float]]  # of the columns
    layout: LayeredLayout
    step: float  # from row to row
    height: float

    @classmethod
    def of(cls, chart: GraphChart, layout: LayeredLayout) -> _Drawing:
        lines: tuple[str, ...] = ("label", "value", "gradient")
        while len(lines) > 1 and (layout.rows + 1) * _step(lines) > _HIGH:
            lines = lines[:-1]
        most = int(_HIGH / _step(lines))
        edges = _columns(chart, layout, lines)
        shown = {
            node.id: node
            for node in chart.nodes
            if layout.places[node.id][0] < len(edges) and layout.places[node.id][1] <= most
        }
        height = (min(layout.rows, most) + 1) * _step(lines)
        return cls(shown, lines, edges, layout, _step(lines), height)

    def middle(self, row: float) -> float:
        return (row + 0.5) * self.step


def _step(lines: tuple[str, ...]) -> float:
    return len(lines) * _LINE + _ROW_GAP + 4


def _columns(
    chart: GraphChart, layout: LayeredLayout, lines: tuple[str, ...]
) -> list[tuple[float, float]]:
    """Left and right edge of each column that fits."""
    edges, left = list[tuple[float, float]](), 0.0
    for column in range(layout.columns):
        nodes = [node for node in chart.nodes if layout.places[node.id][0] == column]
        widest = widest_of((getattr(node, line) for node in nodes for line in lines), SMALL)
        width = min(max(widest + 14, _LEAST), _MOST)
        if left + width > _ROOM and edges:
            break
        edges.append((left, left + width))
        left += width + _GAP
    return edges


def _draw_node(
    axes: Axes, drawing: _Drawing, node: GraphNode, colors: dict[str, str], theme: Theme
) -> None:
    from matplotlib.patches import FancyBboxPatch

    column, row = drawing.layout.places[node.id]
    left, right = drawing.edges[column]
    texts = [(line, getattr(node, line)) for line in drawing.lines if getattr(node, line)]
    middle, height = drawing.middle(row), len(texts) * _LINE + 4
    edge = {"gate": theme.others[0], "constant": theme.faint}.get(node.kind, theme.others[2])
    box = FancyBboxPatch(
        (left, middle - height / 2),
        right - left,
        height,
        boxstyle="round,pad=0,rounding_size=7",
        facecolor=theme.paper,
        edgecolor=edge,
        linewidth=3,
        zorder=3,
    )
    axes.add_patch(box)
    for number, (line, text) in enumerate(texts):
        axes.text(
            (left + right) / 2,
            middle + (number - (len(texts) - 1) / 2) * _LINE,
            literal(shortened(text, SMALL, right - left - 8, bold=line == "label")),
            ha="center",
            va="center",
            weight="bold" if line == "label" else "normal",
            color=theme.readable(colors[line]) if line in colors else theme.ink,
            zorder=4,
        )


def _draw_route(axes: Axes, drawing: _Drawing, route: Route, theme: Theme) -> None:
    """An arrow, level where it passes a column."""
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    column, row = route.points[0]
    at = (drawing.edges[column][1], drawing.middle(row))
    points, codes = [at], [Path.MOVETO]
    for column, row in route.points[1:]:
        left, right = drawing.edges[column]
        last = (column, row) == tuple(route.points[-1])
        y = drawing.middle(row) + last * route.entry * drawing.step / 4
        curve = left - last * _HEAD  # the head lies level
        half = (at[0] + curve) / 2
        at = (left if last else right, y)
        points += [(half, points[-1][1]), (half, y), (curve, y), at]
        codes += [Path.CURVE4] * 3 + [Path.LINETO]
    arrow = FancyArrowPatch(
        path=Path(points, codes),
        arrowstyle="-|>",
        mutation_scale=18,
        color=theme.faint,
        linewidth=2.2,
        zorder=2,
    )
    axes.add_patch(arrow)
