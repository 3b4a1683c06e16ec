"""Centered differences, the slow and obvious twin of automatic differentiation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def numeric_gradient(function, value: np.ndarray, step: float = 1e-6) -> np.ndarray:
    """d function / d value, one entry at a time, in float64."""
    value = value.astype("float64")
    gradient = np.zeros_like(value)
    for index in np.ndindex(value.shape):
        above, below = value.copy(), value.copy()
        above[index] += step
        below[index] -= step
        gradient[index] = (function(above) - function(below)) / (2 * step)
    return gradient


def gradient_error(
    function: Callable[[np.ndarray], float],
    value: np.ndarray,
    gradient: np.ndarray,
    directions: int = 3,
    step: float = 1e-5,
) -> float:
    """Largest error of a gradient along random directions, relative to the gradient's length.

    A direction with no zero entry sees an error in any entry of the gradient.
    """
    rng = np.random.default_rng(0)
    length = np.sqrt(np.sum(np.square(gradient)))
    errors = []
    for _ in range(directions):
        direction = rng.normal(size=value.shape)
        above, below = function(value + step * direction), function(value - step * direction)
        error = abs((above - below) / (2 * step) - np.sum(gradient * direction))
        errors.append(error / max(length, 1e-3))
    return max(errors)
