"""Some operations for each image, chosen at random, all of one strength."""

from __future__ import annotations

import math
from collections.abc import Callable

import tensorflow as tf

from suite.data.augmentation.parts import tones
from suite.data.augmentation.parts.warps import warp
from suite.data.batches.augmentation import PerSample

# In the order of their numbers. From `shear_x` to `sharpness` they have a sign.
OPERATIONS = (
    "identity",
    "shear_x",
    "shear_y",
    "translate_x",
    "translate_y",
    "rotate",
    "brightness",
    "color",
    "contrast",
    "sharpness",
    "posterize",
    "solarize",
    "autocontrast",
    "equalize",
)
_NUMBER = {name: number for number, name in enumerate(OPERATIONS)}
# The first operation of each kind; one call computes all that follow up to the next kind.
_KINDS = (
    "identity",
    "shear_x",
    "brightness",
    "sharpness",
    "posterize",
    "solarize",
    "autocontrast",
    "equalize",
)
_KIND_OF = tuple(
    sum(number >= _NUMBER[first] for first in _KINDS) - 1 for number in range(len(OPERATIONS))
)


class RandAugment(PerSample):
    """Applies a few operations to every image, drawn for each image, all of one strength.

    Operations are drawn with equal probability, and again from all of them each time. With s the
    magnitude's place among its bins, from 0 to 1, and a sign of + or - drawn where one is given:

    - identity; shear_x, shear_y by +-0.3 s; translate_x, translate_y by +-150/331 s of the image's
      side, in whole pixels; rotate by +-30 s degrees;
    - brightness, color (saturation), contrast, sharpness by a factor of 1 +-0.9 s;
    - posterize to 8 - 4 s bits; solarize from 255 (1 - s) on; autocontrast; equalize.

    They are those of torchvision, down to how values are rounded. A batch is divided by the
    operations that were drawn, each of which is computed once, for all of its images.

    Args:
        num_ops: operations for each image, >= 1.
        magnitude: from 0 to `num_magnitude_bins` - 1.
        num_magnitude_bins: >= 2; the paper's scale has 31.
        fill: what comes in at the border of a moved image, from 0 to 255; one value, or one for
            each channel.

    Shapes:
        images: (B, H, W, 1) or (B, H, W, 3), uint8, kept.

    Raises:
        ValueError: an argument is out of its range, or the inputs are not images of bytes with 1 or
            3 channels.

    Example:
        >>> images = tf.random.stateless_uniform((4, 16, 16, 3), [0, 1], 0, 256, tf.int32)
        >>> changed, _ = RandAugment(num_ops=2)(tf.cast(images, tf.uint8), [0] * 4, [1, 2])
        >>> changed.shape, changed.dtype
        (TensorShape([4, 16, 16, 3]), tf.uint8)

    Reference: Cubuk et al., 2020, RandAugment: Practical automated data augmentation with a reduced
    search space.
    Topic: data/augmentation
    """

    mixes_labels = False

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        fill: int | list[int] = 0,
    ):
        for name, value, least in (
            ("num_ops", num_ops, 1),
            ("magnitude", magnitude, 0),
            ("num_magnitude_bins", num_magnitude_bins, 2),
        ):
            if value < least:
                raise ValueError(f"Argument `{name}` must be >= {least}. Received: {name}={value}")
        if magnitude >= num_magnitude_bins:
            raise ValueError(
                f"Argument `magnitude` must be below `num_magnitude_bins`={num_magnitude_bins}. "
                f"Received: magnitude={magnitude}"
            )
        values = [fill] if isinstance(fill, int) else fill
        if len(values) not in (1, 3) or not all(0 <= value <= 255 for value in values):
            raise ValueError(
                "Argument `fill` must be a whole number in [0, 255], or one for each channel. "
                f"Received: fill={fill}"
            )
        self.num_ops = num_ops
        self.strength = magnitude / (num_magnitude_bins - 1)
        self.fill = fill

    def draw(
        self, seed: tf.Tensor, size: int | tf.Tensor, shape: tf.TensorShape
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """Numbers of `OPERATIONS`, and signs of -1 or 1, each of shape (size, num_ops)."""
        keys = tf.random.experimental.stateless_split(seed, 2)
        each = [size, self.num_ops]
        chosen = tf.random.stateless_uniform(each, keys[0], 0, len(OPERATIONS), tf.int32)
        coins = tf.random.stateless_uniform(each, keys[1], 0, 2, tf.int32)
        return chosen, tf.cast(2 * coins - 1, tf.float32)

    def apply(
        self, images: tf.Tensor, labels: tf.Tensor, draws: tuple[tf.Tensor, tf.Tensor]
    ) -> tuple[tf.Tensor, tf.Tensor]:
        self._check(images)
        chosen, signs = draws
        shape = images.shape
        for number in range(self.num_ops):
            images = self._changed(images, chosen[:, number], signs[:, number])
        return tf.ensure_shape(images, shape), labels

    def _check(self, images: tf.Tensor) -> None:
        channels = images.shape[3]
        if images.dtype != tf.uint8 or channels not in (1, 3):
            raise ValueError(
                "Argument `images` must be uint8 with 1 or 3 channels. "
                f"Received: images.shape={images.shape}, images.dtype={images.dtype.name}"
            )
        if not isinstance(self.fill, int) and len(self.fill) not in (1, channels):
            raise ValueError(
                "Argument `fill` must be a whole number, or one for each channel. "
                f"Received: fill={self.fill}, images.shape={images.shape}"
            )

    def _changed(self, images: tf.Tensor, chosen: tf.Tensor, signs: tf.Tensor) -> tf.Tensor:
        """Every image by its operation: taken apart by operations, and put together again."""
        rows = tf.range(tf.shape(images)[0])
        parts = tf.dynamic_partition(rows, tf.gather(_KIND_OF, chosen), len(_KINDS))
        changed = [
            self._of_kind(kind, *(tf.gather(each, part) for each in (images, chosen, signs)))
            for kind, part in zip(_KINDS, parts, strict=True)
        ]
        return tf.raw_ops.ParallelDynamicStitch(indices=parts, data=changed)

    def _of_kind(
        self, kind: str, images: tf.Tensor, chosen: tf.Tensor, signs: tf.Tensor
    ) -> tf.Tensor:
        """Images whose operations are all of one kind."""
        s = self.strength
        factor = 1.0 + 0.9 * s * signs
        kinds: dict[str, Callable[[], tf.Tensor]] = {
            "identity": lambda: images,
            "shear_x": lambda: self._moved(images, chosen, signs),
            "brightness": lambda: tones.blend_tones(
                images, factor, _is(chosen, "brightness"), _is(chosen, "contrast")
            ),
            "sharpness": lambda: tones.sharpen(images, factor),
            "posterize": lambda: tones.posterize(images, round(8 - 4 * s)),
            "solarize": lambda: tones.solarize(images, 255 * (1 - s)),
            "autocontrast": lambda: tones.autocontrast(images),
            "equalize": lambda: tones.equalize(images),
        }
        return kinds[kind]()

    def _moved(self, images: tf.Tensor, chosen: tf.Tensor, signs: tf.Tensor) -> tf.Tensor:
        _, height, width, _ = images.shape
        amounts = {
            "shear_x": 0.3 * self.strength,
            "shear_y": 0.3 * self.strength,
            "translate_x": math.floor(150 / 331 * width * self.strength),
            "translate_y": math.floor(150 / 331 * height * self.strength),
            "rotate": math.radians(30 * self.strength),
        }
        each = {
            name: signs * tf.where(_is(chosen, name), float(amount), 0.0)
            for name, amount in amounts.items()
        }
        return warp(images, fill=self.fill, **each)


def _is(chosen: tf.Tensor, name: str) -> tf.Tensor:
    return tf.equal(chosen, _NUMBER[name])
