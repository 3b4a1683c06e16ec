"""A computation as boxes and arrows with their places, for the template to draw as SVG."""

from __future__ import annotations

from collections.abc import Sequence

from suite.runs.page.charts.graph_chart import GraphChart, GraphNode
from suite.runs.page.layered_layout import LayeredLayout, Route, layered_layout
from suite.runs.page.render.graph_view import BoxView, GraphView, LineView, cut

# In CSS pixels.
_LEAST, _MOST, _PADDING, _LETTER, _TITLE_LETTER = 64, 200, 10, 6.7, 7.8
_TITLE, _LINE, _GAP, _ROW_GAP, _MARGIN, _HEAD = 24, 16, 32, 18, 12, 7
_ROLES = {"input": "end", "constant": "plain", "gate": "weights", "output": "end"}


def computation_view(graph: GraphChart) -> GraphView:
    """Where everything stands.

    Raises:
        ValueError: an edge names no node, or edges lead in a circle.

    Example:
        >>> nodes = [GraphNode(id="x", label="x"), GraphNode(id="y", label="exp")]
        >>> graph = GraphChart(name="graph", title="", nodes=nodes, edges=[("x", "y")])
        >>> [box.left for box in computation_view(graph).boxes]
        [12.0, 108.0]
    """
    layout = layered_layout([node.id for node in graph.nodes], graph.edges)
    lines = {node.id: _lines(node) for node in graph.nodes}
    height = _TITLE + _LINE * max(map(len, lines.values()), default=0)
    edges = _edges(graph.nodes, layout)
    boxes = []
    for node in graph.nodes:
        column, row = layout.places[node.id]
        left, right = edges[column]
        boxes.append(_box(node, lines[node.id], left, _middle(row, height), right - left))
    routes = [_route(one, edges, height) for one in layout.routes]
    return GraphView(
        width=edges[-1][1] + _MARGIN if edges else 0,
        height=2 * _MARGIN + layout.rows * (height + _ROW_GAP) + height if boxes else 0,
        boxes=boxes,
        frames=[],
        paths=[path for path, _ in routes],
        heads=[head for _, head in routes],
    )


def _lines(node: GraphNode) -> list[tuple[str, str]]:
    """(class, text) of the lines below the label."""
    lines = (("value", node.value), ("gradient", node.gradient))
    return [(name, f"{name} {text}") for name, text in lines if text]


def _edges(nodes: Sequence[GraphNode], layout: LayeredLayout) -> list[tuple[float, float]]:
    """Left and right edge of each column, which is as wide as its widest box."""
    widths: list[float] = [_LEAST] * layout.columns
    for node in nodes:
        column, _ = layout.places[node.id]
        texts = max((len(text) for _, text in _lines(node)), default=0) * _LETTER
        wanted = max(len(node.label) * _TITLE_LETTER, texts) + 2 * _PADDING
        widths[column] = max(widths[column], min(round(wanted), _MOST))
    edges, left = [], float(_MARGIN)
    for width in widths:
        edges.append((left, left + width))
        left += width + _GAP
    return edges


def _box(
    node: GraphNode, lines: Sequence[tuple[str, str]], left: float, middle: float, width: float
) -> BoxView:
    height = _TITLE + _LINE * len(lines)
    top = middle - height / 2
    first = top + _TITLE + _LINE / 2 - 4
    return BoxView(
        left=left,
        top=top,
        width=width,
        height=height,
        role=_ROLES[node.kind],
        title=cut(node.label, width, _TITLE_LETTER),
        lines=[
            LineView(first + _LINE * number, cut(text, width, _LETTER), name)
            for number, (name, text) in enumerate(lines)
        ],
    )


def _middle(row: float, height: float) -> float:
    """Of what stands in a row, from above; rows are as high as the highest box."""
    return _MARGIN + row * (height + _ROW_GAP) + height / 2


def _route(route: Route, edges: Sequence[tuple[float, float]], height: float) -> tuple[str, str]:
    """The path of an arrow, level where it passes a column, and that of its head."""
    column, row = route.points[0]
    x, y = edges[column][1], _middle(row, height)
    path = f"M{x:g} {y:g}"
    for column, row in route.points[1:-1]:
        left, right = edges[column]
        path += _bend(x, y, left, _middle(row, height)) + f"H{right:g}"
        x, y = right, _middle(row, height)
    column, row = route.points[-1]
    end = edges[column][0]
    enters = _middle(row, height) + route.entry * height / 3
    path += _bend(x, y, end - _HEAD, enters)
    return path, f"M{end:g} {enters:g}l{-_HEAD - 1} -4v8z"


def _bend(x: float, y: float, to_x: float, to_y: float) -> str:
    half = (x + to_x) / 2
    return f"C{half:g} {y:g} {half:g} {to_y:g} {to_x:g} {to_y:g}"
