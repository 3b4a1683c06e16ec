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
    rotate: tf.Tensor,
    fill: int | Sequence[int],
) -> tf.Tensor:
    """Images of which each is changed by one of five amounts; the other four are 0.

    The new pixel at (x, y) is the nearest one of the old image to

        (x + shear_x (y + 1/2) - translate_x,  y + shear_y (x + 1/2) - translate_y)

    or, about the center, to (x cos t - y sin t, x sin t + y cos t).

    Args:
        images: uint8, of shape (B, H, W, C).
        shear_x: pixels to the side for each pixel down, (B,); `shear_y` the other way round.
        translate_x: whole pixels to the right, (B,); `translate_y` down.
        rotate: t, counter-clockwise, in radians, (B,).
        fill: what lies outside of the old image; one value, or one for each channel.
    """
    _, height, width, channels = images.shape
    x, y = (width - 1) / 2, (height - 1) / 2
    cos, sin = tf.cos(rotate), tf.sin(rotate)
    across = shear_x / 2 - translate_x + x - x * cos + y * sin
    down = shear_y / 2 - translate_y + y - x * sin - y * cos
    columns = _nearest(cos, shear_x - sin, across, height, width, width)
    rows = _nearest(shear_y + sin, cos, down, height, width, height)
    places = tf.reshape(rows * (width + 2) + columns, [-1, height * width])
    color = tf.constant(fill, images.dtype)
    # Bytes wrap around, so that a border of 0 is one of the color in the end.
    framed = tf.pad(images - color, [[0, 0], [1, 1], [1, 1], [0, 0]]) + color
    framed = tf.reshape(framed, [-1, (height + 2) * (width + 2), channels])
    # By pixels; tf.raw_ops.ImageProjectiveTransformV3 takes twice as long, channel by channel.
    moved = tf.gather(framed, places, batch_dims=1)
    return tf.reshape(moved, tf.shape(images))


def _nearest(
    by_x: tf.Tensor, by_y: tf.Tensor, offset: tf.Tensor, height: int, width: int, length: int
) -> tf.Tensor:
    """by_x x + by_y y + offset for each pixel of each image, rounded to a place in a frame of one
    pixel, of shape (B, H, W); what lies outside of 0..length - 1 is put on the frame."""
    x, y = tf.range(width, dtype=tf.float32), tf.range(height, dtype=tf.float32)
    lines = by_y[:, None] * y + offset[:, None] + 1.5
    exact = (by_x[:, None] * x)[:, None, :] + lines[:, :, None]
    return tf.cast(tf.clip_by_value(exact, 0.0, length + 1.0), tf.int32)
