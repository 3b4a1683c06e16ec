"""Change brightness, contrast, saturation and hue at random."""

from __future__ import annotations

import math

import numpy as np
import tensorflow as tf

from suite.data.batches.augmentation import PerSample
from suite.data.batches.images import batch_length, to_type

# RGB to YIQ (FCC, 1953): brightness Y, and color as the plane of I and Q.
TO_YIQ = np.array(
    [[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]], np.float32
)
FROM_YIQ = np.linalg.inv(TO_YIQ)


class ColorJitter(PerSample):
    """Scales brightness, contrast and saturation and turns the hue, drawn for each image.

    With factors b ~ U(1 - brightness, 1 + brightness), c and s likewise, angle
    h ~ U(-2 pi hue, 2 pi hue), m the image's mean luma, T the matrix from RGB to YIQ and R(h) the
    rotation of the plane of I and Q, a pixel x becomes

        x <- c b T^-1 diag(1, s R(h)) T x + (1 - c) b m

    in one affine map. uint8 images are rounded and clipped to 0..255; float images are not
    clipped, because their range is not known. Images of one channel have no saturation and no hue:
    for them the matrix is 1.

    torchvision takes the same steps, but one after the other in random order, clipped after each,
    and turns the hue in HSV, by which the luma changes; here it stays.

    Args:
        brightness: in [0, 1]; 0 is off.
        contrast: in [0, 1]; 0 is off.
        saturation: in [0, 1]; 0 is off.
        hue: in [0, 0.5], a share of the full circle; 0 is off.

    Shapes:
        images: (B, H, W, 1) or (B, H, W, 3), uint8 or float32, kept.

    Raises:
        ValueError: an argument is out of its range, or the inputs are not images of 1 or 3
            channels.

    Example:
        >>> images = tf.fill((1, 2, 2, 3), 100.0)
        >>> jitter = ColorJitter(brightness=0.0, contrast=0.5, saturation=0.0, hue=0.0)
        >>> bool(np.all(jitter(images, [0], [1, 2])[0] == images))  # all is at the mean
        True

    Topic: data/augmentation
    """

    mixes_labels = False

    def __init__(
        self,
        brightness: float = 0.2,
        contrast: float = 0.2,
        saturation: float = 0.2,
        hue: float = 0.0,
    ):
        strengths = {"brightness": brightness, "contrast": contrast, "saturation": saturation}
        for name, value in strengths.items():
            if not 0 <= value <= 1:
                raise ValueError(f"Argument `{name}` must be in [0, 1]. Received: {name}={value}")
        if not 0 <= hue <= 0.5:
            raise ValueError(f"Argument `hue` must be in [0, 0.5]. Received: hue={hue}")
        self.strengths = (brightness, contrast, saturation)
        self.hue = hue

    def draw(
        self, seed: tf.Tensor, size: int | tf.Tensor, shape: tf.TensorShape
    ) -> list[tf.Tensor]:
        drawn: list[tf.Tensor] = tf.unstack(tf.random.stateless_uniform([4, size], seed, -1.0, 1.0))
        return drawn

    def apply(
        self, images: tf.Tensor, labels: tf.Tensor, draws: list[tf.Tensor]
    ) -> tuple[tf.Tensor, tf.Tensor]:
        channels = images.shape[3]
        if channels not in (1, 3):
            raise ValueError(
                "Argument `images` must have 1 or 3 channels. "
                f"Received: images.shape={images.shape}"
            )
        size = batch_length(images)
        strengths = tf.constant(self.strengths, tf.float32)[:, None]
        b, c, s = tf.unstack(1.0 + strengths * tf.stack(draws[:3]))
        pixels = tf.reshape(tf.cast(images, tf.float32), [size, -1, channels])
        mean = tf.reduce_mean(pixels, axis=1)
        if channels == 3:
            luma = tf.linalg.matvec(mean, TO_YIQ[0])
            pixels = tf.matmul(
                pixels, self._chroma(s, 2 * math.pi * self.hue * draws[3]), transpose_b=True
            )
        else:
            luma = mean[:, 0]
        jittered = (c * b)[:, None, None] * pixels + ((1.0 - c) * b * luma)[:, None, None]
        return to_type(tf.reshape(jittered, tf.shape(images)), images.dtype), labels

    @staticmethod
    def _chroma(saturation: tf.Tensor, angle: tf.Tensor) -> tf.Tensor:
        """T^-1 diag(1, s R(h)) T for each image, of shape (B, 3, 3)."""
        one, zero = tf.ones_like(angle), tf.zeros_like(angle)
        cos, sin = saturation * tf.cos(angle), saturation * tf.sin(angle)
        middle = tf.stack([one, zero, zero, zero, cos, -sin, zero, sin, cos], axis=1)
        return FROM_YIQ @ tf.reshape(middle, [-1, 3, 3]) @ TO_YIQ
