"""A network as boxes and lines with their places, for the template to draw as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suite.runs.page.charts.layer_graph import LayerGraph, Node

# In CSS pixels; titles are larger and bold.
_LETTER, _TITLE_LETTER, _PADDING = 6.4, 7.8, 10
_LEAST_WIDTH, _MOST_WIDTH = 130, 300
_TITLE_HEIGHT, _LINE_HEIGHT = 24, 15
_GAP, _MARGIN, _LANE = 22, 16, 12
# First and last row of a line that passes others by, and where it runs.
_Lane = tuple[int, int, float]
# Room for the texts of frames, at their right.
_FRAME_TEXT = 44


@dataclass(frozen=True)
class LineView:
    """A line of a box below its title: how far down its middle is, and of which class it is."""

    y: float
    text: str
    role: str = ""


@dataclass(frozen=True)
class BoxView:
    """A box: its place and its texts."""

    left: float
    top: float
    width: float
    height: float
    role: str
    title: str
    lines: Sequence[LineView]

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True)
class FrameView:
    """A frame: its place and the text at its right."""

    left: float
    top: float
    width: float
    height: float
    text: str


@dataclass(frozen=True)
class GraphView:
    """A drawing: its size, what is in it, the paths of its lines, and those of their arrowheads.

    Example:
        >>> GraphView(width=10, height=20, boxes=[], frames=[], paths=["M5 0V20"]).paths
        ['M5 0V20']
    """

    width: float
    height: float
    boxes: Sequence[BoxView]
    frames: Sequence[FrameView]
    paths: Sequence[str]
    heads: Sequence[str] = ()


def graph_view(graph: LayerGraph) -> GraphView:
    """Where everything stands.

    Example:
        >>> from suite.runs.page.charts.layer_graph import Node
        >>> boxes = [Node(title="input", row=0), Node(title="dense", row=1)]
        >>> graph = LayerGraph(name="network", title="", nodes=boxes, edges=[(0, 1)])
        >>> graph_view(graph).paths
        ['M81 40V62']
    """
    width = _width(graph.nodes)
    tops, heights = _rows(graph.nodes)
    boxes = [_box(node, width, tops[node.row]) for node in graph.nodes]
    paths, lanes = _paths(graph, boxes)
    frames = []
    for frame in graph.frames:
        inside = [
            box.left + box.width
            for node, box in zip(graph.nodes, boxes, strict=True)
            if frame.first <= node.row <= frame.last
        ]
        inside += [x for first, last, x in lanes if first < frame.last and frame.first < last]
        bottom = tops[frame.last] + heights[frame.last]
        frames.append(
            FrameView(
                left=_MARGIN - 10,
                top=tops[frame.first] - 9,
                width=max(inside) - _MARGIN + 20,
                height=bottom - tops[frame.first] + 18,
                text=frame.text,
            )
        )
    edge = max([*(lane[2] for lane in lanes), *(box.left + box.width for box in boxes)], default=0)
    return GraphView(
        width=edge + _MARGIN + (_FRAME_TEXT if frames else 0),
        height=tops[-1] + heights[-1] + _MARGIN if tops else 0,
        boxes=boxes,
        frames=frames,
        paths=paths,
    )


def _width(nodes: Sequence[Node]) -> float:
    titles = max((len(node.title) for node in nodes), default=0) * _TITLE_LETTER
    lines = max((len(line) for node in nodes for line in node.lines), default=0) * _LETTER
    return min(max(titles + 2 * _PADDING, lines + 2 * _PADDING, _LEAST_WIDTH), _MOST_WIDTH)


def _rows(nodes: Sequence[Node]) -> tuple[list[float], list[float]]:
    """Top and height of each row."""
    count = max((node.row for node in nodes), default=-1) + 1
    heights = [0.0] * count
    for node in nodes:
        heights[node.row] = max(heights[node.row], _height(node))
    tops, top = [], float(_MARGIN)
    for height in heights:
        tops.append(top)
        top += height + _GAP
    return tops, heights


def _height(node: Node) -> float:
    return _TITLE_HEIGHT + _LINE_HEIGHT * len(node.lines)


def _box(node: Node, width: float, top: float) -> BoxView:
    first = top + _TITLE_HEIGHT + _LINE_HEIGHT / 2 - 4
    return BoxView(
        left=_MARGIN + node.column * (width + 2 * _GAP),
        top=top,
        width=width,
        height=_height(node),
        role=node.role,
        title=cut(node.title, width, _TITLE_LETTER),
        lines=[
            LineView(first + _LINE_HEIGHT * number, cut(line, width))
            for number, line in enumerate(node.lines)
        ],
    )


def cut(text: str, width: float, letter: float = _LETTER) -> str:
    """A text as far as it fits into a box of that width, its letters being about so wide.

    Example:
        >>> cut("convolution", 80)
        'convoluti…'
    """
    most = int((width - 2 * _PADDING) / letter) + 1
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _paths(graph: LayerGraph, boxes: Sequence[BoxView]) -> tuple[list[str], list[_Lane]]:
    """The lines, and the lanes of those that pass rows by."""
    paths, lanes = [], list[_Lane]()
    for above, below in sorted(graph.edges, key=lambda edge: _rows_of(graph, edge)):
        start, end = boxes[above], boxes[below]
        first, last = _rows_of(graph, (above, below))
        passed = [
            box
            for node, box in zip(graph.nodes, boxes, strict=True)
            if first < node.row < last and node.column <= graph.nodes[above].column
        ]
        if not passed:
            paths.append(_short(start, end))
            continue
        lane = max(box.left + box.width for box in passed) + _LANE
        taken = {x for a, b, x in lanes if a < last and first < b}
        while lane in taken:
            lane += _LANE
        lanes.append((first, last, lane))
        paths.append(_long(start, end, lane))
    return paths, lanes


def _rows_of(graph: LayerGraph, edge: tuple[int, int]) -> tuple[int, int]:
    return graph.nodes[edge[0]].row, graph.nodes[edge[1]].row


def _short(start: BoxView, end: BoxView) -> str:
    """A line to the next row: straight down, or in a bend to another column."""
    if start.middle == end.middle:
        return f"M{start.middle:g} {start.bottom:g}V{end.top:g}"
    half = end.top - _GAP / 2
    return f"M{start.middle:g} {start.bottom:g}V{half:g}H{end.middle:g}V{end.top:g}"


def _long(start: BoxView, end: BoxView, lane: float) -> str:
    """A line that keeps to the right of the boxes in between, and comes in beside the others."""
    x, enters = start.middle + start.width / 4, end.middle + end.width / 4
    down, up = start.bottom + _GAP / 2 - 3, end.top - _GAP / 2 + 3
    return f"M{x:g} {start.bottom:g}V{down:g}H{lane:g}V{up:g}H{enters:g}V{end.top:g}"
