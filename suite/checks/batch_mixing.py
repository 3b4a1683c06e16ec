"""Whether one sample's prediction depends on the others in its batch."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from suite.checks.support.context import CheckContext
from suite.diagnostics import Finding

SAMPLES = 8


def batch_mixing(context: CheckContext) -> list[Finding]:
    """Gradients between the samples of a batch at inference.

        d out_i / d x_j = 0      for i != j

    holds exactly in backpropagation where no path leads from x_j to out_i. A reshape, transpose or
    mean over the wrong axis breaks it, and the model then seems to learn. Batch normalization
    couples the samples in training only.

        error     |d (r . out_i) / d x_j| > 0 for some j, with i the first and the last of 8 samples
                  and r a random vector

    Reference: Karpathy 2019, A recipe for training neural networks.
    Topic: foundations/backprop

    Example:
        >>> mixing = keras.layers.Lambda(lambda x: x - keras.ops.mean(x, axis=0, keepdims=True))
        >>> model = keras.Sequential([keras.Input((2,)), mixing])
        >>> batch = np.eye(8, 2, dtype="float32"), np.zeros(8)
        >>> batch_mixing(CheckContext(None, model, None, batch, 2))[0].severity
        'error'
    """
    if not context.has_one_input or len(context.model.outputs) != 1:
        return []
    x = tf.cast(context.samples(most=SAMPLES)[0], tf.float32)
    random = np.random.default_rng(0)
    for sample in (0, len(x) - 1):
        gradient = _gradient(context.model, x, sample, random)
        if gradient is None:  # inputs such as class numbers have no gradient
            return []
        others = np.delete(np.abs(gradient), sample, axis=0)
        if others.max() > 0:
            return [_finding(sample, others)]
    return []


def _gradient(
    model: keras.Model, x: tf.Tensor, sample: int, random: np.random.Generator
) -> np.ndarray | None:
    """d (r . out_i) / d x for one sample i, with a random vector r."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        output = tf.cast(model(x, training=False)[sample], tf.float32)
        weighted = tf.reduce_sum(output * random.normal(size=output.shape).astype(np.float32))
    gradient = tape.gradient(weighted, x)
    return None if gradient is None else np.asarray(gradient)


def _finding(sample: int, others: np.ndarray) -> Finding:
    text = (
        f"The prediction for sample {sample} of a batch depends on sample "
        f"{other(others, sample)}: some layer mixes the samples."
    )
    return Finding(
        "batch_mixing",
        text,
        "error",
        figure=float(others.max()),
        limit=0.0,
        topic="foundations/backprop",
    )


def other(gradients: np.ndarray, removed: int) -> int:
    """The sample with the largest gradient, counted before `removed` was taken out."""
    place = int(gradients.reshape(len(gradients), -1).max(axis=1).argmax())
    return place + (place >= removed)
