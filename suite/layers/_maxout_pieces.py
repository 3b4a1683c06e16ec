"""What the maxout layers share: several affine maps in one, of which the largest counts."""

from __future__ import annotations

import functools
from typing import Any

import keras

from suite.tensors import Tensor

_OF_THE_AFFINE_MAP = (
    "use_bias",
    "kernel_initializer",
    "bias_initializer",
    "kernel_regularizer",
    "bias_regularizer",
    "kernel_constraint",
    "bias_constraint",
)


def largest(z: Tensor, pieces: int) -> Tensor:
    """max_j z_j, the pieces lying one behind the other on the last axis."""
    return functools.reduce(keras.ops.maximum, keras.ops.split(z, pieces, axis=-1))


def check_integer(least: int, **values: Any) -> None:
    """Refuse anything but an integer of at least so much, by its argument's name."""
    for name, value in values.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ValueError(
                f"Argument `{name}` must be an integer >= {least}. Received: {name}={value}"
            )


def affine_config(affine: keras.layers.Layer) -> dict[str, Any]:
    """The arguments that a maxout layer hands on to its affine map."""
    config = affine.get_config()
    return {name: config[name] for name in _OF_THE_AFFINE_MAP}
