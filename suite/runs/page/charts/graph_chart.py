"""A computation with the numbers that pass through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.table import Table


@dataclass(frozen=True, kw_only=True)
class GraphNode:
    """What goes in, a gate, or what comes out.

    Args:
        id: by which edges name it; no two nodes have the same.
        label: what stands in its box: `x`, `+`, `sigmoid`.
        value: what it gives on the way forward, as it is to be read; empty for none.
        gradient: of the output with respect to that value, as it is to be read; empty for none.
        kind: decides the color.
    """

    id: str
    label: str
    value: str = ""
    gradient: str = ""
    kind: Literal["input", "constant", "gate", "output"] = "gate"


@dataclass(frozen=True, kw_only=True)
class GraphChart(Chart):
    """Boxes from left to right, joined by arrows; their places follow from the arrows.

    Args:
        nodes: the boxes.
        edges: (id of what gives a value, id of what takes it); the same pair twice for a gate that
            takes a value twice, as `x * x` does. They lead in no circle.

    Example:
        >>> nodes = [
        ...     GraphNode(id="x", label="x", value="3", gradient="6", kind="input"),
        ...     GraphNode(id="y", label="square", value="9", gradient="1", kind="output"),
        ... ]
        >>> chart = GraphChart(name="graph", title="Graph", nodes=nodes, edges=[("x", "y")])
        >>> chart.to_table().rows
        [['x', 'input', '', '3', '6'], ['square', 'output', 'x', '9', '1']]
    """

    nodes: Sequence[GraphNode]
    edges: Sequence[tuple[str, str]]

    def to_table(self) -> Table:
        labels = {node.id: node.label for node in self.nodes}
        rows = [
            [
                node.label,
                node.kind,
                ", ".join(labels[source] for source, target in self.edges if target == node.id),
                node.value,
                node.gradient,
            ]
            for node in self.nodes
        ]
        names = ["node", "kind", "takes", "value", "gradient"]
        return Table(name=self.name, title=self.title, columns=names, rows=rows)
