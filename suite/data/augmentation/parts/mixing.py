"""What augmentations share that mix two examples of a batch: which two, and how much of each."""

from __future__ import annotations

from typing import ClassVar

import tensorflow as tf

from suite.data.batches.augmentation import Mixing


class BetaMixing(Mixing):
    """Mixes with partners of a random permutation, by shares from Beta(alpha, alpha).

    Args:
        alpha: > 0; small values leave the samples nearly as they are, 1 draws uniformly.

    Raises:
        ValueError: `alpha` is out of its range.

    Example:
        >>> from suite.data.augmentation.mixup import Mixup
        >>> sorted(Mixup().partners([1, 2], 4).numpy().tolist())
        [0, 1, 2, 3]
        >>> Mixup().shares([1, 2], 4).shape
        TensorShape([4])
    """

    # Into how many keys the seed of a batch is split: of the shares, of the partners, of more.
    key_count: ClassVar[int] = 2

    def __init__(self, alpha: float) -> None:
        if alpha <= 0:
            raise ValueError(f"Argument `alpha` must be > 0. Received: alpha={alpha}")
        self.alpha = alpha

    def keys(self, seed: tf.Tensor) -> tf.Tensor:
        """A key for each thing that is drawn."""
        return tf.random.experimental.stateless_split(seed, self.key_count)

    def partners(self, seed: tf.Tensor, size: int | tf.Tensor) -> tf.Tensor:
        return tf.random.experimental.stateless_shuffle(tf.range(size), seed=self.keys(seed)[1])

    def shares(self, seed: tf.Tensor, size: int | tf.Tensor) -> tf.Tensor:
        """How much is left of each sample, in [0, 1], of shape (size,)."""
        return beta_draws(self.alpha, size, self.keys(seed)[0])


def beta_draws(alpha: float, size: int | tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Draws from Beta(alpha, alpha), of shape (size,).

    The share g / (g + h) of two Gamma(alpha) variables, as the sigmoid of log g - log h, with
    Gamma(alpha) = Gamma(alpha + 1) U^(1 / alpha): for small alpha, g itself would underflow.
    """
    keys = tf.random.experimental.stateless_split(seed, 2)
    gamma = tf.random.stateless_gamma([2, size], keys[0], tf.constant(alpha + 1.0))
    uniform = tf.random.stateless_uniform([2, size], keys[1], minval=1e-30)
    logarithm = tf.math.log(gamma) + tf.math.log(uniform) / alpha
    return tf.sigmoid(logarithm[0] - logarithm[1])


def blend(values: tf.Tensor, others: tf.Tensor, share: tf.Tensor) -> tf.Tensor:
    """`share` of each example and the rest of its partner, as float32."""
    values, others = tf.cast(values, tf.float32), tf.cast(others, tf.float32)
    share = tf.reshape(share, [-1, *[1] * (values.shape.rank - 1)])
    blended = share * values + (1.0 - share) * others
    return tf.ensure_shape(blended, values.shape)
