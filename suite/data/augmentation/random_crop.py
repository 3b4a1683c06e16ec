"""Shift images at random, as padding and cropping does."""

from __future__ import annotations

from typing import Literal

import tensorflow as tf

from suite.data.batches.augmentation import PerSample


class RandomCrop(PerSample):
    """Pads every image on all sides and cuts a window of the old size at a random place.

    With padding p, row and column offset of the window are uniform on {0, ..., 2p}, drawn for each
    image.

    Args:
        padding: pixels on each side, >= 1.
        mode: `constant` pads with 0 (black), `reflect` mirrors the image at its border (then
            `padding` must be smaller than height and width).

    Shapes:
        images: (B, H, W, C), any type, kept.

    Raises:
        ValueError: an argument is out of its range, or the inputs are not images.

    Example:
        >>> images = np.ones((3, 8, 8, 1), np.uint8)
        >>> moved, _ = RandomCrop(padding=1)(images, [0, 1, 2], [1, 2])
        >>> tuple(moved.shape), bool(np.all(moved[:, 1:-1, 1:-1] == 1))
        ((3, 8, 8, 1), True)

    Reference: He et al., 2015, Deep Residual Learning for Image Recognition (section 4.2).
    Topic: data/augmentation
    """

    mixes_labels = False

    def __init__(self, padding: int = 4, mode: Literal["constant", "reflect"] = "constant"):
        if padding < 1:
            raise ValueError(f"Argument `padding` must be >= 1. Received: padding={padding}")
        if mode not in ("constant", "reflect"):
            raise ValueError(
                f"Argument `mode` must be 'constant' or 'reflect'. Received: mode={mode!r}"
            )
        self.padding = padding
        self.mode = mode

    def draw(self, seed: tf.Tensor, size: int | tf.Tensor, shape: tf.TensorShape) -> tf.Tensor:
        height, width, _ = shape
        if self.mode == "reflect" and self.padding >= min(height, width):
            raise ValueError(
                f"Argument `padding` must be smaller than the images ({height}x{width}) in mode "
                f"'reflect'. Received: padding={self.padding}"
            )
        places = 2 * self.padding + 1
        return tf.random.stateless_uniform([size, 2], seed, 0, places, dtype=tf.int32)

    def apply(
        self, images: tf.Tensor, labels: tf.Tensor, draws: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        _, height, width, _ = images.shape
        pad = self.padding
        padded = tf.pad(images, [[0, 0], [pad, pad], [pad, pad], [0, 0]], mode=self.mode.upper())
        rows = draws[:, :1] + tf.range(height)
        padded = tf.gather(padded, rows, axis=1, batch_dims=1)
        return _cut_columns(padded, draws[:, 1], width, 2 * pad + 1), labels


def _cut_columns(images: tf.Tensor, offsets: tf.Tensor, width: int, count: int) -> tf.Tensor:
    """Columns offset ... offset + width - 1 of each image.

    Images with the same offset are cut together by one slice, which copies whole rows; gathering
    pixel by pixel takes twice as long.
    """
    groups = tf.dynamic_partition(tf.range(tf.shape(offsets)[0]), offsets, count)
    cut = [
        tf.gather(images, group)[:, :, start : start + width] for start, group in enumerate(groups)
    ]
    back = tf.math.invert_permutation(tf.concat(groups, axis=0))
    result = tf.gather(tf.concat(cut, axis=0), back)
    return tf.ensure_shape(result, [images.shape[0], *result.shape[1:]])
