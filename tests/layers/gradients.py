"""Centred differences, the slow and obvious twin of automatic differentiation."""

from __future__ import annotations

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
