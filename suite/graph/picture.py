"""A graph as a picture and as a page."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from suite.errors import UserError
from suite.graph.build import Computation
from suite.graph.computation import Node
from suite.graph.values import local_formula, local_value, number, shown
from suite.runs.files.write_whole import write_whole
from suite.runs.page.charts.graph_chart import GraphChart, GraphNode
from suite.runs.page.charts.section import Part, Section, Text
from suite.runs.page.charts.table import Table
from suite.runs.page.render.page import page
from suite.runs.pictures.picture import refuse_bad_picture
from suite.runs.pictures.plot import FORMS, Plot

# Boxes that can still be told apart.
MOST_NODES = 80
_PAGE = ".html"
# In a box of a picture.
_CELL = 20


def graph_chart(graph: Computation) -> GraphChart:
    """The gates from left to right, each with its value and its gradient.

    Raises:
        UserError: it has more boxes than a picture can hold.

    Example:
        >>> from suite.graph.build import build
        >>> chart = graph_chart(build("f = x + 1; x = 2"))
        >>> [(node.label, node.value, node.kind) for node in chart.nodes]
        [('x', '2', 'input'), ('+ 1', '3', 'output')]
    """
    drawn = [node for node in graph.nodes if not node.is_literal]
    if len(drawn) > MOST_NODES:
        raise UserError(
            f"the graph has {len(drawn):,} boxes, and a picture holds {MOST_NODES}; "
            "draw a part of it, --of NAME, or read it as text"
        )
    nodes = [
        GraphNode(
            id=str(id(node)),
            label=_label(node),
            value=shown(node.value, _CELL),
            gradient=shown(node.gradient, _CELL),
            kind="output" if node is graph.outcome else "input" if node.is_value else "gate",
        )
        for node in drawn
    ]
    edges = [(str(id(one)), str(id(node))) for node in drawn for one in node.shown_inputs]
    return GraphChart(
        name="graph",
        title=f"{graph.outcome.name} and what it is made of",
        reads="Values go from left to right. Gradients come back from right to left: each gate "
        "multiplies what comes from its right by its local gradient.",
        nodes=nodes,
        edges=edges,
    )


def graph_sections(graph: Computation) -> list[Section]:
    """A page: the picture, the backward pass as a table, what the gates do.

    Raises:
        UserError: as `graph_chart` does.

    Example:
        >>> from suite.graph.build import build
        >>> [section.name for section in graph_sections(build("f = x + 1; x = 2"))]
        ['graph', 'backward', 'gates']
    """
    gates = [node for node in graph.nodes if node.gate is not None]
    rules = dict.fromkeys(node.gate.rule for node in gates if node.gate is not None)
    intro = "Local gradient times the gradient from above (upstream) is what an input gets."
    jacobians = [table for node in gates for table in _jacobian_tables(node)][:6]
    back: list[Part] = [_backward_table(gates), *jacobians]
    return [
        Section(name="graph", title="Forward and backward", parts=[graph_chart(graph)]),
        Section(name="backward", title="Backward, gate by gate", parts=back, intro=intro),
        Section(name="gates", title="What the gates do", parts=[Text(items=list(rules))]),
    ]


def save_graph(graph: Computation, path: Path, *, dark: bool = False) -> None:
    """Write the picture or the page of a graph, whole or not at all.

    Args:
        graph: to be drawn.
        path: a .png, .svg, .pdf or .html file; it is replaced.
        dark: whether a picture is drawn on black; a page follows its reader.

    Raises:
        UserError: another ending, a place that cannot be written to, or too large a graph.
        RunFailure: the file cannot be written.
    """
    refuse_bad_picture(path, (*FORMS, _PAGE))
    if path.suffix.lower() == _PAGE:
        html = page(f"Graph of {graph.outcome.name}", graph_sections(graph))
        write_whole(path, html.encode())
        return
    Plot([graph_chart(graph)], dark=dark).save(path)


def _label(node: Node) -> str:
    """The gate; before it the name, where the text gives one."""
    if node.is_value or node.name[1:].isdecimal():
        return node.label
    return f"{node.name} = {node.label}" if len(node.name) <= 8 else node.label


def _backward_table(gates: list[Node]) -> Table:
    rows: list[list[str]] = []
    for node in reversed(gates):
        for place, one in enumerate(node.inputs):
            if not one.is_literal:
                formula, value = local_formula(node, place), local_value(node, place)
                local = formula if value in ("", formula) else f"{formula} = {value}"
                gate = f"{node.name} = {node.formula}"
                above, handed = shown(node.gradient, 60), shown(node.handed[place], 60)
                rows.append([gate, one.name, local, above, handed])
    columns = ["gate", "input", "local gradient", "x upstream", "= gradient"]
    return Table(name="backward", title="Gradients", columns=columns, rows=rows)


def _jacobian_tables(node: Node) -> list[Table]:
    """Of a gate between vectors: how each number of its output changes with each of its input."""
    tables: dict[str, Table] = {}
    values = [one.value for one in node.inputs]
    for place, one in enumerate(node.inputs):
        size = max(node.value.size, one.value.size)
        if node.gate is None or not node.value.ndim or one.value.ndim != 1 or size > 8:
            continue
        matrix: np.ndarray = node.gate.jacobian(place, node.value, values)
        columns = ["", *(f"{one.name}[{column}]" for column in range(one.value.size))]
        rows = [
            [f"{node.name}[{row}]", *(number(float(value)) for value in line)]
            for row, line in enumerate(matrix)
        ]
        name = f"jacobian-{node.name}-{one.name}"
        title = f"Jacobian of {node.name} by {one.name}"
        tables[name] = Table(name=name, title=title, columns=columns, rows=rows)
    return list(tables.values())
