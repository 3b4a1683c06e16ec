"""The part of the input that one value of a feature map can see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras

from suite.layers.squeeze_excite import SqueezeExcite
from suite.summary.graph import Call
from suite.summary.multiply_adds import CONVOLUTIONS, unwrapped

_POOLS = (
    keras.layers.MaxPooling1D,
    keras.layers.MaxPooling2D,
    keras.layers.MaxPooling3D,
    keras.layers.AveragePooling1D,
    keras.layers.AveragePooling2D,
    keras.layers.AveragePooling3D,
)
_SHIFTS = (
    keras.layers.ZeroPadding1D,
    keras.layers.ZeroPadding2D,
    keras.layers.ZeroPadding3D,
    keras.layers.Cropping1D,
    keras.layers.Cropping2D,
    keras.layers.Cropping3D,
)
_GLOBAL = (
    keras.layers.Flatten,
    keras.layers.MultiHeadAttention,
    keras.layers.RNN,
    SqueezeExcite,
)


@dataclass(frozen=True)
class ReceptiveField:
    """Extent in input pixels along each spatial axis.

    Args:
        size: Pixels that one value depends on, padding included; empty where it sees all.
        jump: Input pixels between the centers of two neighboring values.

    Example:
        >>> ReceptiveField(size=(3, 3), jump=(1, 1)).size
        (3, 3)
    """

    size: tuple[int, ...]
    jump: tuple[int, ...]


WHOLE = ReceptiveField((), ())


def receptive_field(call: Call, inputs: Sequence[ReceptiveField | None]) -> ReceptiveField | None:
    """The receptive field after a call, given those of its inputs; None where it is unknown.

    r_out = r_in + (k - 1) d j_in,   j_out = s j_in,   r = j = 1 at the input

    with r the size, j the jump, k the kernel or pool, d its dilation and s its stride. Where
    branches meet, the largest holds. After a flattening or global pool a value sees the whole input
    (so does a map that a squeeze-and-excitation gate has scaled). Layers that keep the size of
    the map count as element-wise; a norm's own statistics are left out.

    Topic: models/cnn

    Example:
        >>> from suite.summary.graph import calls
        >>> model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3, strides=2)])
        >>> receptive_field(calls(model)[1], [ReceptiveField((1, 1), (1, 1))])
        ReceptiveField(size=(3, 3), jump=(2, 2))
    """
    layer = unwrapped(call.layer)
    if len(call.output_shape) < 3 or isinstance(layer, _GLOBAL):
        return WHOLE
    if not call.inputs:
        return ReceptiveField(*[(1,) * (len(call.output_shape) - 2)] * 2)
    field = _merged(inputs)
    if field is None or field == WHOLE:
        return field
    window = _window(layer)
    if window is not None:
        return _through(field, *window)
    same_size = all(shape[1:-1] == call.output_shape[1:-1] for shape in call.input_shapes)
    return field if same_size or isinstance(layer, _SHIFTS) else None


def _merged(fields: Sequence[ReceptiveField | None]) -> ReceptiveField | None:
    if WHOLE in fields:
        return WHOLE
    known = [field for field in fields if field is not None]
    if len(known) < len(fields) or len({len(field.size) for field in known}) > 1:
        return None
    sizes = zip(*(field.size for field in known), strict=True)
    jumps = zip(*(field.jump for field in known), strict=True)
    return ReceptiveField(tuple(map(max, sizes)), tuple(map(max, jumps)))


def _window(layer: Any) -> tuple[Sequence[int], Sequence[int], Sequence[int]] | None:
    """Kernel size, strides and dilation."""
    if isinstance(layer, CONVOLUTIONS):
        return layer.kernel_size, layer.strides, layer.dilation_rate
    if isinstance(layer, _POOLS):
        return _pair(layer.pool_size), _pair(layer.strides), (1,) * len(_pair(layer.pool_size))
    return None


def _pair(value: int | Sequence[int]) -> Sequence[int]:
    return (value,) if isinstance(value, int) else value


def _through(
    field: ReceptiveField, kernel: Sequence[int], strides: Sequence[int], dilation: Sequence[int]
) -> ReceptiveField:
    size = [
        r + (k - 1) * d * j
        for r, j, k, d in zip(field.size, field.jump, kernel, dilation, strict=True)
    ]
    jump = [j * s for j, s in zip(field.jump, strides, strict=True)]
    return ReceptiveField(tuple(size), tuple(jump))
