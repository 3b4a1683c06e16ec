"""Mirror images at random."""

from __future__ import annotations

import tensorflow as tf

from suite.data.batches.augmentation import PerSample
from suite.data.batches.images import mirrored


class RandomFlip(PerSample):
    """Mirrors every image with probability 1/2, on its own draw.

    Args:
        horizontal: swap left and right.
        vertical: swap top and bottom, with a second draw.

    Shapes:
        images: (B, H, W, C), any type, kept.

    Raises:
        ValueError: neither direction is on, or the inputs are not images.

    Example:
        >>> images = np.arange(2).reshape(1, 1, 2, 1).repeat(100, axis=0)
        >>> flipped, _ = RandomFlip()(images, [0] * 100, [1, 2])
        >>> bool(0.3 < np.mean(flipped[:, 0, 0, 0]) < 0.7)  # about half of them
        True

    Topic: data/augmentation
    """

    mixes_labels = False

    def __init__(self, horizontal: bool = True, vertical: bool = False):
        if not (horizontal or vertical):
            raise ValueError(
                "Argument `horizontal` or `vertical` must be true. "
                f"Received: horizontal={horizontal}, vertical={vertical}"
            )
        self.axes = [axis for axis, on in ((2, horizontal), (1, vertical)) if on]

    def draw(
        self, seed: tf.Tensor, size: int | tf.Tensor, shape: tf.TensorShape
    ) -> list[tf.Tensor]:
        keys = tf.random.experimental.stateless_split(seed, 2)
        return [
            tf.random.stateless_uniform([size], keys[axis - 1], 0, 2, dtype=tf.int32)
            for axis in self.axes
        ]

    def apply(
        self, images: tf.Tensor, labels: tf.Tensor, draws: list[tf.Tensor]
    ) -> tuple[tf.Tensor, tf.Tensor]:
        for axis, flipped in zip(self.axes, draws, strict=True):
            images = mirrored(images, flipped, axis)
        return images, labels
