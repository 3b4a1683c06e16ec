"""The loss of the whole training set, as an optimizer for the full batch asks for it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import keras
import tensorflow as tf

from suite.training.full_batch.curvature import CURVATURES, Product, dense_gradients
from suite.training.loop.compiled import traced
from suite.training.step.compiled_by_xla import compiled_by_xla
from suite.training.step.step import Batch, loss_metric, samples_of, update_metrics


class WholeSet:
    """Loss, gradients and curvature of the whole training set, as an optimizer asks for them.

    A call goes through all batches in one compiled function. With replicas each computes its rows
    of a batch, and what they found is summed. The model's metrics are those of the last loss.

    Args:
        model: compiled.
        batches: endless; a pass takes `parts` of them.
        parts: batches in a pass.
        samples: in all of them.
        strategy: in whose scope the model was built.
        jit_compile: whether XLA compiles what is done with a batch.

    Example:
        >>> strategy = tf.distribute.get_strategy()
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Identity()])
        >>> model.compile(loss="mse")
        >>> batches = tf.data.Dataset.from_tensors((np.ones((4, 1)), np.zeros((4, 1)))).repeat()
        >>> WholeSet(model, iter(batches), 2, 8, strategy, False).loss_and_gradients()
        (1.0, [])
    """

    def __init__(
        self,
        model: keras.Model,
        batches: Iterator[Batch],
        parts: int,
        samples: int,
        strategy: tf.distribute.Strategy,
        jit_compile: bool,
    ) -> None:
        self.model = model
        self.variables = model.trainable_variables
        self.batches = batches
        self.parts = tf.constant(parts)
        self.samples = samples
        self.strategy = strategy
        self.jit_compile = jit_compile
        self.passes = 0
        self.loss_metric = loss_metric(model)
        self._loss = self._summed(self.share_of_loss)
        self._products = {
            kind: self._summed(functools.partial(self.share_of_product, product))
            for kind, product in CURVATURES.items()
        }

    def loss_and_gradients(self) -> tuple[float, Sequence[tf.Tensor]]:
        self.model.reset_metrics()
        self.passes += 1
        loss, *gradients = self._loss(self.batches)
        return float(loss), gradients

    def curvature_product(self, kind: str, vectors: Sequence[tf.Tensor]) -> Sequence[tf.Tensor]:
        self.passes += 1
        product: Sequence[tf.Tensor] = self._products[kind](self.batches, *vectors)
        return product

    def share_of_loss(self, batch: Batch) -> list[tf.Tensor]:
        """A batch's part of the loss and of its gradients; counts the batch in the metrics."""
        x, y, sample_weight = batch
        with tf.GradientTape() as tape:
            predictions = self.model(x, training=True)
            loss = self.model.compute_loss(x, y, predictions, sample_weight, training=True)
            share = self.weighted(loss, batch)
        update_metrics(self.model, self.loss_metric, batch, predictions, loss)
        return [share, *dense_gradients(tape, share, self.variables)]

    def share_of_product(
        self, product: Product, batch: Batch, *vectors: tf.Tensor
    ) -> list[tf.Tensor]:
        """A batch's part of a product with the curvature."""
        return product(self.model, batch, lambda loss: self.weighted(loss, batch), vectors)

    def weighted(self, loss: tf.Tensor, batch: Batch) -> tf.Tensor:
        """A mean over a replica's rows of a batch as its part of the mean over all samples."""
        # Keras has divided the loss by the number of replicas.
        share = tf.cast(samples_of(batch), loss.dtype) / self.samples
        return loss * share * self.strategy.num_replicas_in_sync

    def _summed(self, function: Callable[..., list[tf.Tensor]]) -> Any:
        """A compiled function (iterator, ...): the sum of `function(batch, ...)` over a pass."""
        compiled = compiled_by_xla(function, self.jit_compile)

        def on_replica(batch: Batch, *vectors: Any) -> list[tf.Tensor]:
            if self.strategy.num_replicas_in_sync == 1:
                return list(compiled(batch, *vectors))
            # The last batch may leave nothing to a replica, and not every kernel takes nothing.
            found: list[tf.Tensor] = tf.cond(
                samples_of(batch) > 0,
                lambda: list(compiled(batch, *vectors)),
                lambda: [tf.zeros_like(total) for total in self._zeros(len(vectors) > 0)],
            )
            return found

        def whole_pass(batches: Iterator[Batch], *vectors: Any) -> Any:
            def add_one(index: tf.Tensor, totals: list[tf.Tensor]) -> Any:
                batch = keras.utils.unpack_x_y_sample_weight(next(batches))
                found = self.strategy.run(on_replica, args=(batch, *vectors))
                found = [self.strategy.reduce("SUM", one, axis=None) for one in found]
                return index + 1, [total + one for total, one in zip(totals, found, strict=True)]

            _, totals = tf.while_loop(
                lambda index, _: index < self.parts,
                add_one,
                (tf.constant(0), self._zeros(len(vectors) > 0)),
            )
            return totals

        return traced(whole_pass)

    def _zeros(self, of_product: bool) -> list[tf.Tensor]:
        shapes = [variable.shape for variable in self.variables]
        types = [variable.dtype for variable in self.variables]
        if not of_product:
            shapes, types = [(), *shapes], [keras.config.floatx(), *types]
        return [tf.zeros(shape, dtype) for shape, dtype in zip(shapes, types, strict=True)]
