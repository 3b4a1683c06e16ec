"""Conjugate gradients, ended early."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from keras import ops

from suite.optimizers.full_batch import dot, number


class Solution(NamedTuple):
    """What was found.

    Args:
        direction: d.
        decrease: -g'd - d'Bd / 2, by how much the quadratic model says that the loss falls.
        negative: whether a direction without positive curvature ended it.
        steps: products with B.
    """

    direction: Any
    decrease: float
    negative: bool
    steps: int


def conjugate_gradients(
    product: Callable[[Any], Any], gradient: Any, most: int, tolerance: float
) -> Solution:
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

    Reference: Nocedal, Wright (2006), Numerical optimization, algorithm 7.1.
    """
    direction, residual = ops.zeros_like(gradient), -gradient
    towards, square = residual, number(dot(gradient, gradient))
    enough = tolerance * tolerance * square
    for steps in range(1, most + 1):
        image = product(towards)
        curvature = number(dot(towards, image))
        if not curvature > 0:
            if steps == 1:
                scale = square / abs(curvature) if curvature < 0 else 1.0
                return Solution(scale * residual, scale * square, True, steps)
            return Solution(direction, decrease(gradient, direction, residual), True, steps)
        length = square / curvature
        direction = direction + length * towards
        residual = residual - length * image
        before, square = square, number(dot(residual, residual))
        if square <= enough:
            break
        towards = residual + (square / before) * towards
    return Solution(direction, decrease(gradient, direction, residual), False, steps)


def decrease(gradient: Any, direction: Any, residual: Any) -> float:
    """With B d = -g - r: -g'd - d'Bd / 2 = (r - g)'d / 2."""
    return number(dot(residual - gradient, direction)) / 2
