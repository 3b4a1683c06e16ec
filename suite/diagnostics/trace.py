"""What one forward and backward pass leaves for the diagnostics."""

from __future__ import annotations

from typing import Any, NamedTuple

import tensorflow as tf


class Trace(NamedTuple):
    """Tensors of one pass over this replica's samples.

    Args:
        loss: the mean loss, divided by the number of replicas as Keras does.
        predictions: the model's output.
        tapped: name -> tensor of a tapped layer.
        tapped_gradients: name -> gradient of the loss-scaled loss by that tensor.

    Example:
        >>> Trace(tf.constant(0.5), predictions=None, tapped={}, tapped_gradients={}).tapped
        {}
    """

    loss: tf.Tensor
    predictions: Any
    tapped: dict[str, tf.Tensor]
    tapped_gradients: dict[str, tf.Tensor]


class Seen(NamedTuple):
    """What a step hands out for the diagnostics when the weights have been updated.

    Args:
        iteration: the number of updates before this one.
        trace: the whole batch's tensors.
        gradients: of all trainable variables, summed over the replicas, times `scale`.
        scale: of the loss; None where it has none.

    Example:
        >>> trace = Trace(tf.constant(0.5), predictions=None, tapped={}, tapped_gradients={})
        >>> Seen(tf.constant(0), trace, [], tf.constant(2.0)).unscaled(tf.constant(6.0)).numpy()
        3.0
    """

    iteration: tf.Tensor
    trace: Trace
    gradients: list[tf.Tensor | None]
    scale: tf.Tensor | None

    def unscaled(self, gradient: tf.Tensor) -> tf.Tensor:
        """A gradient of the loss itself."""
        return gradient if self.scale is None else gradient / tf.cast(self.scale, gradient.dtype)
