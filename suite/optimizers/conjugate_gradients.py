"""Conjugate gradients, ended early.

Reference: Nocedal, Wright (2006), Numerical optimization, algorithm 7.1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from keras import ops

from suite.optimizers.full_batch import dot, number
from suite.tensors import Tensor


class _Solution(NamedTuple):
    """What was found.

    Args:
        direction: d.
        decrease: -g'd - d'Bd / 2, by how much the quadratic model says that the loss falls.
        negative: whether a direction without positive curvature ended it.
        steps: products with B.
    """

    direction: Tensor
    decrease: float
    negative: bool
    steps: int


def conjugate_gradients(
    product: Callable[[Tensor], Tensor], gradient: Tensor, most: int, tolerance: float
) -> _Solution:
    """An approximate solution d of B d = -g, by products with B alone.

        p = r = -g,  d = 0;  then again and again
        a = r'r / p'Bp,  d = d + a p,  r = r - a B p,  p = r + (r'r / r'r before) p

    until ||r|| <= tolerance ||g||, or `most` products. Where p'Bp <= 0 the model has no minimum:
    the d so far is kept; at the very first step d = -g g'g / |g'Bg|.

    Args:
        product: B times a vector.
        gradient: g, of shape (n,), not 0.
        most: products, at least 1.
        tolerance: of the residual r, relative.

    Example:
        >>> found = conjugate_gradients(lambda v: 4.0 * v, keras.ops.array([8.0]), 5, 0.0)
        >>> found.direction.numpy().tolist(), found.steps
        ([-2.0], 1)
    """
    direction, residual = ops.zeros_like(gradient), -gradient
    towards, square = residual, number(dot(gradient, gradient))
    enough = tolerance * tolerance * square
    for steps in range(1, most + 1):
        image = product(towards)
        curvature = number(dot(towards, image))
        if not curvature > 0:
            if steps == 1:
                return _downhill(residual, square, curvature)
            break
        length = square / curvature
        direction = direction + length * towards
        residual = residual - length * image
        before, square = square, number(dot(residual, residual))
        if square <= enough:
            break
        towards = residual + (square / before) * towards
    return _Solution(direction, _decrease(gradient, direction, residual), not curvature > 0, steps)


def _downhill(residual: Tensor, square: float, curvature: float) -> _Solution:
    """A step along -g, where the model curves down from the first direction on."""
    scale = square / abs(curvature) if curvature < 0 else 1.0
    return _Solution(scale * residual, scale * square, True, 1)


def _decrease(gradient: Tensor, direction: Tensor, residual: Tensor) -> float:
    """With B d = -g - r: -g'd - d'Bd / 2 = (r - g)'d / 2."""
    return number(dot(residual - gradient, direction)) / 2
