"""Cut out a random part of the image and bring it back to size."""

from __future__ import annotations

import math
from collections.abc import Sequence

import tensorflow as tf

from suite.data.batches.augmentation import PerSample
from suite.data.batches.images import batch_length, to_type

_TRIES = 10


class RandomResizedCrop(PerSample):
    """Cuts a window of random area, shape and place, and resizes it to the size of the samples.

    Of an image of H x W pixels, drawn for each image, up to ten times until the window fits:

        area  a = H W U(scale)        aspect ratio  r = exp(U(log ratio))
        width w = round(sqrt(a r))    height        h = round(sqrt(a / r))

    at a uniform place. If none fits, it is the largest window in the middle whose aspect ratio is
    within `ratio`. Bilinear; float images stay floats, uint8 images are rounded.

    Of streamed image files the window is cut out of the image as it lies in the file, and only this
    part of a JPEG file is decoded. It must then be the first augmentation, and costs less than
    none.

    Args:
        scale: smallest and largest share of the image's area, 0 < smallest <= largest <= 1.
        ratio: smallest and largest aspect ratio, width by height, 0 < smallest <= largest.

    Shapes:
        images: (B, H, W, C), any type, kept.

    Raises:
        ValueError: an argument is out of its range, or the inputs are not images.

    Example:
        >>> images = np.arange(256, dtype="float32").reshape(1, 16, 16, 1)
        >>> crop = RandomResizedCrop(scale=(0.25, 0.25), ratio=(1.0, 1.0))
        >>> crop.boxes(crop.draw([1, 2], 1, None), [[16, 16]])[0, 2:].numpy().tolist()
        [8, 8]

    Reference: Szegedy et al., 2015, Going Deeper with Convolutions (section 6).
    Topic: data/augmentation
    """

    mixes_labels = False

    def __init__(
        self, scale: Sequence[float] = (0.08, 1.0), ratio: Sequence[float] = (3 / 4, 4 / 3)
    ):
        if len(scale) != 2 or not 0 < scale[0] <= scale[1] <= 1:
            raise ValueError(
                "Argument `scale` must be [smallest, largest] share of the area, above 0 and up to "
                f"1. Received: scale={scale!r}"
            )
        if len(ratio) != 2 or not 0 < ratio[0] <= ratio[1] < math.inf:
            raise ValueError(
                "Argument `ratio` must be [smallest, largest] width by height, above 0. "
                f"Received: ratio={ratio!r}"
            )
        self.scale = tuple(scale)
        self.ratio = tuple(ratio)

    def draw(
        self, seed: tf.Tensor, size: int | tf.Tensor, shape: tf.TensorShape | None
    ) -> tf.Tensor:
        """Numbers of U(0, 1): area and shape of each try, then the place."""
        return tf.random.stateless_uniform([size, 2 * _TRIES + 2], seed, dtype=tf.float64)

    def boxes(self, draws: tf.Tensor, sizes: tf.Tensor) -> tf.Tensor:
        """The windows that draws give in images of such sizes.

        Shapes:
            draws: (B, 22). sizes: (B, 2), int32, height and width. returns: (B, 4), int32, of top,
            left, height and width.
        """
        sizes = tf.cast(sizes, tf.float64)
        height, width = sizes[:, :1], sizes[:, 1:]
        area = self.scale[0] + (self.scale[1] - self.scale[0]) * draws[:, :_TRIES]
        low, high = map(math.log, self.ratio)
        aspect = tf.exp(low + (high - low) * draws[:, _TRIES : 2 * _TRIES])
        side = tf.sqrt(height * width * area)
        h, w = tf.round(side / tf.sqrt(aspect)), tf.round(side * tf.sqrt(aspect))
        fits = (h > 0) & (h <= height) & (w > 0) & (w <= width)
        # The first that fits; behind all of them stands the one in the middle, which does.
        whole_h = tf.minimum(height, tf.round(width / self.ratio[0]))
        whole_w = tf.minimum(width, tf.round(height * self.ratio[1]))
        fits = tf.concat([fits, tf.ones_like(fits[:, :1])], axis=1)
        first = tf.argmax(tf.cast(fits, tf.int32), axis=1)
        h, w = (
            tf.gather(tf.concat(sides, axis=1), first, batch_dims=1)
            for sides in ((h, whole_h), (w, whole_w))
        )
        free = sizes - tf.stack([h, w], axis=1)
        middle = tf.floor(free / 2)
        place = tf.where(first[:, None] < _TRIES, tf.floor((free + 1) * draws[:, -2:]), middle)
        return tf.cast(tf.concat([place, h[:, None], w[:, None]], axis=1), tf.int32)

    def apply(
        self, images: tf.Tensor, labels: tf.Tensor, draws: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        images = tf.convert_to_tensor(images)
        shape = images.shape
        sizes = tf.tile([[shape[1], shape[2]]], [batch_length(images), 1])
        boxes = self.boxes(draws, sizes)
        resized = tf.cast(images, tf.float32)
        for axis in (1, 2):
            resized = _stretched(resized, boxes[:, axis - 1], boxes[:, axis + 1], axis)
        return tf.ensure_shape(to_type(resized, images.dtype), shape), labels


def _stretched(images: tf.Tensor, start: tf.Tensor, length: tf.Tensor, axis: int) -> tf.Tensor:
    """A stretch of each image along an axis, resized to the length of the axis: bilinear, pixels
    being squares with a center."""
    count = images.shape[axis]
    length = tf.cast(length, tf.float32)[:, None]
    places = (tf.range(count, dtype=tf.float32) + 0.5) * length / count - 0.5
    places = tf.clip_by_value(places, 0.0, length - 1.0)
    before = tf.floor(places)
    after = tf.minimum(before + 1.0, length - 1.0)
    share = tf.expand_dims(tf.expand_dims(places - before, -1), 2 if axis == 1 else 1)
    first, second = (
        tf.gather(images, tf.cast(at, tf.int32) + start[:, None], axis=axis, batch_dims=1)
        for at in (before, after)
    )
    return first + share * (second - first)
