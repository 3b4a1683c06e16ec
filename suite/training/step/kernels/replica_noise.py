"""Dropout and noise that do not depend on the number of replicas."""

from __future__ import annotations

import contextlib
from typing import Any

import keras
import tensorflow as tf

from suite.training.step.kernels.replaced import replaced


def noise_of_the_whole_batch(
    model: keras.Model, strategy: tf.distribute.Strategy
) -> contextlib.AbstractContextManager[None]:
    """Inside the block, each replica draws the noise of the whole batch and takes its rows of it.

    With r of R replicas, X the whole batch of which a replica holds the rows x_r, and f a layer
    that draws noise from its seed for every entry:

        f_replica(x_r) = rows r of f(X)

    By itself each replica would draw f(x_r) from the same seed: the same mask on all of them, and
    another one than a single device would use.

    Args:
        model: its layers without weights that draw by a seed and keep the shape are meant: dropout,
            noise, stochastic depth.
        strategy: with one replica nothing changes.

    Topic: reg/dropout
    """
    if strategy.num_replicas_in_sync == 1:
        return contextlib.nullcontext()
    return replaced(
        filter(_draws_by_entry, getattr(model, "layers", ())), "call", _call_on_whole_batch
    )


def _draws_by_entry(layer: keras.Layer) -> bool:
    """Whether a layer's output is its input, entry by entry, changed at random."""
    draws = getattr(layer, "seed_generator", None) is not None
    inputs = getattr(layer, "input", None)  # none in a model that is no graph of layers
    if not draws or layer.trainable_variables or not isinstance(inputs, keras.KerasTensor):
        return False
    return bool(layer.output.shape == inputs.shape)


def _call_on_whole_batch(
    layer: keras.Layer, inputs: tf.Tensor, training: bool | None = None, **options: Any
) -> tf.Tensor:
    """The layer's own call on a batch of the whole size, in which only our rows matter."""
    if not training:
        return type(layer).call(layer, inputs, training=False, **options)
    context = tf.distribute.get_replica_context()
    repeats = [context.num_replicas_in_sync] + [1] * (len(inputs.shape) - 1)
    outputs = type(layer).call(layer, tf.tile(inputs, repeats), training=True, **options)
    rows = tf.shape(inputs, tf.int64)[0]
    begin = tf.cast(context.replica_id_in_sync_group, tf.int64) * rows
    return tf.ensure_shape(outputs[begin : begin + rows], inputs.shape)
