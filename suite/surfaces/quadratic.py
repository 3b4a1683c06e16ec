"""An ill-conditioned quadratic bowl."""

from __future__ import annotations

import math
from collections.abc import Sequence

from keras import ops

from suite.surfaces._surface import Surface
from suite.tensors import Tensor


def _quadratic(x: Tensor, y: Tensor, condition: float) -> Tensor:
    """(x^2 + condition y^2) / 2"""
    return 0.5 * (ops.square(x) + condition * ops.square(y))


class Quadratic(Surface):
    """A bowl that is much steeper in one direction than in the other.

    f(x, y) = (x^2 + k y^2) / 2

    with k the condition number, the ratio of the Hessian's eigenvalues k and 1; least, 0, at
    (0, 0). Gradient descent converges for rates below 2 / k only. There it zig-zags across the
    valley and creeps along it, by less than 2 / k of the way per step.

    Args:
        condition: k, at least 1.
        start: where the optimizer begins.

    Raises:
        ValueError: if an argument is out of its range.

    Example:
        >>> float(Quadratic(condition=10.0)(2.0, 1.0))  # (2^2 + 10 * 1^2) / 2
        7.0

    Reference: Polyak, 1964, Some Methods of Speeding Up the Convergence of Iteration Methods.

    Topic: optim/sgd, optim/momentum, optim/learning-rate
    """

    minima = ((0.0, 0.0),)
    window = ((-5.0, 5.0), (-2.5, 2.5))

    def __init__(self, condition: float = 30.0, start: Sequence[float] = (-4.5, 1.5)) -> None:
        super().__init__(start)
        if not 1 <= condition < math.inf:
            raise ValueError(
                "Argument `condition` must be finite and at least 1. "
                f"Received: condition={condition}"
            )
        self.condition = float(condition)

    def __call__(self, x: Tensor, y: Tensor) -> Tensor:
        return _quadratic(x, y, self.condition)
