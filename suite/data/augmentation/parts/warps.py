"""Shears, translations and rotations, a different one for each image of a batch."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow as tf


def warp(
    images: tf.Tensor,
    shear_x: tf.Tensor,
    shear_y: tf.Tensor,
    translate_x: tf.Tensor,
    translate_y: tf.Tensor,
    angle: tf.Tensor,
    fill: float | Sequence[float],
) -> tf.Tensor:
    """Images of which each is changed by one of five amounts; the other four are 0.

    The new pixel at (x, y) is the nearest one of the old image to

        (x + shear_x (y + 1/2) - translate_x,  y + shear_y (x + 1/2) - translate_y)

    or, about the image's center, to

        (x cos angle - y sin angle,  x sin angle + y cos angle)

    Args:
        images: uint8, of shape (B, H, W, C).
        shear_x: pixels to the side for each pixel down, (B,); `shear_y` the other way round.
        translate_x: whole pixels to the right, (B,); `translate_y` down.
        angle: counter-clockwise, in radians, (B,).
        fill: what lies outside of the old image; one value, or one for each channel.
    """
    _, height, width, channels = images.shape
    x, y = (width - 1) / 2, (height - 1) / 2
    cos, sin, zero = tf.cos(angle), tf.sin(angle), tf.zeros_like(angle)
    across = shear_x / 2 - translate_x + x - x * cos + y * sin
    down = shear_y / 2 - translate_y + y - x * sin - y * cos
    matrix = tf.stack([cos, shear_x - sin, across, shear_y + sin, cos, down, zero, zero], axis=1)
    values = [fill] if isinstance(fill, (int, float)) else list(fill)
    if len(set(values)) == 1:
        return _nearest(images, matrix, values[0])
    covered = tf.ones([*tf.unstack(tf.shape(images)[:3]), 1], images.dtype)
    moved = _nearest(tf.concat([images, covered], axis=3), matrix, 0)
    outside = 1 - moved[..., channels:]
    return moved[..., :channels] + outside * tf.constant(values, images.dtype)


def _nearest(images: tf.Tensor, matrix: tf.Tensor, fill: float) -> tf.Tensor:
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=matrix,
        output_shape=images.shape[1:3],
        fill_value=float(fill),
        interpolation="NEAREST",
        fill_mode="CONSTANT",
    )
