"""Measures of what a value of a map can see of the image, and who sees a pixel."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.studies.measures.sizes import rows_named

_IMAGES = 32


def receptive_field(arm: Arm, layer: str) -> float:
    """How many pixels in a row a value of a layer's map sees, by the kernels and strides before it.

    r_out = r_in + (k - 1) j_in,   j_out = s j_in,   r = j = 1 at the input

    with k the kernel and s the stride of each layer on the way. It may reach beyond the image.

    Args:
        arm: of the model.
        layer: the name of one that puts out a map.
    """
    field = rows_named(arm, layer)[0].receptive_field
    if field is None:
        raise UserError(f"the receptive field of `{layer}` is not known")
    return float(field.size[0] if field.size else _shape(arm)[0])  # none: it sees all


def receptive_field_by_gradient(arm: Arm, layer: str) -> float:
    """How many pixels in a row change the value in the middle of a layer's map.

    The rows of the image at which  d y / d x  is not 0 for any of 32 random images, with y the sum
    over the channels in the middle of the map. It ends at the image's edges.

    Args:
        arm: of the model.
        layer: the name of one that puts out a map.
    """
    import tensorflow as tf

    part, images = _up_to(arm, layer), tf.constant(_images(arm))
    with tf.GradientTape() as tape:
        tape.watch(images)
        outputs = part(images, training=False)
        middle = outputs[:, outputs.shape[1] // 2, outputs.shape[2] // 2]
    slopes = np.abs(tape.gradient(middle, images).numpy())
    rows = np.flatnonzero(slopes.max(axis=(0, 2, 3)))
    return float(rows[-1] - rows[0] + 1) if len(rows) else 0.0


def places_that_see(arm: Arm, layer: str, row: int, column: int) -> float:
    """How many places of a layer's map change where one pixel of the image does.

    Counted over 32 random images, to whose pixel 1 is added.

    Args:
        arm: of the model.
        layer: the name of one that puts out a map.
        row, column: of the pixel, from 0.
    """
    part, images = _up_to(arm, layer), _images(arm)
    changed = images.copy()
    changed[:, int(row), int(column)] += 1.0
    pair = [np.asarray(part(one, training=False)) for one in (images, changed)]
    return float(np.count_nonzero((pair[0] != pair[1]).any(axis=(0, 3))))


def _up_to(arm: Arm, layer: str) -> Any:
    """The model up to a layer."""
    import keras

    rows_named(arm, layer)
    model = arm.initial_model
    outputs = model.get_layer(layer).output
    if len(outputs.shape) != 4:
        raise UserError(f"`{layer}` puts out {outputs.shape[1:]}, which is no map")
    return keras.Model(model.input, outputs)


def _shape(arm: Arm) -> tuple[int, ...]:
    return tuple(arm.initial_model.input_shape[1:])


def _images(arm: Arm) -> np.ndarray:
    """Random pixels: a photograph's flat ground would hide what depends on it."""
    generator = np.random.default_rng([arm.seed, 0xF1E1D])
    return generator.normal(size=(_IMAGES, *_shape(arm))).astype(np.float32)
