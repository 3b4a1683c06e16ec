"""Beale's function: steep walls around a wide plateau."""

from __future__ import annotations

from collections.abc import Sequence

from keras import ops

from suite.surfaces._surface import Surface
from suite.tensors import Tensor


def _beale(x: Tensor, y: Tensor) -> Tensor:
    """(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2"""
    square = ops.square(y)
    return (
        ops.square(1.5 - x + x * y)
        + ops.square(2.25 - x + x * square)
        + ops.square(2.625 - x + x * square * y)
    )


class Beale(Surface):
    """Steep walls at the corners and a nearly flat valley between them.

    f(x, y) = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2

    least, 0, at (3, 0.5). A rate that suits the valley is far too high on the walls.

    Args:
        start: where the optimizer begins.

    Raises:
        ValueError: if `start` is no point.

    Example:
        >>> surface = Beale()
        >>> float(surface(3.0, 0.5)), surface.minima
        (0.0, ((3.0, 0.5),))

    Reference: Beale, 1958, On an Iterative Method for Finding a Local Minimum of a Function of More
        than One Variable.

    Topic: optim/adagrad, optim/adadelta, optim/rmsprop, optim/adam
    """

    minima = ((3.0, 0.5),)
    window = ((-1.0, 4.5), (-2.0, 2.5))

    def __init__(self, start: Sequence[float] = (1.0, 1.5)) -> None:
        super().__init__(start)

    def __call__(self, x: Tensor, y: Tensor) -> Tensor:
        return _beale(x, y)
