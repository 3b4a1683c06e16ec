"""Batch normalization with the statistics of the whole batch, of which a replica has a part."""

from __future__ import annotations

import contextlib
from typing import Any

import keras
import tensorflow as tf

from suite.training.step.kernels.replaced import replaced
from suite.training.step.kernels.replica_rows import rows_of_replicas, sum_of_replicas


def common_batch_normalization(model: keras.Model) -> contextlib.AbstractContextManager[None]:
    """Inside the block, `synchronized` BatchNormalization layers exchange once forward, once back.

    Replica r has n_r of the N = sum n_r values of a channel, with mean m_r and variance v_r:

        mean     = sum n_r m_r / N
        variance = sum n_r (v_r + (m_r - mean)^2) / N
        y        = gamma z + beta,   z = (x - mean) / sqrt(variance + epsilon)
        moving   <- momentum * moving + (1 - momentum) * (mean, variance)

    and, with g the gradient by y and both sums over all replicas:

        d loss / dx = gamma / sqrt(variance + epsilon) (g - sum g / N - z sum (g z) / N)

    The gradients by gamma and beta stay those of the replica's part; they are summed with all
    others. Keras exchanges sum, sum of squares and count one after the other, two more on the way
    back, and subtracts two large numbers, E[x^2] - E[x]^2. The layers keep their class, weights and
    configuration.

    Left as they are: layers whose channels are not last, that renormalize; float64, which the
    kernels do not know; and inputs with a mask.

    Reference: Chan, Golub, LeVeque (1983), Algorithms for Computing the Sample Variance.

    Topic: norm/batch
    """
    return replaced(filter(is_common, model.layers), "call", _common_call)


def is_common(layer: keras.Layer) -> bool:
    """Whether a layer shares its statistics over replicas, in a way that is known here."""
    return (
        type(layer) is keras.layers.BatchNormalization
        and layer.built
        and layer.synchronized
        and layer.axis in (-1, layer.input_spec.ndim - 1)
        and layer.compute_dtype in ("float16", "bfloat16", "float32")
        and layer.variable_dtype == "float32"
        and not getattr(layer, "renorm", False)
    )


def _common_call(
    layer: keras.layers.BatchNormalization,
    inputs: tf.Tensor,
    training: bool | None = None,
    mask: tf.Tensor | None = None,
) -> tf.Tensor:
    """`BatchNormalization.call`, with two exchanges where batch statistics are wanted."""
    if mask is not None or not (training and layer.trainable):
        return type(layer).call(layer, inputs, training=training, mask=mask)
    moving_mean, moving_variance = layer.moving_mean.value, layer.moving_variance.value
    channels = inputs.shape[-1]
    # The kernels know images only.
    images = inputs if len(inputs.shape) == 4 else tf.reshape(inputs, [-1, 1, 1, channels])
    outputs, mean, variance = _normalized(
        images,
        layer.gamma.value if layer.scale else tf.ones([channels]),
        layer.beta.value if layer.center else tf.zeros([channels]),
        layer.epsilon,
    )
    rate = 1.0 - layer.momentum
    layer.moving_mean.assign(moving_mean * layer.momentum + mean * rate)
    layer.moving_variance.assign(moving_variance * layer.momentum + variance * rate)
    return outputs if images is inputs else tf.reshape(outputs, tf.shape(inputs))


def _normalized(
    x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: float
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """The normalized images; mean and variance of the whole batch, through which no gradient goes
    but that of the images."""

    @tf.custom_gradient
    def normalize(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) -> Any:
        mean, variance, count = _whole_batch_moments(x)
        y = _affine(x, gamma, beta, mean, variance, epsilon)

        def gradient(dy: tf.Tensor, *_: tf.Tensor) -> tuple[tf.Tensor, ...]:
            # What would be the gradient if the statistics were constants, and both sums.
            part = tf.raw_ops.FusedBatchNormGradV3(
                y_backprop=dy,
                x=x,
                scale=gamma,
                reserve_space_1=mean,
                reserve_space_2=variance,
                reserve_space_3=tf.zeros([0]),
                epsilon=epsilon,
                is_training=False,
            )
            own = tf.stack([part.scale_backprop, part.offset_backprop])
            share = -sum_of_replicas(own) * gamma * tf.math.rsqrt(variance + epsilon) / count
            through = _affine(x, share[0], share[1], mean, variance, epsilon)
            return part.x_backprop + through, part.scale_backprop, part.offset_backprop

        return (y, mean, variance), gradient

    outputs: tuple[tf.Tensor, tf.Tensor, tf.Tensor] = normalize(x, gamma, beta)
    return outputs


def _whole_batch_moments(x: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Mean, biased variance and number of the values of each channel, over all replicas."""
    channels, empty = x.shape[-1], tf.zeros([0])
    local = tf.raw_ops.FusedBatchNormV3(
        x=x, scale=tf.ones([channels]), offset=tf.zeros([channels]), mean=empty, variance=empty
    )
    count = tf.cast(tf.size(x) / channels, tf.float32)
    # The kernel's is the unbiased one.
    variance = local.batch_variance * tf.maximum(count - 1.0, 1.0) / tf.maximum(count, 1.0)
    own = tf.stack([local.batch_mean, variance, tf.fill([channels], count)])
    # The last batch may leave nothing to a replica, whose moments are then NaN.
    own = tf.where(count > 0.0, own, tf.zeros_like(own))
    # Rows, since sums of squares would cancel where the mean is large.
    means, variances, counts = tf.unstack(rows_of_replicas(own), axis=1)
    total = tf.reduce_sum(counts, 0)
    weights = counts / total
    mean = tf.reduce_sum(weights * means, 0)
    variance = tf.reduce_sum(weights * (variances + tf.square(means - mean)), 0)
    return mean, variance, total


def _affine(
    x: tf.Tensor,
    gamma: tf.Tensor,
    beta: tf.Tensor,
    mean: tf.Tensor,
    variance: tf.Tensor,
    epsilon: float,
) -> tf.Tensor:
    """gamma (x - mean) / sqrt(variance + epsilon) + beta, in one pass."""
    return tf.raw_ops.FusedBatchNormV3(
        x=x,
        scale=gamma,
        offset=beta,
        mean=mean,
        variance=variance,
        epsilon=epsilon,
        is_training=False,
    ).y
