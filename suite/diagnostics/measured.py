"""What diagnostics have reported, as plain numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

# Of one diagnostic, by what it calls them.
Measured = dict[str, float | list[Any]]


def plain(value: Any) -> float | list[Any]:
    """A reported value as a number or a list.

    Raises:
        TypeError: it is neither a number nor an array of numbers.
    """
    # Reading a variable this way combines the replicas; NumPy alone cannot.
    array = np.asarray(value.numpy() if isinstance(value, tf.Variable) else value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"report() must give numbers or arrays of numbers. Received: {value!r}")
    return float(array) if array.ndim == 0 else array.tolist()


def scalars(measured: dict[str, Measured]) -> dict[str, float]:
    """What reaches the callbacks' logs: `dead_neurons/conv3` -> number."""
    return {
        f"{name}/{key}": value
        for name, values in measured.items()
        for key, value in values.items()
        if isinstance(value, float)
    }
