"""Products with the curvature of the training loss, of one batch; the matrix is never formed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
import tensorflow as tf

from suite.training.step.step import Batch

# A batch's mean loss -> its share of the mean over all samples.
Weigh = Callable[[tf.Tensor], tf.Tensor]
Tensors = Sequence[tf.Tensor]


def _hessian_product(
    model: keras.Model, batch: Batch, weigh: Weigh, vectors: Tensors
) -> list[tf.Tensor]:
    """H v = d (g'v) / dw, with g the gradient of the batch's share of the loss L.

    Reference: Pearlmutter (1994), Fast exact multiplication by the Hessian.
    """
    x, y, sample_weight = batch
    variables = model.trainable_variables
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            predictions = model(x, training=True)
            loss = weigh(model.compute_loss(x, y, predictions, sample_weight, training=True))
        gradients = dense_gradients(inner, loss, variables)
    return dense_gradients(outer, gradients, variables, vectors)


def _gauss_newton_product(
    model: keras.Model, batch: Batch, weigh: Weigh, vectors: Tensors
) -> list[tf.Tensor]:
    """J' H_out J v, and the Hessian of the penalties on weights times v.

    J is the derivative of the outputs z by the weights, H_out the Hessian of the loss by z. J v is
    the derivative of u' J v by u: two backward passes in place of a forward one.

    Reference: Schraudolph (2002), Fast curvature matrix-vector products for second-order gradient
    descent.
    """
    x, y, sample_weight = batch
    variables = model.trainable_variables
    with tf.GradientTape() as outer:
        with tf.GradientTape(persistent=True) as inner:
            predictions = model(x, training=True)
        outputs = tf.nest.flatten(predictions)
        u = [tf.zeros_like(z) for z in outputs]
        outer.watch(u)
        pulled = dense_gradients(inner, outputs, variables, u)
    moved = outer.gradient(pulled, u, vectors, unconnected_gradients="zero")
    with tf.GradientTape() as outer:
        outer.watch(outputs)
        with tf.GradientTape() as inner_loss:
            inner_loss.watch(outputs)
            z = tf.nest.pack_sequence_as(predictions, outputs)
            loss = weigh(model.compute_loss(x, y, z, sample_weight, training=True))
        slopes = inner_loss.gradient(loss, outputs, unconnected_gradients="zero")
    bent = outer.gradient(slopes, outputs, moved, unconnected_gradients="zero")
    product = dense_gradients(inner, outputs, variables, bent)
    if not model.losses:
        return product
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner_penalties:
            penalties = weigh(tf.add_n(model.losses) / replicas)
        slopes = dense_gradients(inner_penalties, penalties, variables)
    extra = dense_gradients(outer, slopes, variables, vectors)
    return [one + other for one, other in zip(product, extra, strict=True)]


# A product of one batch: model, batch, weights of its loss, vectors.
Product = Callable[[keras.Model, Batch, Weigh, Tensors], list[tf.Tensor]]
CURVATURES: dict[str, Product] = {
    "hessian": _hessian_product,
    "gauss_newton": _gauss_newton_product,
}


def dense_gradients(
    tape: tf.GradientTape,
    target: Any,
    variables: Sequence[keras.Variable],
    output_gradients: Tensors | None = None,
) -> list[tf.Tensor]:
    """Gradients as tensors; zeros where the target does not depend on a variable."""
    values = [variable.value for variable in variables]
    found = tape.gradient(target, values, output_gradients, unconnected_gradients="zero")
    return [tf.convert_to_tensor(gradient) for gradient in found]
