"""A saddle between two minima."""

from __future__ import annotations

from collections.abc import Sequence

from keras import ops

from suite.surfaces._surface import Surface
from suite.tensors import Tensor


def _saddle(x: Tensor, y: Tensor) -> Tensor:
    """x^2 / 2 - y^2 / 2 + y^4 / 4"""
    return 0.5 * (ops.square(x) - ops.square(y)) + 0.25 * ops.square(ops.square(y))


class Saddle(Surface):
    """A saddle point that the start nearly aims at, between two minima.

    f(x, y) = x^2 / 2 - y^2 / 2 + y^4 / 4

    flat at the saddle (0, 0), where it curves up along x and down along y; least, -1/4, at (0, 1)
    and (0, -1). From (x, y) with a small y, gradient descent of rate eta first falls to the saddle
    and then needs about ln(1 / |y|) / eta steps to leave it; rates that adapt to each variable
    leave at once.

    Args:
        start: where the optimizer begins.

    Raises:
        ValueError: if `start` is no point.

    Example:
        >>> surface = Saddle()
        >>> float(surface(0.0, 0.0)), float(surface(0.0, 1.0))
        (0.0, -0.25)

    Reference: Dauphin et al., 2014, Identifying and Attacking the Saddle Point Problem in
        High-Dimensional Non-Convex Optimization.

    Topic: optim/sgd, optim/momentum, optim/adagrad, optim/rmsprop
    """

    minima = ((0.0, 1.0), (0.0, -1.0))
    window = ((-2.0, 2.0), (-1.6, 1.6))

    def __init__(self, start: Sequence[float] = (-1.5, 0.001)) -> None:
        super().__init__(start)

    def __call__(self, x: Tensor, y: Tensor) -> Tensor:
        return _saddle(x, y)
