"""Values of a graph as people read them."""

from __future__ import annotations

import math

from suite.graph.computation import Node
from suite.graph.gate import Array

# Of a vector or a matrix that is written out in a cell.
_MOST_NUMBERS = 6


def number(value: float) -> str:
    """A number with three digits: -0.534, 12, 4.54e-05.

    Example:
        >>> number(-0.53444), number(12.0), number(-0.0), number(math.inf)
        ('-0.534', '12', '0', 'inf')
    """
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e6:
        return str(int(value))
    return f"{value:.3g}"


def shown(value: Array, width: int = 30) -> str:
    """A value in one line: a number, a short vector, or the shape of what is larger.

    Example:
        >>> import numpy as np
        >>> shown(np.array([0.25, -1.0])), shown(np.zeros((40, 3)))
        ('[0.25, -1]', 'matrix of 40 x 3')
    """
    if value.ndim == 0:
        return number(float(value))
    if value.size <= _MOST_NUMBERS:
        text = _listed(value)
        if len(text) <= width:
            return text
    word = "vector" if value.ndim == 1 else "matrix"
    return f"{word} of {' x '.join(map(str, value.shape))}"


def _listed(value: Array) -> str:
    if value.ndim == 1:
        return "[" + ", ".join(number(float(one)) for one in value) + "]"
    return "[" + ", ".join(_listed(row) for row in value) + "]"


def local_formula(node: Node, place: int) -> str:
    """The local gradient of a gate by one of its inputs, as a formula of its own numbers.

    Example:
        >>> from suite.graph.build import build
        >>> f = build("f = x * y; x = 3; y = -4").outcome
        >>> local_formula(f, 0), local_formula(f, 1)
        ('y', 'x')
    """
    assert node.gate is not None
    formulas = node.gate.formulas
    names = [one.name for one in node.inputs]
    return formulas[min(place, len(formulas) - 1)].format(*names, out=node.name)


def local_numbers(node: Node, place: int) -> str:
    """The same with numbers in place of the names, where all of them are numbers; else empty."""
    assert node.gate is not None
    if node.value.ndim or any(one.value.ndim for one in node.inputs):
        return ""
    formulas = node.gate.formulas
    numbers = [_bracketed(float(one.value)) for one in node.inputs]
    text = formulas[min(place, len(formulas) - 1)]
    return text.format(*numbers, out=_bracketed(float(node.value)))


def local_value(node: Node, place: int) -> str:
    """The value of the local gradient; empty for a gate that mixes the numbers of its input."""
    assert node.gate is not None
    if node.gate.slopes is None:
        return ""
    values = [one.value for one in node.inputs]
    import numpy as np

    with np.errstate(all="ignore"):
        return shown(np.asarray(node.gate.slopes(node.value, values)[place], dtype=float), 18)


def _bracketed(value: float) -> str:
    text = number(value)
    return f"({text})" if value < 0 else text
