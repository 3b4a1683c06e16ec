"""Rosenbrock's banana-shaped valley."""

from __future__ import annotations

import math
from collections.abc import Sequence

from keras import ops

from suite.surfaces._surface import Surface, checked_positive
from suite.tensors import Tensor


def _rosenbrock(x: Tensor, y: Tensor, a: float, b: float) -> Tensor:
    """(a - x)^2 + b (y - x^2)^2"""
    return ops.square(a - x) + b * ops.square(y - ops.square(x))


class Rosenbrock(Surface):
    """A curved, narrow and nearly flat valley: easy to find, hard to follow.

    f(x, y) = (a - x)^2 + b (y - x^2)^2

    least, 0, at (a, a^2). The Hessian there has a condition number of about 2500 at the defaults.

    Args:
        a: place of the minimum, finite.
        b: steepness of the valley's walls, above 0.
        start: where the optimizer begins.

    Raises:
        ValueError: if an argument is out of its range.

    Example:
        >>> surface = Rosenbrock(a=2.0, b=10.0)
        >>> surface.minima, float(surface(2.0, 4.0)), float(surface(0.0, 1.0))
        (((2.0, 4.0),), 0.0, 14.0)

    Reference: Rosenbrock, 1960, An Automatic Method for Finding the Greatest or Least Value of a
        Function.

    Topic: optim/momentum, optim/nesterov, optim/adam, optim/newton
    """

    window = ((-2.0, 2.0), (-1.0, 3.0))

    def __init__(
        self, a: float = 1.0, b: float = 100.0, start: Sequence[float] = (-1.5, 2.0)
    ) -> None:
        super().__init__(start)
        if not math.isfinite(a):
            raise ValueError(f"Argument `a` must be finite. Received: a={a}")
        self.a = float(a)
        self.b = checked_positive("b", b)
        self.minima = ((self.a, self.a**2),)

    def __call__(self, x: Tensor, y: Tensor) -> Tensor:
        return _rosenbrock(x, y, self.a, self.b)
