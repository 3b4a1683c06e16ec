"""Batch normalization by TensorFlow's fused kernel."""

from __future__ import annotations

import contextlib

import keras
import tensorflow as tf

from suite.training.step.kernels.replaced import replaced


def fused_batch_normalization(model: keras.Model) -> contextlib.AbstractContextManager[None]:
    """Inside the block, the model's BatchNormalization layers compute by one kernel each.

    For images x with N = batch * height * width values per channel:

        y = gamma (x - mean) / sqrt(variance + epsilon) + beta
        moving <- momentum * moving + (1 - momentum) * (mean, variance)

    The layers keep their class, weights and configuration, so that the saved model is the same; the
    results are Keras's to rounding. The kernel reports the unbiased variance, N / (N - 1) times the
    biased one that Keras averages, and is corrected for it.

    Left as they are: layers whose input is no image batch with channels last, that renormalize, or
    that share their statistics over replicas (`common_batch_norm.py`); float64, which the kernel
    does not know; and inputs with a mask, whose statistics leave out what is masked.

    Topic: norm/batch
    """
    return replaced(filter(is_fusible, model.layers), "call", _fused_call)


def is_fusible(layer: keras.Layer) -> bool:
    """Whether the fused kernel computes what this layer computes."""
    return (
        type(layer) is keras.layers.BatchNormalization
        # Not `layer.input`: with a mask that is a list, and a layer may be called several times.
        and layer.built
        and layer.input_spec.ndim == 4
        and layer.axis in (-1, 3)
        and layer.compute_dtype in ("float16", "bfloat16", "float32")
        and layer.variable_dtype == "float32"
        and not layer.synchronized
        and not getattr(layer, "renorm", False)
    )


def _fused_call(
    layer: keras.layers.BatchNormalization,
    inputs: tf.Tensor,
    training: bool | None = None,
    mask: tf.Tensor | None = None,
) -> tf.Tensor:
    """`BatchNormalization.call`, with the fused kernel where batch statistics are wanted.

    In inference it is Keras's own: TensorFlow merges the kernel's inference form with a tanh behind
    it into an operation that processors do not have, and fails.
    """
    if mask is not None or not (training and layer.trainable):
        return type(layer).call(layer, inputs, training=training, mask=mask)
    moving_mean, moving_variance = layer.moving_mean.value, layer.moving_variance.value
    empty = tf.zeros([0], tf.float32)
    outputs = tf.raw_ops.FusedBatchNormV3(
        x=inputs,
        scale=layer.gamma.value if layer.scale else tf.ones_like(moving_mean),
        offset=layer.beta.value if layer.center else tf.zeros_like(moving_mean),
        mean=empty,
        variance=empty,
        epsilon=layer.epsilon,
    )
    # A number where the size of the batch is known, which spares the graph ten operations a layer.
    count = inputs.shape[:-1].num_elements()
    if count is None:
        count = tf.cast(tf.size(inputs) / tf.shape(inputs)[-1], tf.float32)
        fewer = tf.maximum(count - 1.0, 1.0)
    else:
        fewer = max(count - 1.0, 1.0)
    biased = outputs.batch_variance * fewer / count
    rate = 1.0 - layer.momentum
    layer.moving_mean.assign(moving_mean * layer.momentum + outputs.batch_mean * rate)
    layer.moving_variance.assign(moving_variance * layer.momentum + biased * rate)
    return outputs.y
