"""Measure a model once more."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite.training.loop.figures import figures
from suite.training.step.step import forward


def measure(
    model: keras.Model, batches: tf.data.Dataset, infer: Callable[..., Any] | None = None
) -> tuple[dict[str, float], np.ndarray]:
    """Loss and metrics as `Model.evaluate` gives them, and the outputs, in one pass.

    Args:
        model: with one output; one that is not compiled has no loss and no metrics.
        batches: pairs of inputs and labels, at least one.
        infer: gives the outputs of a model; None is one forward pass.

    Returns:
        (name -> value, outputs), the outputs in the order of the batches.

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Rescaling(2.0)])
        >>> model.compile(loss="mse")
        >>> batch = tf.constant([[1.0], [3.0]]), tf.constant([[2.0], [5.0]])
        >>> measure(model, tf.data.Dataset.from_tensors(batch))
        ({'loss': 0.5}, array([[2.],
               [6.]], dtype=float32))
    """
    step = _traced_step(model, batches, infer or functools.partial(forward, training=False))
    metrics, collected, total, count = {}, [], 0.0, 0
    if model.compiled:
        model.reset_metrics()
    for x, y in batches:
        outputs, loss = step(x, y)
        collected.append(keras.ops.convert_to_numpy(outputs))
        total += len(outputs) * float(loss)
        count += len(outputs)
        if model.compiled:
            metrics = model.compute_metrics(x, y, outputs)
    if model.compiled:
        # The model's own mean of the loss is fed by its own steps, and was not.
        metrics = {**metrics, "loss": total / count}
    return figures(metrics), np.concatenate(collected)


def _traced_step(
    model: keras.Model, batches: tf.data.Dataset, infer: Callable[..., Any]
) -> Callable[..., Any]:
    """The outputs and the loss of a batch."""

    def step(x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        outputs = infer(model, x)
        if not model.compiled:
            return outputs, tf.constant(0.0)
        return outputs, model.compute_loss(x, y, outputs, training=False)

    # Traced outright: TensorFlow takes a step made anew for each of many models for one that is
    # traced too often, and warns.
    traced: Callable[..., Any] = tf.function(step).get_concrete_function(*batches.element_spec)
    return traced
