"""From an image of any size to a sample: a window of it, resized."""

from __future__ import annotations

from collections.abc import Callable

import tensorflow as tf

# Of draws and of the images' sizes (B, 2): windows (B, 4) of top, left, height and width.
Boxes = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]


def center_boxes(sizes: tf.Tensor, size: tuple[int, int], share: float) -> tf.Tensor:
    """The window in the middle of each image, of the samples' aspect ratio.

    To cut it out and resize it is what "resize the short side, then crop the middle" does, without
    the pixels that nobody will see.

    Args:
        sizes: height and width of each image, shape (B, 2).
        size: of the samples, height and width.
        share: of the largest such window, along each side; in (0, 1].

    Shapes:
        returns: (B, 4), int32, of top, left, height and width.

    Example:
        >>> center_boxes([[100, 200]], (50, 50), 0.5).numpy().tolist()
        [[25, 75, 50, 50]]
    """
    sizes = tf.cast(sizes, tf.float64)
    wanted = tf.constant(size, tf.float64)
    factor = tf.reduce_min(sizes / wanted, axis=1, keepdims=True)
    window = tf.clip_by_value(tf.round(wanted * factor * share), 1.0, sizes)
    place = tf.round((sizes - window) / 2)
    return tf.cast(tf.concat([place, window], axis=1), tf.int32)


def cut_out(image: tf.Tensor, box: tf.Tensor) -> tf.Tensor:
    """A window of an image; box: top, left, height and width."""
    top, left, height, width = tf.unstack(box)
    return image[top : top + height, left : left + width]


def shrinks(boxes: tf.Tensor, size: tuple[int, int]) -> tf.Tensor:
    """Of each window whether it has to shrink to less than half; (B, 4) -> (B,), bool."""
    return tf.reduce_any(boxes[:, 2:] > 2 * tf.constant(size), axis=1)


def resized(image: tf.Tensor, size: tuple[int, int], averages: bool) -> tf.Tensor:
    """An image in another size, uint8.

    Args:
        image: (height, width, C), uint8.
        size: new height and width.
        averages: whether all pixels count, as they must where it shrinks by much: each new one is
            the mean of the area that it covers. Otherwise bilinear, of the four pixels around it.
    """
    if averages:  # at a third of what `tf.image.resize(antialias=True)` takes
        pixels = tf.raw_ops.ResizeArea(images=image[None], size=size)[0]
    else:  # what tf.image.resize does, without its checks, which take a tenth of the time
        pixels = tf.raw_ops.ResizeBilinear(images=image[None], size=size, half_pixel_centers=True)[
            0
        ]
    return tf.cast(tf.round(pixels), tf.uint8)
