"""Class numbers as labels: where they stand among the scores."""

from __future__ import annotations

import math

import keras
from keras import ops

from suite.tensors import Tensor


def class_mask(labels: Tensor, scores: Tensor) -> Tensor:
    """A mask like the scores, true at each sample's class; all false where that is no class.

    Args:
        labels: class numbers (batch, ...) or (batch, ..., 1), of any type.
        scores: (batch, ..., C).

    Raises:
        ValueError: where the shapes do not fit.
    """
    shape = tuple(labels.shape)
    if len(shape) == len(scores.shape) and shape[-1] == 1:
        labels, shape = ops.squeeze(labels, -1), shape[:-1]
    sides = zip(shape, scores.shape, strict=False)
    equal = all(a is None or b is None or a == b for a, b in sides)
    if len(shape) != len(scores.shape) - 1 or not equal:
        raise ValueError(
            "Argument `y_true` must hold a class number for each sample of `y_pred`. "
            f"Received shapes: y_true {tuple(labels.shape)}, y_pred {tuple(scores.shape)}"
        )
    numbers = ops.arange(scores.shape[-1], dtype="float32")
    return ops.equal(ops.expand_dims(ops.cast(labels, "float32"), -1), numbers)


def score_of_class(mask: Tensor, scores: Tensor) -> Tensor:
    """Each sample's score at the class that the mask tells; NaN where the label is no class.

    A masked sum: its gradient is a selection, deterministic on every device.
    """
    picked = ops.sum(ops.where(mask, scores, ops.zeros_like(scores)), axis=-1)
    return ops.where(ops.any(mask, axis=-1), picked, math.nan)


def in_full_precision(scores: Tensor) -> Tensor:
    """Scores in float32 at least: half precision rounds and overflows under the exponential."""
    dtype = keras.backend.result_type(scores.dtype, "float32")
    return ops.cast(scores, dtype)
