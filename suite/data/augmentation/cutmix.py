"""Paste a box of one example into another, and mix their labels by area."""

from __future__ import annotations

import tensorflow as tf

from suite.data.augmentation.parts.mixing import BetaMixing, blend
from suite.data.batches.images import check_images


class Cutmix(BetaMixing):
    """Replaces a box of every image by the same box of a partner from the batch.

    For example i, partner p(i) from a random permutation p, l_i ~ Beta(alpha, alpha) and a center
    (r_i, c_i) uniform over the pixels, the box has sides sqrt(1 - l_i) H and sqrt(1 - l_i) W about
    the center, and is cut off at the border. With a_i the share of the image that is left,

        y_i <- a_i y_i + (1 - a_i) y_p(i)

    All of them are drawn for each image; the paper and torchvision draw one box for a batch.

    Args:
        alpha: > 0; 1, the paper's choice, draws l uniformly.

    Shapes:
        images: (B, H, W, C), any type, kept.
        labels: (B, classes), one-hot float32.

    Raises:
        ValueError: `alpha` is out of its range, the inputs are not images, or the labels are not
            one-hot.

    Example:
        >>> images = tf.reshape([0.0, 1.0], (2, 1, 1, 1)) * tf.ones((2, 8, 8, 1))
        >>> cut, labels = Cutmix()(images, tf.one_hot([0, 1], 2), [1, 2])
        >>> bool(np.allclose(labels[:, 1], np.mean(cut, axis=(1, 2, 3))))  # the share of ones
        True

    Reference: Yun et al., 2019, CutMix: Regularization Strategy to Train Strong Classifiers with
    Localizable Features.
    Topic: data/augmentation
    """

    mixes_labels = True
    key_count = 3

    def __init__(self, alpha: float = 1.0):
        super().__init__(alpha)

    def draw(
        self, seed: tf.Tensor, size: int | tf.Tensor, shape: tf.TensorShape
    ) -> tuple[tf.Tensor, tf.Tensor]:
        check_images(tf.TensorSpec([None, *shape]))
        height, width, _ = shape
        reach = 0.5 * tf.sqrt(1.0 - self.shares(seed, size))
        center = tf.random.stateless_uniform([2, size], self.keys(seed)[2])
        return _inside(center[0], reach, height), _inside(center[1], reach, width)

    def mix(
        self,
        images: tf.Tensor,
        labels: tf.Tensor,
        other_images: tf.Tensor,
        other_labels: tf.Tensor,
        draws: tuple[tf.Tensor, tf.Tensor],
    ) -> tuple[tf.Tensor, tf.Tensor]:
        rows, columns = draws
        left = 1.0 - _share(rows) * _share(columns)
        cut = _pasted(images, other_images, rows, columns)
        return cut, blend(labels, other_labels, left)


def _inside(center: tf.Tensor, reach: tf.Tensor, length: int) -> tf.Tensor:
    """Which of `length` positions lie in each box, of shape (B, length).

    Args:
        center: in [0, 1), a share of the length.
        reach: half of the box's side, as a share of the length.
    """
    middle = tf.cast(center * length, tf.int32)[:, None]
    half = tf.cast(reach * length, tf.int32)[:, None]
    position = tf.range(length)
    return (position >= middle - half) & (position < middle + half)


def _share(inside: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(tf.cast(inside, tf.float32), axis=1)


def _pasted(images: tf.Tensor, others: tf.Tensor, rows: tf.Tensor, columns: tf.Tensor) -> tf.Tensor:
    """Each image, with the other's pixels in the box of its rows and columns."""
    _, height, _, channels = images.shape
    # Channels beside columns: to spread a mask over three channels takes four times as long.
    wide = tf.repeat(columns, channels, axis=1)
    box = rows[:, :, None] & wide[:, None, :]
    lines = [-1, height, wide.shape[1]]
    pasted = tf.where(box, tf.reshape(others, lines), tf.reshape(images, lines))
    return tf.ensure_shape(tf.reshape(pasted, tf.shape(images)), images.shape)
