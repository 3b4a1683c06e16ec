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
    """

    loss: tf.Tensor
    predictions: Any
    tapped: dict[str, tf.Tensor]
    tapped_gradients: dict[str, tf.Tensor]
