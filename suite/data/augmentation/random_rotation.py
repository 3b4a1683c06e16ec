"""Turn images at random."""

from __future__ import annotations

import math

import tensorflow as tf

from suite.data.batches.augmentation import PerSample
from suite.data.batches.images import to_type


class RandomRotation(PerSample):
    """Turns every image about its center by a random angle.

    With t ~ U(-degrees, degrees) for each image and coordinates about the center, the new pixel at
    (x, y) is read from the old image at

        (x cos t - y sin t, x sin t + y cos t)

    by bilinear interpolation; outside the old image lies 0 (black).

    Args:
        degrees: largest angle, > 0 and at most 180, in both directions.

    Shapes:
        images: (B, H, W, C), float32, or uint8 (rounded back).

    Raises:
        ValueError: `degrees` is out of its range, or the inputs are not images.

    Example:
        >>> turned, _ = RandomRotation(degrees=90.0)(tf.ones((1, 9, 9, 1)), [0], [1, 2])
        >>> float(turned[0, 4, 4, 0])  # the center stays
        1.0

    Topic: data/augmentation
    """

    mixes_labels = False

    def __init__(self, degrees: float = 15.0):
        if not 0 < degrees <= 180:
            raise ValueError(f"Argument `degrees` must be in (0, 180]. Received: degrees={degrees}")
        self.degrees = degrees

    def draw(self, seed: tf.Tensor, size: int | tf.Tensor, shape: tf.TensorShape) -> tf.Tensor:
        limit = math.radians(self.degrees)
        return tf.random.stateless_uniform([size], seed, -limit, limit)

    def apply(
        self, images: tf.Tensor, labels: tf.Tensor, draws: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        _, height, width, _ = images.shape
        cos, sin, zero = tf.cos(draws), tf.sin(draws), tf.zeros_like(draws)
        x, y = (width - 1) / 2, (height - 1) / 2
        turned = tf.raw_ops.ImageProjectiveTransformV3(
            images=tf.cast(images, tf.float32),
            transforms=tf.stack(
                [cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos, zero, zero],
                axis=1,
            ),
            output_shape=[height, width],
            fill_value=0.0,
            interpolation="BILINEAR",
            fill_mode="CONSTANT",
        )
        return to_type(turned, images.dtype), labels
