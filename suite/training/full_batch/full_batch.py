"""Training on the full batch: an epoch is one iteration of an optimizer such as L-BFGS.

    for each epoch:
        optimizer.step(objective), which asks as often as it needs for
            loss, gradients = sum over all batches of n_b / N times those of the batch
            (B v            = likewise, for Newton's method)
        logs = loss and metrics of the whole training set at the new weights

The batches come in a fixed order, and none is left out. Everything else is the loop's.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from suite.diagnostics import Diagnostic
from suite.errors import RunFailure, UserError
from suite.recipe import Recipe
from suite.training.full_batch.curvature import CURVATURES, dense_gradients
from suite.training.loop.compiled import no_advice
from suite.training.loop.interrupt import StopRequest
from suite.training.loop.loop import Loop, TrainingData
from suite.training.state.replica_copies import local_copies
from suite.training.step.step import Batch, loss_metric, map_batch, samples_of, update_metrics


def is_full_batch(optimizer: keras.optimizers.Optimizer) -> bool:
    """Whether an optimizer asks for the loss of the whole training set."""
    return bool(getattr(optimizer, "full_batch", False))


@dataclass(frozen=True)
class WholePasses(TrainingData):
    """The training set over and over; an epoch of the loop is one iteration.

    Args:
        parts: batches in a pass.
    """

    parts: int = 1

    @classmethod
    def over(cls, batches: tf.data.Dataset, samples: int) -> WholePasses:
        """From the training set once, in a fixed order, and its size."""
        return cls(lambda step: batches.repeat(), 1, samples, int(batches.cardinality()))


def refuse_without_rate(recipe: Recipe, optimizer: keras.optimizers.Optimizer) -> None:
    """Refuse what is about learning rates.

    Raises:
        RecipeError: the optimizer chooses the length of its steps itself.
    """
    if is_full_batch(optimizer):
        message = f"{recipe.optimizer.kind} has no learning rate: it searches along each direction"
        raise recipe.problem(("optimizer",), message)


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
        return self._products[kind](self.batches, *vectors)

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
        self, product: Callable, batch: Batch, *vectors: tf.Tensor
    ) -> list[tf.Tensor]:
        """A batch's part of a product with the curvature."""
        return product(self.model, batch, lambda loss: self.weighted(loss, batch), vectors)

    def weighted(self, loss: tf.Tensor, batch: Batch) -> tf.Tensor:
        """A mean over a replica's rows of a batch as its part of the mean over all samples."""
        # Keras has divided the loss by the number of replicas.
        share = tf.cast(samples_of(batch), loss.dtype) / self.samples
        return loss * share * self.strategy.num_replicas_in_sync

    def _summed(self, function: Any) -> Any:
        """A compiled function (iterator, ...): the sum of `function(batch, ...)` over a pass."""
        compiled = (
            tf.function(function, jit_compile=True, autograph=False)
            if self.jit_compile
            else function
        )

        def on_replica(batch: Batch, *vectors: Any) -> list[tf.Tensor]:
            if self.strategy.num_replicas_in_sync == 1:
                return list(compiled(batch, *vectors))
            # The last batch may leave nothing to a replica, and not every kernel takes nothing.
            return tf.cond(
                samples_of(batch) > 0,
                lambda: list(compiled(batch, *vectors)),
                lambda: [tf.zeros_like(total) for total in self._zeros(len(vectors) > 0)],
            )

        def whole_pass(batches: Iterator[Batch], *vectors: Any) -> list[tf.Tensor]:
            def add_one(index: tf.Tensor, totals: list[tf.Tensor]) -> tuple:
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

        passed = tf.function(whole_pass, reduce_retracing=True, autograph=False)
        passed._omit_frequent_tracing_warning = True
        return passed

    def _zeros(self, of_product: bool) -> list[tf.Tensor]:
        shapes = [variable.shape for variable in self.variables]
        types = [variable.dtype for variable in self.variables]
        if not of_product:
            shapes, types = [(), *shapes], [keras.config.floatx(), *types]
        return [tf.zeros(shape, dtype) for shape, dtype in zip(shapes, types, strict=True)]


