"""What the optimizers ask of their arguments and of their gradients."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from suite.number_checks import check_not_negative, is_number
from suite.tensors import Tensor


def checked_rate(learning_rate: Any) -> Any:
    """A number as a float; a schedule, a function or a saved configuration as it is.

    Raises:
        ValueError: for a negative or infinite number.
    """
    if not is_number(learning_rate):
        return learning_rate
    check_not_negative(learning_rate=learning_rate)
    return float(learning_rate)


def dense_gradient(gradient: Tensor, variable: keras.Variable) -> Tensor:
    """The gradient of every weight; an embedding hands in only the rows that it used."""
    zeros = ops.zeros_like(ops.convert_to_tensor(variable))
    return ops.add(zeros, ops.cast(gradient, variable.dtype))
