"""Measures of computational graphs: a value forward, a gradient backward."""

from __future__ import annotations

import numpy as np

from suite.errors import UserError
from suite.graph.graph import Graph


def graph_value(
    text: str, name: str, row: int = 0, column: int = 0, of: str | None = None
) -> float:
    """The value of a node of a computational graph.

    Args:
        text: as `suite.graph` takes it: `f = x * y; x = 3; y = -4`.
        name: of the node.
        row, column: of a vector or a matrix, the place of the number, from 0.
        of: the name of the outcome, as `suite.graph` takes it.

    Raises:
        UserError: the text is no graph, or the node has no such number.

    Example:
        >>> graph_value("f = x * y; x = 3; y = -4", "f")
        -12.0
    """
    return _entry(Graph(text, of).value(name), name, row, column)


def graph_gradient(
    text: str, name: str, row: int = 0, column: int = 0, of: str | None = None
) -> float:
    """The gradient of the outcome of a computational graph by one of its nodes.

        df / d node,   by backpropagation

    Args:
        text, name, row, column, of: as of `graph_value`.

    Raises:
        UserError: as `graph_value` does.

    Example:
        >>> graph_gradient("f = x * y; x = 3; y = -4", "x")
        -4.0
    """
    return _entry(Graph(text, of).gradient(name), name, row, column)


def gate_jacobian(text: str, name: str, row: int, column: int, input: int = 0) -> float:
    """How one number of a gate's output changes with one number of its input.

        J_rc = d output_r / d input_c

    Args:
        text: as of `graph_value`.
        name: of the gate.
        row: of the output's number, from 0.
        column: of the input's number.
        input: which of the gate's inputs.

    Raises:
        UserError: as `graph_value` does; or the node is no gate.

    Example:
        >>> [gate_jacobian("h = relu(x); x = [2, -1]", "h", 0, column) for column in (0, 1)]
        [1.0, 0.0]
    """
    node = Graph(text).node(name)
    if node.gate is None or input >= len(node.inputs):
        raise UserError(f"`{name}` is no gate with an input {input}; name one that is")
    values = [one.value for one in node.inputs]
    return _entry(node.gate.jacobian(input, node.value, values), name, row, column)


def _entry(value: np.ndarray, name: str, row: int, column: int) -> float:
    places = (int(row), int(column))[: value.ndim]
    if any(place >= size for place, size in zip(places, value.shape, strict=True)):
        message = f"`{name}` is of shape {value.shape} and has no number at {places}; count from 0"
        raise UserError(message)
    return float(value[places])
