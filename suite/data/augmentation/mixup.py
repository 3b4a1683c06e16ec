"""Blend pairs of examples and their labels."""

from __future__ import annotations

import tensorflow as tf

from suite.data.augmentation.parts.mixing import BetaMixing, blend


class Mixup(BetaMixing):
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
        super().__init__(alpha)

    def draw(self, seed: tf.Tensor, size: int | tf.Tensor, shape: tf.TensorShape) -> tf.Tensor:
        return self.shares(seed, size)

    def mix(
        self,
        images: tf.Tensor,
        labels: tf.Tensor,
        other_images: tf.Tensor,
        other_labels: tf.Tensor,
        draws: tf.Tensor,
    ) -> tuple[tf.Tensor, tf.Tensor]:
        return blend(images, other_images, draws), blend(labels, other_labels, draws)
