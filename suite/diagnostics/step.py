"""What a diagnostic sees of a training step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import tensorflow as tf

# Every name that `Diagnostic.needs` may hold.
NEEDS = (
    "gradients",
    "activations",
    "activation_gradients",
    "weights",
    "updates",
    "batch_stats",
)


@dataclass(frozen=True)
class Step:
    """One training step as one replica sees it. Immutable; only what was asked for is filled in.

    Args:
        iteration: the number of updates before this one, an int64 scalar.
        x, y, y_pred: this replica's inputs, labels and predictions (before any softmax).
        loss: this replica's mean loss, penalties included, a scalar.
        gradients: variable path -> gradient of the whole batch's loss: summed over the replicas,
            loss scale removed, before clipping.
        activations: layer name -> its output for this replica's samples, in training mode.
        activation_gradients: layer name -> gradient of the whole batch's loss by that output.
        weights: variable path -> value before the update.
        updates: variable path -> value after the update minus value before it.
        batch_stats: BatchNormalization layer name -> (mean, biased variance), a value per channel,
            by which it normalized this replica's samples; of micro-batches their weighted mean.
        micro_batches: the parts in which this replica's samples were computed.
        is_measured: False in a step that only the diagnostics with `every` = 1 see, while others
            measure now and then; a costly look may then wait for a step with True.
        training: always True; evaluation is not observed.

    Example:
        >>> step = Step(tf.constant(7), x=None, y=None, y_pred=None, loss=tf.constant(0.5))
        >>> float(step.loss), dict(step.gradients)
        (0.5, {})
    """

    iteration: tf.Tensor
    x: Any
    y: Any
    y_pred: Any
    loss: tf.Tensor
    gradients: Mapping[str, tf.Tensor] = field(default_factory=dict)
    activations: Mapping[str, tf.Tensor] = field(default_factory=dict)
    activation_gradients: Mapping[str, tf.Tensor] = field(default_factory=dict)
    weights: Mapping[str, tf.Tensor] = field(default_factory=dict)
    updates: Mapping[str, tf.Tensor] = field(default_factory=dict)
    batch_stats: Mapping[str, tuple[tf.Tensor, tf.Tensor]] = field(default_factory=dict)
    micro_batches: int = 1
    is_measured: bool = True
    training: bool = True