@dataclass
class FullBatchLoop(Loop):
    """The loop of an optimizer for the full batch; see the top of the file.

    Args: those of `Loop`, with `WholePasses` as its data.

    Raises:
        UserError: the loss is no function of the weights alone, or a diagnostic wants to look at
            the steps of mini-batches.
    """

    def __post_init__(self) -> None:
        watching = [c.name for c in self.callbacks if isinstance(c, Diagnostic)]
        if watching:
            raise UserError(
                f"callbacks: {watching[0]} measures inside the step of a batch, and "
                f"{type(self.model.optimizer).__name__} takes the whole training set; remove it."
            )
        super().__post_init__()
        refuse_changing_loss(self)
        # Whatever was known before this run may be of other weights or other data.
        self.model.optimizer.reset()
        self.objective: WholeSet | None = None

    def train_epoch(self, epoch: int, batches: Iterator[Batch], stop: StopRequest) -> None:
        """One iteration, unless a resumed run has made it already."""
        if self.position.step > epoch:
            return
        if self.objective is None:
            self.objective = self.whole_set(batches)
        self.hooks.on_train_batch_begin(0)
        before = self.objective.passes
        try:
            ended = self.model.optimizer.step(self.objective)
        except FloatingPointError as error:
            raise RunFailure(
                f"The training set cannot be learned from here: {error}. `check --build` looks "
                "for the cause in inputs, labels and initial weights."
            ) from error
        self.position.step += 1
        self.measured = {"full_batch/passes": float(self.objective.passes - before)}
        self.hooks.on_train_batch_end(0, self.read_logs() if self.batch_logs else {})
        self.progress.advance(epoch, 1, self.read_logs)
        if ended is not None:
            self.progress.message(f"ends after iteration {self.position.step}: {ended}")
            self.model.stop_training = True
        self.must_stop(stop)

    def images(self, steps: int) -> int:
        return int(self.measured["full_batch/passes"]) * self.data.batch_size

    def whole_set(self, batches: Iterator[Batch]) -> WholeSet:
        """The objective over the loop's own stream, which is at the beginning of a pass."""
        return WholeSet(
            self.model,
            batches,
            self.data.parts,
            self.data.batch_size,
            self.strategy,
            self.options.jit_compile,
        )


def refuse_changing_loss(loop: Loop) -> None:
    """Refuse a model whose loss is no function of its weights and the data alone.

    Raises:
        UserError: names the layers that draw at random or look at the whole batch, or the variable
            with a constraint.
    """
    name = type(loop.model.optimizer).__name__
    sample = keras.utils.unpack_x_y_sample_weight(next(iter(loop.data.batches(0).take(1))))
    x = map_batch(lambda t: t[:2], sample)[0]
    model, changed = loop.model, []
    states = [
        (layer.name, copy, copy.numpy())
        for layer in model.layers
        for variable in layer.non_trainable_variables
        for copy in local_copies(variable)
    ]
    with loop.strategy.scope(), no_advice():
        loop.strategy.run(lambda: model(x, training=True))
    for layer, copy, before in states:
        if (copy.numpy() != before).any():
            changed.append(layer)
            copy.assign(before)
    if changed:
        raise UserError(
            f"model: {name} compares losses of the whole training set, which must depend on the "
            f"weights alone, and {', '.join(dict.fromkeys(changed))} draws at random or takes "
            "statistics of the batch. Remove it (a rate of 0, norm: layer or group), or take "
            "another optimizer."
        )
    bound = [v.path for v in model.trainable_variables if getattr(v, "constraint", None)]
    if bound:
        raise UserError(
            f"model: {name} knows no constraints, and {bound[0]} has one; use a regularizer, or "
            "take another optimizer."
        )
