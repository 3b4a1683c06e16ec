"""Blend pairs of examples and their labels."""

from __future__ import annotations

import tensorflow as tf

from suite.data.batches.augmentation import Mixing


class Mixup(Mixing):
    """Replaces every example by a blend with a partner from the same batch.

    For example i, partner p(i) from a random permutation p, and l_i ~ Beta(alpha, alpha):

        x_i <- l_i x_i + (1 - l_i) x_p(i)        y_i <- l_i y_i + (1 - l_i) y_p(i)

    Args:
        alpha: > 0; small values blend little, 1 draws l uniformly. The paper uses 0.1 to 0.4 on
            ImageNet and 1 on CIFAR-10.

    Shapes:
        images: (B, ...), returned as float32.
        labels: (B, classes), one-hot float32.

    Raises:
        ValueError: `alpha` is out of its range, or the labels are not one-hot.

    Example:
        >>> labels = tf.one_hot([0, 1], 2)
        >>> _, mixed = Mixup(alpha=1.0)(tf.zeros((2, 3)), labels, [1, 2])
        >>> np.sum(mixed, axis=1).tolist()
        [1.0, 1.0]

    Reference: Zhang et al., 2018, mixup: Beyond Empirical Risk Minimization.
    Topic: data/augmentation
    """

    mixes_labels = True

    def __init__(self, alpha: float = 0.2):
        if alpha <= 0:
            raise ValueError(f"Argument `alpha` must be > 0. Received: alpha={alpha}")
        self.alpha = alpha

    def partners(self, seed: tf.Tensor, size: int | tf.Tensor) -> tf.Tensor:
        key = tf.random.experimental.stateless_split(seed, 2)[1]
        return tf.random.experimental.stateless_shuffle(tf.range(size), seed=key)

    def draw(self, seed: tf.Tensor, size: int | tf.Tensor, shape: tf.TensorShape) -> tf.Tensor:
        return _beta(self.alpha, size, tf.random.experimental.stateless_split(seed, 2)[0])

    def mix(
        self,
        images: tf.Tensor,
        labels: tf.Tensor,
        other_images: tf.Tensor,
        other_labels: tf.Tensor,
        draws: tf.Tensor,
    ) -> tuple[tf.Tensor, tf.Tensor]:
        return _blend(images, other_images, draws), _blend(labels, other_labels, draws)


def _beta(alpha: float, size: int | tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Draws from Beta(alpha, alpha), of shape (size,).

    The share g / (g + h) of two Gamma(alpha) variables, as the sigmoid of log g - log h, with
    Gamma(alpha) = Gamma(alpha + 1) U^(1 / alpha): for small alpha, g itself would underflow.
    """
    keys = tf.random.experimental.stateless_split(seed, 2)
    gamma = tf.random.stateless_gamma([2, size], keys[0], tf.constant(alpha + 1.0))
    uniform = tf.random.stateless_uniform([2, size], keys[1], minval=1e-30)
    logarithm = tf.math.log(gamma) + tf.math.log(uniform) / alpha
    return tf.sigmoid(logarithm[0] - logarithm[1])


def _blend(values: tf.Tensor, others: tf.Tensor, share: tf.Tensor) -> tf.Tensor:
    values, others = tf.cast(values, tf.float32), tf.cast(others, tf.float32)
    share = tf.reshape(share, [-1, *[1] * (values.shape.rank - 1)])
    blended = share * values + (1.0 - share) * others
    return tf.ensure_shape(blended, values.shape)
