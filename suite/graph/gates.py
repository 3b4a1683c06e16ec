"""The gates that a graph may have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from suite.graph.gate import Array, Gate, elementwise

_ADDS = "An add gate distributes: each input gets the gradient from above, unchanged."
_SUBTRACTS = (
    "A subtract gate distributes too: the second input gets the gradient with its sign turned."
)
_MULTIPLIES = (
    "A multiply gate swaps and scales: each input gets the gradient from above times the other "
    "input."
)
_DIVIDES = "A divide gate: the input above gets 1 / b, the one below -a / b^2, times the gradient."
_ROUTES = "A {} gate routes: the {} input gets all of the gradient, the others nothing."


def _sigmoid(x: Array) -> Array:
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


def _power_slopes(output: Array, inputs: Sequence[Array]) -> list[Any]:
    base, exponent = inputs
    logarithm = np.log(np.where(base > 0, base, 1.0))
    slope = np.where(exponent == 0, 0.0, exponent * np.power(base, exponent - 1))
    return [slope, output * logarithm]


def _extreme(sign: str, word: str) -> Gate:
    """The largest or smallest input; of several alike, the first. Of one input: of its numbers."""
    pick = np.argmax if sign == "max" else np.argmin

    def chosen(inputs: Sequence[Array]) -> Any:
        return pick(np.stack(np.broadcast_arrays(*inputs)), axis=0)

    def forward(*inputs: Array) -> Any:
        if len(inputs) == 1:
            return inputs[0].reshape(-1)[pick(inputs[0])]
        return np.choose(chosen(inputs), np.broadcast_arrays(*inputs))

    def slopes(_: Array, inputs: Sequence[Array]) -> list[Any]:
        if len(inputs) == 1:
            mask = np.zeros(inputs[0].size)
            mask[pick(inputs[0])] = 1.0
            return [mask.reshape(inputs[0].shape)]
        return [(chosen(inputs) == number).astype(float) for number in range(len(inputs))]

    return elementwise(sign, forward, slopes, (f"1 for the {word}",), _ROUTES.format(sign, word))


def _matmul_back(upstream: Array, output: Array, inputs: Sequence[Array]) -> list[Array]:
    first, second = inputs
    left = first if first.ndim == 2 else first[None, :]
    right = second if second.ndim == 2 else second[:, None]
    above = upstream.reshape(left.shape[0], right.shape[1])
    return [(above @ right.T).reshape(first.shape), (left.T @ above).reshape(second.shape)]


def _of_one(sign: str, forward: Any, slope: Any, formula: str) -> Gate:
    """A function of one number, by its slope (of the output and the input)."""
    told = "The gate {} scales the gradient by its slope, {}."
    shown = formula.format("x", out=f"{sign}(x)")
    return elementwise(
        sign, forward, lambda out, x: [slope(out, x[0])], [formula], told.format(sign, shown)
    )


def pick(place: int) -> Gate:
    """The gate that takes one number of a vector.

    Example:
        >>> float(pick(1).forward(np.array([3.0, 5.0])))
        5.0
    """

    def backward(upstream: Array, _: Array, inputs: Sequence[Array]) -> list[Array]:
        gradient = np.zeros(inputs[0].shape)
        gradient[place] = upstream
        return [gradient]

    rule = "An index routes: the number that it takes gets all of the gradient, the others nothing."
    return Gate(f"[{place}]", lambda x: x[place], backward, ("1 at the index, else 0",), rule)


GATES: dict[str, Gate] = {
    gate.sign: gate
    for gate in (
        elementwise("+", np.add, lambda out, x: [1.0, 1.0], ["1", "1"], _ADDS),
        elementwise("-", np.subtract, lambda out, x: [1.0, -1.0], ["1", "-1"], _SUBTRACTS),
        elementwise("*", np.multiply, lambda out, x: [x[1], x[0]], ["{1}", "{0}"], _MULTIPLIES),
        elementwise(
            "/",
            np.divide,
            lambda out, x: [1 / x[1], -x[0] / x[1] ** 2],
            ["1 / {1}", "-{0} / {1}^2"],
            _DIVIDES,
        ),
        elementwise(
            "^",
            np.power,
            _power_slopes,
            ["{1} * {0}^({1} - 1)", "{out} * log({0})"],
            "A power scales the gradient by its slope: that of x^n is n x^(n-1).",
        ),
        elementwise(
            "negative",
            np.negative,
            lambda out, x: [-1.0],
            ["-1"],
            "A minus sign turns the sign of the gradient.",
        ),
        _extreme("max", "largest"),
        _extreme("min", "smallest"),
        _of_one("exp", np.exp, lambda out, x: out, "exp({0})"),
        _of_one("log", np.log, lambda out, x: 1 / x, "1 / {0}"),
        _of_one("sqrt", np.sqrt, lambda out, x: 0.5 / out, "1 / (2 * {out})"),
        _of_one("abs", np.abs, lambda out, x: np.sign(x), "sign of {0}"),
        _of_one("sigmoid", _sigmoid, lambda out, x: out * (1 - out), "{out} * (1 - {out})"),
        _of_one("tanh", np.tanh, lambda out, x: 1 - out**2, "1 - {out}^2"),
        _of_one(
            "relu",
            lambda x: np.maximum(x, 0.0),
            lambda out, x: (x > 0).astype(float),
            "1 if {0} > 0 else 0",
        ),
        Gate(
            "sum",
            np.sum,
            lambda upstream, out, x: [np.broadcast_to(upstream, x[0].shape)],
            ("1",),
            "A sum is an add gate of many inputs: each number gets the gradient from above.",
        ),
        Gate(
            "mean",
            np.mean,
            lambda upstream, out, x: [np.broadcast_to(upstream / x[0].size, x[0].shape)],
            ("1 / their number",),
            "A mean distributes: each number gets its share of the gradient from above.",
        ),
        Gate(
            "@",
            np.matmul,
            _matmul_back,
            ("with {1}", "with {0}"),
            "A matrix product swaps as a multiply gate does: d/dW = upstream x^T, d/dx = W^T "
            "upstream.",
        ),
    )
}
# Other names of the same gates.
FUNCTIONS: dict[str, str] = {
    **{name: name for name in GATES if name.isalpha() and name != "negative"},
    "matmul": "@",
    "dot": "@",
}
# How many inputs a function takes: the least and the most.
INPUTS: dict[str, tuple[int, int]] = {"max": (1, 99), "min": (1, 99), "@": (2, 2)}
