"""Piecewise constant learning rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from suite.number_checks import is_whole
from suite.tensors import Tensor


def _piecewise(step: Tensor, boundaries: Tensor, values: Tensor) -> Tensor:
    """Value of the piece that `step` lies in; a boundary belongs to the piece it opens."""
    opened = ops.expand_dims(step, -1) >= boundaries
    return ops.take(values, ops.sum(ops.cast(opened, "int32"), axis=-1))


@keras.saving.register_keras_serializable(package="suite")
class Piecewise(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate that is constant between given steps (step decay by hand).

    eta(t) = values[i] for boundaries[i-1] <= t < boundaries[i], with t the step. So `[82ep]` holds
    the first value for exactly 82 epochs. (Keras's PiecewiseConstantDecay changes one step later:
    there the boundary still has the earlier value.)

    Args:
        boundaries: steps at which the next value begins, at least 1 and strictly increasing; may
            be empty.
        values: learning rates, at least 0, one more than `boundaries`.

    Raises:
        ValueError: if the lengths do not fit, `boundaries` do not increase or a value is negative.

    Example:
        >>> rate = Piecewise([100, 200], [0.5, 0.25, 0.125])
        >>> [float(rate(step)) for step in (99, 100, 200)]
        [0.5, 0.25, 0.125]

    Reference: He et al., 2015, Deep Residual Learning for Image Recognition (section 4.2).

    Topic: optim/schedules
    """

    def __init__(self, boundaries: Sequence[int], values: Sequence[float]) -> None:
        boundaries, values = list(boundaries), list(values)
        increasing = all(a < b for a, b in zip([0, *boundaries], boundaries, strict=False))
        if not (increasing and all(map(is_whole, boundaries))):
            raise ValueError(
                "Argument `boundaries` must be whole steps, at least 1 and strictly increasing. "
                f"Received: boundaries={boundaries}"
            )
        if len(values) != len(boundaries) + 1:
            raise ValueError(
                f"Argument `values` must have {len(boundaries) + 1} elements, one more than "
                f"`boundaries`. Received: values={values}"
            )
        if not all(0 <= value < math.inf for value in values):
            raise ValueError(
                f"Argument `values` must be finite and at least 0. Received: values={values}"
            )
        self.boundaries = [int(b) for b in boundaries]
        self.values = [float(v) for v in values]

    def __call__(self, step: Tensor) -> Tensor:
        step = ops.cast(step, "int")
        boundaries = ops.convert_to_tensor(self.boundaries, step.dtype)
        return _piecewise(step, boundaries, ops.convert_to_tensor(self.values, "float32"))

    def get_config(self) -> dict[str, Any]:
        return {"boundaries": self.boundaries, "values": self.values}
