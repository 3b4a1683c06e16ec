"""What one forward and backward pass leaves for the diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Moment:
    """What is known of a step when its weights have been updated.

    Args:
        iteration: the number of updates before this one.
        batch: inputs, labels and sample weights of this replica.
        trace: gives the whole batch's tensors. Called only inside the branch of a step that is
            measured, so that putting micro-batches together costs the other steps nothing.
        gradients: of all trainable variables, summed over the replicas, times `scale`.
        scale: of the loss.
        before: variable path -> value before the update.
    """

    iteration: tf.Tensor
    batch: tuple[Any, ...]
    trace: Callable[[], Trace]
    gradients: Sequence[tf.Tensor | None]
    scale: tf.Tensor
    before: Mapping[str, tf.Tensor]
