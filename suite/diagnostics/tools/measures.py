"""Figures of many tensors at once, one fused reduction each.

Diagnostics that share these share their work too: TensorFlow computes equal operations once.
"""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow as tf


def sums_of_squares(tensors: Sequence[tf.Tensor]) -> tf.Tensor:
    """sum x^2 of each tensor, a float32 vector; not finite where an entry is not."""
    # l2_loss reads its input once, and stores no square.
    return 2.0 * _stacked([tf.nn.l2_loss(tf.cast(tensor, tf.float32)) for tensor in tensors])


def mean_magnitudes(tensors: Sequence[tf.Tensor]) -> tf.Tensor:
    """MA(x) = mean |x| of each tensor, a float32 vector."""
    return _stacked([tf.reduce_mean(tf.abs(tf.cast(tensor, tf.float32))) for tensor in tensors])


def _stacked(scalars: list[tf.Tensor]) -> tf.Tensor:
    return tf.stack(scalars) if scalars else tf.zeros([0])
