"""A graph of gates: values forward, gradients backward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from suite.graph.gate import Array, Gate


@dataclass(eq=False)
class Node:
    """A gate with its output, or a value that a graph begins with.

    Args:
        name: that the text or, with `g` and a number, the graph gives it; a number without a name
            is called by itself.
        value: its output.
        gate: None for a value.
        inputs: the nodes that the gate works on.
        is_literal: whether it is a number inside of a formula, which is part of a gate.

    Example:
        >>> Node("x", np.array(2.0)).is_value
        True
    """

    name: str
    value: Array
    gate: Gate | None = None
    inputs: tuple[Node, ...] = ()
    is_literal: bool = False
    # Of the outcome by this node; and what each of the inputs gets of it.
    gradient: Array = field(init=False)
    handed: tuple[Array, ...] = ()

    def __post_init__(self) -> None:
        self.gradient = np.zeros(self.value.shape)

    @property
    def is_value(self) -> bool:
        return self.gate is None

    @property
    def shown_inputs(self) -> list[Node]:
        """The inputs that are drawn: those that are no numbers inside of the gate."""
        return [one for one in self.inputs if not one.is_literal]

    @property
    def label(self) -> str:
        """The gate with the numbers that are part of it: `*`, `+ 1`, `1 / x`, `exp`."""
        if self.gate is None:
            return self.name
        sign = {"negative": "* -1"}.get(self.gate.sign, self.gate.sign)
        if len(self.inputs) == 2 and not sign.isalpha():
            first, second = self.inputs
            if second.is_literal:
                return f"{sign} {second.name}"
            if first.is_literal:
                turned = sign in ("+", "*")  # the order means nothing there
                return f"{sign} {first.name}" if turned else f"{first.name} {sign} x"
        return sign

    @property
    def formula(self) -> str:
        """Its own operation, in the names of its inputs: `x + y`."""
        if self.gate is None:
            return self.name
        sign, names = self.gate.sign, [one.name for one in self.inputs]
        if sign == "negative":
            return f"-{names[0]}"
        if sign.startswith("["):
            return f"{names[0]}{sign}"
        if sign.isalpha():
            return f"{sign}({', '.join(names)})"
        return f" {sign} ".join(names)


def backward(nodes: Sequence[Node], outcome: Node) -> None:
    """Hand gradients back, gate by gate, from the outcome to the values.

        gradient of the outcome = 1
        for each gate, the last one first:
            gradient of each input += local gradient * gradient of the gate

    Args:
        nodes: inputs before the gates that they go into.
        outcome: the one whose gradient begins; of several numbers, that of their sum.

    Example:
        >>> from suite.graph.build import build
        >>> found = build("f = x * y; x = 3; y = -4")
        >>> float(found.named["x"].gradient), float(found.named["y"].gradient)
        (-4.0, 3.0)
    """
    outcome.gradient = np.ones(outcome.value.shape)
    with np.errstate(all="ignore"):  # the slope of sqrt at 0 is infinite, and is shown so
        for node in reversed(nodes):
            if node.gate is None:
                continue
            values = [one.value for one in node.inputs]
            handed = node.gate.backward(node.gradient, node.value, values)
            node.handed = tuple(np.asarray(one, dtype=float) for one in handed)
            for one, gradient in zip(node.inputs, node.handed, strict=True):
                one.gradient = one.gradient + gradient
