"""What augmentations share that mix two examples of a batch: how much of each."""

from __future__ import annotations

import tensorflow as tf


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
