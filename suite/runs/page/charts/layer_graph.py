"""A network, layer below layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.table import Table


@dataclass(frozen=True, kw_only=True)
class Node:
    """One box.

    Args:
        title: its first line.
        lines: the others, in smaller letters.
        row: from the top, 0 is the first.
        column: from the left, 0 is the first.
        role: decides the color: where data comes in or goes out, what has weights, what has none.
    """

    title: str
    lines: Sequence[str] = ()
    row: int
    column: int = 0
    role: Literal["end", "weights", "plain"] = "plain"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A frame around whole rows, with a text at its right edge.

    Args:
        first, last: the numbers of its rows.
        text: such as `x 9`, where what stands in it comes nine times, one after the other.
    """

    first: int
    last: int
    text: str


@dataclass(frozen=True, kw_only=True)
class LayerGraph(Chart):
    """Boxes in rows from top to bottom, joined by lines that all lead down.

    Args:
        nodes: the boxes; no two have the same row and column.
        edges: (number of a box, number of one below it); one that passes rows by keeps to the right
            of the boxes in them.
        frames: around rows that stand for several.

    Example:
        >>> boxes = [Node(title="input", row=0, role="end"), Node(title="dense", row=1)]
        >>> graph = LayerGraph(name="network", title="Network", nodes=boxes, edges=[(0, 1)])
        >>> graph.to_table().rows
        [['input', '', '', 1], ['dense', '', 'input', 1]]
    """

    nodes: Sequence[Node]
    edges: Sequence[tuple[int, int]]
    frames: Sequence[Frame] = ()

    def to_table(self) -> Table:
        rows = [
            [
                node.title,
                "; ".join(node.lines),
                ", ".join(self.nodes[a].title for a, b in self.edges if b == number),
                next((f.text for f in self.frames if f.first <= node.row <= f.last), 1),
            ]
            for number, node in enumerate(self.nodes)
        ]
        names = ["layer", "what", "after", "times"]
        return Table(name=self.name, title=self.title, columns=names, rows=rows)
