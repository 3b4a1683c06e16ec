"""Brightness, contrast, sharpness and the like of bytes, as torchvision and Pillow define them.

All of them are of whole batches (B, H, W, C) of uint8 with 1 or 3 channels. What is computed in
float is clipped to 0..255 and cut off, not rounded, as in both libraries.
"""

from __future__ import annotations

import tensorflow as tf

LEVELS = 256
# The luma that torchvision takes (ITU-R BT.601, four digits).
_LUMA = (0.2989, 0.587, 0.114)


def blend_tones(
    images: tf.Tensor, factor: tf.Tensor, brightness: tf.Tensor, contrast: tf.Tensor
) -> tf.Tensor:
    """Each image away from another one: f x + (1 - f) other.

    Args:
        images: the batch.
        factor: f, (B,); 1 leaves an image as it is.
        brightness: where the other is black, (B,) of bool.
        contrast: where it is gray everywhere, at the mean of the image. Elsewhere it is the image
            without its colors, by which f is the saturation.
    """
    pixels = tf.cast(images, tf.float32)
    f, black, even = (each[:, None, None, None] for each in (factor, brightness, contrast))
    if images.shape[3] == 1:
        gray = pixels
        f = tf.where(black | even, f, 1.0)  # no colors, no saturation
    else:
        # Summed one after the other: a product of matrices may round each pixel in its own way,
        # depending on where in the batch it lies.
        red, green, blue = (w * pixels[..., c, None] for c, w in enumerate(_LUMA))
        gray = tf.floor(red + green + blue)
    mean = tf.reduce_mean(gray, axis=[1, 2, 3], keepdims=True)
    # A sum of what is 0 but for one of them, so that the only array of full size is the gray one.
    other = gray * tf.cast(~(black | even), tf.float32) + mean * tf.cast(even, tf.float32)
    return _bytes(f * pixels + (1.0 - f) * other)


def sharpen(images: tf.Tensor, factor: tf.Tensor) -> tf.Tensor:
    """Each image away from its smoothed version, by f as above; the border stays.

    Smoothed is the mean of a pixel and its eight neighbors, in which it counts five times.
    """
    _, height, width, _ = images.shape
    if min(height, width) <= 2:
        return images
    wide = tf.cast(images, tf.int16)
    rows = wide[:, :-2] + wide[:, 1:-1] + wide[:, 2:]
    box = rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:]
    center = wide[:, 1:-1, 1:-1]
    smooth = tf.round(tf.cast(box + 4 * center, tf.float32) / 13.0)
    pixels = tf.cast(center, tf.float32)
    inner = _bytes(pixels + (1.0 - factor)[:, None, None, None] * (smooth - pixels))
    middle = images[:, 1:-1]
    middle = tf.concat([middle[:, :, :1], inner, middle[:, :, -1:]], axis=2)
    return tf.concat([images[:, :1], middle, images[:, -1:]], axis=1)


def posterize(images: tf.Tensor, bits: int) -> tf.Tensor:
    """The upper bits alone; from 0 to 8 of them."""
    return tf.bitwise.bitwise_and(
        images, tf.constant((LEVELS - 1) >> bits ^ (LEVELS - 1), images.dtype)
    )


def solarize(images: tf.Tensor, threshold: float) -> tf.Tensor:
    """255 - x where x is at least the threshold, from 0 to 255."""
    at_least = tf.constant(-int(-threshold // 1), images.dtype)
    # 255 - x is x with all bits turned; ten times as fast as tf.where is on bytes.
    turned = (LEVELS - 1) * tf.cast(images >= at_least, images.dtype)
    return tf.bitwise.bitwise_xor(images, turned)


def autocontrast(images: tf.Tensor) -> tf.Tensor:
    """Each channel of each image stretched to 0..255; one of a single value stays."""
    _, height, width, channels = images.shape
    lines = tf.reshape(images, [-1, height, width * channels])
    # First over rows, whose values lie side by side: at once it takes several times as long.
    least, most = (
        tf.cast(of(tf.reshape(of(lines, axis=1), [-1, width, channels]), axis=1), tf.float32)
        for of in (tf.reduce_min, tf.reduce_max)
    )
    flat = tf.equal(least, most)
    scale = tf.where(flat, 1.0, (most - least) * (1.0 / (LEVELS - 1)))
    least, scale = (
        tf.tile(each, [1, width])[:, None] for each in (tf.where(flat, 0.0, least), scale)
    )
    return tf.reshape(_bytes((tf.cast(lines, tf.float32) - least) / scale), tf.shape(images))


def equalize(images: tf.Tensor) -> tf.Tensor:
    """Each channel of each image with as even a histogram as a table of values can make it.

    Level v becomes (N(< v) + s // 2) // s, with N(< v) the number of pixels below it and s a 255th
    of the pixels below the highest level that occurs. Where s is 0, the channel stays.
    """
    _, _, width, channels = images.shape
    size = tf.shape(images)[0]
    # The place of each value among the levels of all channels of its image.
    first = tf.tile(LEVELS * tf.range(channels), [width])
    places = tf.cast(tf.reshape(images, [-1, width * channels]), tf.int32) + first
    places = tf.reshape(places, [size, -1])
    levels = LEVELS * channels
    counts = tf.math.bincount(places, minlength=levels, maxlength=levels, axis=-1)
    table = tf.reshape(_equalizing(tf.reshape(counts, [size, channels, LEVELS])), [size, -1])
    return tf.reshape(tf.gather(table, places, batch_dims=1), tf.shape(images))


def _equalizing(counts: tf.Tensor) -> tf.Tensor:
    """A table of new levels for each histogram (B, C, 256), as bytes."""
    up_to = tf.cumsum(counts, axis=2)
    pixels = up_to[..., -1:]
    below_highest = tf.reduce_max(tf.where(up_to < pixels, up_to, 0), axis=2, keepdims=True)
    step = below_highest // (LEVELS - 1)
    below = up_to - counts
    table = tf.minimum((below + step // 2) // tf.maximum(step, 1), LEVELS - 1)
    return tf.cast(tf.where(step > 0, table, tf.range(LEVELS)), tf.uint8)


def _bytes(values: tf.Tensor) -> tf.Tensor:
    return tf.cast(tf.clip_by_value(values, 0.0, LEVELS - 1.0), tf.uint8)
