"""One training step and one evaluation step, as a replica computes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from suite.training.average import WeightAverage

Batch = tuple[Any, Any, Any]


class TrainStep:
    """Forward, backward, all-reduce, clip, apply: one update of a compiled model.

        loss, gradients = mean over the micro-batches of this replica
        gradients       = sum of the replicas' gradients    (each loss is already divided by N)
        gradients       = gradients * min(1, clip_norm / ||gradients||)
        weights         = optimizer(weights, gradients)
        average         = WeightAverage(weights)

    The order matters: a norm taken before the sum over the replicas is the norm of a part, so
    `clipnorm` inside `Model.fit` clips too little or too much there.

    Args:
        model: compiled functional model; its metrics and its optimizer are updated.
        clip_norm: limit of the global L2 norm of all gradients; None does not clip.
        micro_batches: the batch is computed in this many equal parts, one after the other.
        average: updated after the weights, if given.
    """

    def __init__(
        self,
        model: keras.Model,
        clip_norm: float | None = None,
        micro_batches: int = 1,
        average: WeightAverage | None = None,
    ) -> None:
        self.model = model
        self.optimizer = model.optimizer
        self.variables = model.trainable_variables
        self.clip_norm = clip_norm
        self.micro_batches = micro_batches
        self.average = average
        self.loss_metric = loss_metric(model)

    def __call__(self, batch: Batch) -> None:
        if self.micro_batches == 1:
            gradients = self.gradients(batch)
        else:
            gradients = self.accumulated_gradients(batch)
        gradients = all_reduce(gradients)
        if self.clip_norm is not None:
            gradients = self.clip(gradients)
        step = tf.identity(self.optimizer.iterations.value)
        # The optimizer sums over the replicas once more, so that each hands in its share.
        replicas = tf.distribute.get_strategy().num_replicas_in_sync
        if replicas > 1:
            gradients = [None if g is None else g / replicas for g in gradients]
        self.optimizer.apply(gradients, self.variables)
        if self.average is not None:
            self.average.update(step)

    def gradients(self, batch: Batch) -> list[tf.Tensor | None]:
        """Gradients of the loss-scaled training loss of one batch; updates the metrics."""
        x, y, sample_weight = batch
        with tf.GradientTape() as tape:
            predictions = self.model(x, training=True)
            loss = self.model.compute_loss(x, y, predictions, sample_weight, training=True)
            scaled_loss = self.optimizer.scale_loss(loss)
        update_metrics(self.model, self.loss_metric, batch, predictions, loss)
        return tape.gradient(scaled_loss, self.variables)

    def accumulated_gradients(self, batch: Batch) -> list[tf.Tensor]:
        """Mean of the micro-batches' gradients, which is the gradient of the whole batch."""
        count = self.micro_batches
        parts = map_batch(lambda t: tf.reshape(t, [count, -1, *t.shape[1:]]), batch)

        def add_part(index: tf.Tensor, sums: list[tf.Tensor]) -> tuple:
            gradients = self.gradients(map_batch(lambda t: t[index], parts))
            sums = [s if g is None else s + g for s, g in zip(sums, gradients, strict=True)]
            return index + 1, sums

        # One part at a time, and not unrolled: the point of the parts is the memory they save.
        _, sums = tf.while_loop(
            lambda index, _: index < count,
            add_part,
            (tf.constant(0), [tf.zeros_like(variable.value) for variable in self.variables]),
            parallel_iterations=1,
        )
        return [total / count for total in sums]

    def clip(self, gradients: list[tf.Tensor | None]) -> list[tf.Tensor | None]:
        """Scale all gradients together so that their true global norm is at most `clip_norm`."""
        scale = self.optimizer.scale_loss(tf.constant(1.0))
        norm = tf.linalg.global_norm(gradients) / scale
        factor = tf.minimum(1.0, self.clip_norm / tf.maximum(norm, 1e-30))
        # A norm that is not finite must stay visible in the weights, not turn into zeros.
        factor = tf.where(tf.math.is_finite(norm), factor, norm)
        return [None if g is None else g * tf.cast(factor, g.dtype) for g in gradients]


class EvaluationStep:
    """Forward pass in inference mode; updates the loss and the metrics of a compiled model."""

    def __init__(self, model: keras.Model) -> None:
        self.model = model
        self.loss_metric = loss_metric(model)

    def __call__(self, batch: Batch) -> None:
        x, y, sample_weight = batch
        predictions = self.model(x, training=False)
        loss = self.model.compute_loss(x, y, predictions, sample_weight, training=False)
        update_metrics(self.model, self.loss_metric, batch, predictions, loss)


def update_metrics(
    model: keras.Model,
    mean_loss: keras.metrics.Metric,
    batch: Batch,
    predictions: Any,
    loss: tf.Tensor,
) -> None:
    """Count a batch in the running loss, weighted by its samples, and in the model's metrics."""
    x, y, sample_weight = batch
    samples = tf.shape(tf.nest.flatten(x)[0])[0]
    # Keras divides each replica's loss by the number of replicas; the mean wants it whole.
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    mean_loss.update_state(loss * replicas, sample_weight=samples)
    model.compute_metrics(x, y, predictions, sample_weight)


def map_batch(function: Callable[[tf.Tensor], tf.Tensor], batch: Batch) -> Batch:
    """Apply a function to every tensor of a batch; absent sample weights stay absent."""
    return tuple(None if t is None else tf.nest.map_structure(function, t) for t in batch)


def loss_metric(model: keras.Model) -> keras.metrics.Metric:
    """The running mean of the loss that `Model.compile` creates."""
    return next(metric for metric in model.metrics if metric.name == "loss")


def all_reduce(gradients: list[tf.Tensor | None]) -> list[tf.Tensor | None]:
    """Sum over the replicas; a variable that the loss does not touch keeps its None."""
    if tf.distribute.get_strategy().num_replicas_in_sync == 1:
        return gradients
    present = [gradient for gradient in gradients if gradient is not None]
    reduced = iter(tf.distribute.get_replica_context().all_reduce("SUM", present))
    return [None if gradient is None else next(reduced) for gradient in gradients]
