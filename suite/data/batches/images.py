"""What the augmentations share: checks and types of batches of images."""

from __future__ import annotations

import tensorflow as tf


def check_images(images: tf.Tensor) -> None:
    """Refuse anything but a batch of images (B, H, W, C).

    Raises:
        ValueError: the inputs have another rank, as feature vectors have.
    """
    if len(images.shape) != 4:
        raise ValueError(
            "Argument `images` must be of shape (batch, height, width, channels). "
            f"Received: images.shape={images.shape}"
        )


def batch_length(images: tf.Tensor) -> int | tf.Tensor:
    """Number of images, static where it is known."""
    return tf.shape(images)[0] if images.shape[0] is None else images.shape[0]


def to_type(values: tf.Tensor, dtype: tf.DType) -> tf.Tensor:
    """Float values as `dtype`: rounded and clipped to 0..255 for uint8, unchanged for floats."""
    if dtype.is_integer:
        values = tf.clip_by_value(tf.round(values), dtype.min, dtype.max)
    return tf.cast(values, dtype)


def mirrored(images: tf.Tensor, which: tf.Tensor, axis: int) -> tf.Tensor:
    """Images of a batch reversed along an axis, those where `which`, (B,) of 0 and 1, is 1."""
    size, (height, width, channels) = batch_length(images), images.shape[1:]
    chosen = tf.where(which > 0)[:, 0]
    # Of three axes, the last of them colors, TensorFlow reverses the middle one pixel by pixel;
    # of four it takes five times as long.
    flat = [-1, width, channels] if axis == 2 else [-1, height, width * channels]
    some = tf.reverse(tf.reshape(tf.gather(images, chosen), flat), [1])
    some = tf.reshape(some, [-1, height, width, channels])
    # Of two images for one place the later one counts.
    places = [tf.range(size), tf.cast(chosen, tf.int32)]
    return tf.ensure_shape(tf.dynamic_stitch(places, [images, some]), images.shape)
