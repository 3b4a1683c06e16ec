"""What a gate computes, and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Forward = Callable[..., Any]
# (gradient of the outcome by the output, output, inputs) -> gradients by the inputs.
Backward = Callable[[Array, Array, Sequence[Array]], Sequence[Any]]


@dataclass(frozen=True, eq=False)
class Gate:
    """One operation of a graph.

    Args:
        sign: as the graph names it: `*`, `exp`.
        forward: from the inputs to the output.
        backward: from the gradient by the output to those by the inputs.
        slopes: of an operation on each number by itself: the local gradient by each input.
        formulas: of the local gradients, as texts in which `{0}` and `{1}` are the inputs, `{out}`
            the output.
        rule: what it does with a gradient, in one sentence.

    Example:
        >>> from suite.graph.gates import GATES
        >>> [float(slope) for slope in GATES["*"].backward(np.array(1.0), None, [3.0, -4.0])]
        [-4.0, 3.0]
    """

    sign: str
    forward: Forward
    backward: Backward
    formulas: tuple[str, ...]
    rule: str
    slopes: Callable[[Array, Sequence[Array]], Sequence[Any]] | None = None

    def jacobian(self, number: int, output: Array, inputs: Sequence[Array]) -> Array:
        """How each number of the output changes with each number of an input.

        Args:
            number: of the input.
            output, inputs: their values.

        Returns:
            A matrix: a row for each number of the output, a column for each of the input.
        """
        rows = []
        for place in range(output.size):
            unit = np.zeros(output.size)
            unit[place] = 1.0
            rows.append(self.backward(unit.reshape(output.shape), output, inputs)[number])
        return np.array(rows).reshape(output.size, inputs[number].size)


def elementwise(
    sign: str,
    forward: Forward,
    slopes: Callable[[Array, Sequence[Array]], Sequence[Any]],
    formulas: Sequence[str],
    rule: str,
) -> Gate:
    """A gate that works on each number by itself; its Jacobian is diagonal.

    A single number may stand beside a vector or a matrix: it meets each of their numbers, and its
    gradient is the sum over them.
    """

    def backward(upstream: Array, output: Array, inputs: Sequence[Array]) -> list[Array]:
        return [
            _to_shape(upstream * slope, np.shape(one))
            for slope, one in zip(slopes(output, inputs), inputs, strict=True)
        ]

    return Gate(sign, forward, backward, tuple(formulas), rule, slopes)


def _to_shape(gradient: Array, shape: tuple[int, ...]) -> Array:
    """A gradient as its input has it: one number gets the sum of what it took part in."""
    return gradient.sum() if shape == () != gradient.shape else np.broadcast_to(gradient, shape)
