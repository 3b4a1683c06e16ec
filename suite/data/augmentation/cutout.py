"""Black out a square of every image."""

from __future__ import annotations

import tensorflow as tf

from suite.data.batches.augmentation import PerSample


class Cutout(PerSample):
    """Sets a square at a random place of every image to 0.

    The square's center is uniform over the pixels, drawn for each image; what reaches beyond the
    border is cut off, so that the blacked-out part may be smaller.

    Args:
        size: side of the square in pixels, >= 1; 16 is the paper's choice for CIFAR-10.

    Shapes:
        images: (B, H, W, C), any type, kept.

    Raises:
        ValueError: `size` is out of its range, or the inputs are not images.

    Example:
        >>> images, _ = Cutout(size=1)(np.ones((2, 4, 4, 1), np.uint8), [0, 1], [1, 2])
        >>> np.sum(images, axis=(1, 2, 3)).tolist()
        [15, 15]

    Reference: DeVries and Taylor, 2017, Improved Regularization of Convolutional Neural Networks
    with Cutout.
    Topic: data/augmentation
    """

    mixes_labels = False

    def __init__(self, size: int = 8):
        if size < 1:
            raise ValueError(f"Argument `size` must be >= 1. Received: size={size}")
        self.size = size

    def draw(
        self, seed: tf.Tensor, size: int | tf.Tensor, shape: tf.TensorShape
    ) -> tuple[tf.Tensor, tf.Tensor]:
        height, width, _ = shape
        keys = tf.random.experimental.stateless_split(seed, 2)
        rows = self._outside(size, height, keys[0])
        return rows, self._outside(size, width, keys[1])

    def apply(
        self, images: tf.Tensor, labels: tf.Tensor, draws: tuple[tf.Tensor, tf.Tensor]
    ) -> tuple[tf.Tensor, tf.Tensor]:
        rows, columns = draws
        kept = tf.cast(rows[:, :, None] | columns[:, None, :], images.dtype)
        return images * kept[..., None], labels

    def _outside(self, count: int | tf.Tensor, length: int, seed: tf.Tensor) -> tf.Tensor:
        """Which of `length` positions lie outside the square, of shape (count, length)."""
        start = tf.random.stateless_uniform([count, 1], seed, 0, length, dtype=tf.int32)
        start -= self.size // 2
        position = tf.range(length)
        return (position < start) | (position >= start + self.size)
