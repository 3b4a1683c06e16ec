"""What the optimizers ask of their arguments and of their gradients."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

from keras import ops


def checked_rate(learning_rate: Any) -> Any:
    """A number as a float; a schedule, a function or a saved configuration as it is.

    Raises:
        ValueError: for a negative or infinite number.
    """
    if not isinstance(learning_rate, Real):
        return learning_rate
    if not 0 <= learning_rate < math.inf:
        raise ValueError(
            "Argument `learning_rate` must be finite and at least 0. "
            f"Received: learning_rate={learning_rate}"
        )
    return float(learning_rate)


def check_not_negative(**values: float) -> None:
    """Refuse a negative or infinite value, by its argument's name."""
    for name, value in values.items():
        if not 0 <= value < math.inf:
            raise ValueError(
                f"Argument `{name}` must be finite and at least 0. Received: {name}={value}"
            )


def check_positive(**values: float) -> None:
    """Refuse a value that is not positive and finite, by its argument's name."""
    for name, value in values.items():
        if not 0 < value < math.inf:
            raise ValueError(
                f"Argument `{name}` must be finite and positive. Received: {name}={value}"
            )


def check_count(**values: int) -> None:
    """Refuse what is not a whole number of at least 1, by its argument's name."""
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValueError(
                f"Argument `{name}` must be a whole number of at least 1. Received: {name}={value}"
            )


def dense_gradient(gradient, variable):
    """The gradient of every weight; an embedding hands in only the rows that it used."""
    zeros = ops.zeros_like(ops.convert_to_tensor(variable))
    return ops.add(zeros, ops.cast(gradient, variable.dtype))
