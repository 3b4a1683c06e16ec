"""One training step and one evaluation step, as a replica computes them."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from suite.diagnostics.step_observer import StepObserver
from suite.diagnostics.tools.measures import summed_for_xla
from suite.diagnostics.trace import Seen, Trace
from suite.training.assembly.transfer.rate_groups import RateGroups
from suite.training.step.compiled_by_xla import compiled_by_xla
from suite.training.step.kernels.summed_once import sums_again
from suite.training.step.micro_batches import MicroBatchRows
from suite.training.step.slow_weights import SlowWeights

Batch = tuple[Any, Any, Any]


class TrainStep:
    """Forward, backward, all-reduce, clip, apply: one update of a compiled model.

        loss, gradients = mean over the micro-batches of this replica
        gradients       = sum of the replicas' gradients    (each loss is already divided by N)
        gradients       = gradients * min(1, clip_norm / ||gradients||)
        weights         = optimizer(weights, gradients), a share of the way where a layer has one
        average         = WeightAverage(weights), or Lookahead(weights), which changes them too
        the observer, if there is one, observes all of this

    The order matters: a norm taken before the sum over the replicas is the norm of a part, so
    `clipnorm` inside `Model.fit` clips too little or too much there.

    Args:
        model: compiled functional model; its metrics and its optimizer are updated.
        clip_norm: limit of the global L2 norm of all gradients; None does not clip.
        micro_batches: the batch is computed in this many equal parts, one after the other.
        average: updated after the weights, if given.
        observer: of the diagnostics that see this step; None computes nothing for them.
        rates: factors on the learning rate of some layers; None is 1 for all.
        jit_compile: whether XLA compiles all of it, what is observed included: activations that
            were handed out would be computed by other kernels, and rounded in another way.
    """

    def __init__(
        self,
        model: keras.Model,
        clip_norm: float | None = None,
        micro_batches: int = 1,
        average: SlowWeights | None = None,
        observer: StepObserver | None = None,
        rates: RateGroups | None = None,
        jit_compile: bool = False,
    ) -> None:
        self.model = model
        self.optimizer = model.optimizer
        self.variables = model.trainable_variables
        self.clip_norm = clip_norm
        self.micro_batches = micro_batches
        self.average = average
        self.observer = observer
        self.rates = rates
        self.loss_metric = loss_metric(model)
        self.jit_compile = jit_compile
        self.compiled = compiled_by_xla(self._step, jit_compile)

    def __call__(self, batch: Batch) -> dict[str, Any] | None:
        """Take the step; without micro-batches, gives what `compute_metrics` gives."""
        logs: dict[str, Any] | None = self.compiled(batch)
        return logs

    def _step(self, batch: Batch) -> dict[str, Any] | None:
        iteration = tf.identity(steps_taken(self.optimizer).value)
        scale, logs = self._loss_scale(), None
        before = {} if self.observer is None else self.observer.weights()
        if self.micro_batches == 1:
            gradients, trace, logs = self.gradients(batch, scale)
        else:
            gradients, trace = self.accumulated_gradients(batch, scale)
        gradients = _all_reduce(gradients)
        self.apply(gradients, scale, iteration)
        if self.average is not None:
            self.average.update(iteration)
        if self.observer is not None:
            with summed_for_xla(self.jit_compile):
                self.observer.observe(batch, before, Seen(iteration, trace, gradients, scale))
        return logs

    def _loss_scale(self) -> tf.Tensor | None:
        """What the optimizer wants the loss to be multiplied by, if anything."""
        optimizer = self.optimizer
        is_own = type(optimizer).scale_loss is not keras.optimizers.Optimizer.scale_loss
        if not is_own and optimizer.loss_scale_factor is None:
            return None
        # Read once: under mixed_float16 the optimizer changes its scale when it applies.
        return tf.identity(optimizer.scale_loss(tf.constant(1.0)))

    def gradients(
        self, batch: Batch, scale: tf.Tensor | None
    ) -> tuple[list[tf.Tensor | None], Trace, dict[str, Any]]:
        """Gradients of the loss-scaled training loss of one batch; updates the metrics."""
        x, _, _ = batch
        with tf.GradientTape() as tape:
            predictions, tapped = self._forward(x)
            loss = loss_of(self.model, batch, predictions, training=True)
            scaled_loss = loss if scale is None else loss * tf.cast(scale, loss.dtype)
        logs = update_metrics(self.model, self.loss_metric, batch, predictions, loss)
        # One backward pass gives both: it meets the tapped tensors on its way to the weights.
        wanted = {} if self.observer is None else self.observer.differentiated(tapped)
        gradients, tapped_gradients = tape.gradient(scaled_loss, (self.variables, wanted))
        return gradients, Trace(loss, predictions, tapped, tapped_gradients), logs

    def _forward(self, x: Any) -> tuple[Any, dict[str, tf.Tensor]]:
        """The outputs, and those of the layers at which diagnostics look."""
        if self.observer is None:
            return forward(self.model, x, training=True), {}
        return self.observer.forward(x)

    def accumulated_gradients(
        self, batch: Batch, scale: tf.Tensor | None
    ) -> tuple[list[tf.Tensor | None], Trace]:
        """Mean of the micro-batches' gradients, which is the gradient of the whole batch."""
        count = self.micro_batches
        parts = map_batch(lambda t: tf.reshape(t, [count, -1, *t.shape[1:]]), batch)
        gradients, first, _ = self.gradients(map_batch(lambda t: t[0], parts), scale)
        rows = MicroBatchRows(self.observer, count)
        arrays = rows.start(first)

        def add_part(index: tf.Tensor, sums: list[tf.Tensor], arrays: list[tf.TensorArray]) -> Any:
            gradients, trace, _ = self.gradients(map_batch(lambda t: t[index], parts), scale)
            present = [gradient for gradient in gradients if gradient is not None]
            sums = [total + gradient for total, gradient in zip(sums, present, strict=True)]
            return index + 1, sums, rows.write(arrays, index, trace)

        # One part at a time: the point of the parts is the memory they save.
        sums = [gradient for gradient in gradients if gradient is not None]
        if _exchanges_statistics(self.model):
            # Replicas cannot talk to each other inside a loop of TensorFlow's.
            for index in range(1, count):
                with tf.control_dependencies(sums):
                    _, sums, arrays = add_part(tf.constant(index), sums, arrays)
        else:
            _, sums, arrays = tf.while_loop(
                lambda index, *_: index < count,
                add_part,
                (tf.constant(1), sums, arrays),
                parallel_iterations=1,
            )
        means = iter([total / count for total in sums])
        gradients = [None if gradient is None else next(means) for gradient in gradients]
        return gradients, rows.joined(first, arrays)

    def apply(
        self, gradients: list[tf.Tensor | None], scale: tf.Tensor | None, iteration: tf.Tensor
    ) -> None:
        """Clip, and let the optimizer update the weights."""
        if not self.variables:
            warnings.warn("The model does not have any trainable weights.", stacklevel=2)
            return
        if self.clip_norm is not None:
            counted = None if self.rates is None else self.rates.trained(gradients, iteration)
            gradients = self.clip(gradients, scale, counted)
        replicas = tf.distribute.get_strategy().num_replicas_in_sync
        if replicas > 1 and sums_again(self.optimizer):
            # Each replica hands in its share.
            gradients = [None if g is None else g / replicas for g in gradients]
        before = {} if self.rates is None else self.rates.before()
        self.optimizer.apply_gradients(zip(gradients, self.variables, strict=True))
        if self.rates is not None:
            self.rates.scale(before, iteration)

    def clip(
        self,
        gradients: list[tf.Tensor | None],
        scale: tf.Tensor | None,
        counted: list[tf.Tensor | None] | None = None,
    ) -> list[tf.Tensor | None]:
        """Scale all gradients together so that their true global norm, or that of those that are
        counted, is at most `clip_norm`."""
        norm = tf.linalg.global_norm(gradients if counted is None else counted)
        norm = norm if scale is None else norm / scale
        factor = tf.minimum(1.0, self.clip_norm / tf.maximum(norm, 1e-30))
        # A norm that is not finite must stay visible in the weights, not turn into zeros.
        factor = tf.where(tf.math.is_finite(norm), factor, norm)
        return [None if g is None else g * tf.cast(factor, g.dtype) for g in gradients]


def steps_taken(optimizer: keras.optimizers.Optimizer) -> keras.Variable:
    """The optimizer's count of steps.

    `optimizer.iterations` counts its updates: with `gradient_accumulation_steps` that is a quotient
    and no variable.
    """
    return getattr(optimizer, "inner_optimizer", optimizer)._iterations


def _exchanges_statistics(model: keras.Model) -> bool:
    """Whether the forward pass of a replica waits for the others."""
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    return replicas > 1 and any(getattr(layer, "synchronized", False) for layer in model.layers)


class EvaluationStep:
    """Forward pass in inference mode; updates the loss and the metrics of a compiled model.

    Args:
        model: compiled.
        infer: gives the outputs of a model; None is one forward pass.
    """

    def __init__(self, model: keras.Model, infer: Callable[..., Any] | None = None) -> None:
        self.model = model
        self.infer = infer or functools.partial(forward, training=False)
        self.loss_metric = loss_metric(model)

    def __call__(self, batch: Batch) -> dict[str, Any] | None:
        """Count a batch; with one replica, gives what `Model.compute_metrics` gives."""
        if tf.distribute.get_strategy().num_replicas_in_sync == 1:
            return self.evaluate(batch)

        def evaluate() -> tf.Tensor:
            self.evaluate(batch)
            return tf.constant(True)

        # The last batch may leave nothing to a replica, and not every kernel takes nothing.
        tf.cond(samples_of(batch) > 0, evaluate, lambda: tf.constant(False))
        return None

    def evaluate(self, batch: Batch) -> dict[str, Any]:
        predictions = self.infer(self.model, batch[0])
        loss = loss_of(self.model, batch, predictions, training=False)
        return update_metrics(self.model, self.loss_metric, batch, predictions, loss)


def forward(model: keras.Model, x: Any, training: bool) -> Any:
    """The outputs; a model of one's own need not know the argument `training`."""
    return model(x, training=training) if model._call_has_training_arg else model(x)


def loss_of(model: keras.Model, batch: Batch, predictions: Any, training: bool) -> tf.Tensor:
    """The total loss, of which each replica has its share."""
    x, y, sample_weight = batch
    return model._compute_loss(x, y, predictions, sample_weight, training=training)


def update_metrics(
    model: keras.Model,
    mean_loss: keras.metrics.Metric,
    batch: Batch,
    predictions: Any,
    loss: tf.Tensor,
) -> dict[str, Any]:
    """Count a batch in the running loss, weighted by its samples, and in the model's metrics."""
    x, y, sample_weight = batch
    # Keras divides each replica's loss by the number of replicas; the mean wants it whole.
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    mean_loss.update_state(loss * replicas, sample_weight=samples_of(batch))
    logs: dict[str, Any] = model.compute_metrics(x, y, predictions, sample_weight)
    return logs


def samples_of(batch: Batch) -> tf.Tensor:
    """How many samples this replica has."""
    return tf.shape(next(t for t in tf.nest.flatten(batch[0]) if t is not None))[0]


def map_batch(function: Callable[[tf.Tensor], tf.Tensor], batch: Batch) -> Batch:
    """Apply a function to every tensor of a batch; what is absent stays absent."""
    x, y, sample_weight = tf.nest.map_structure(
        lambda t: None if t is None else function(t), tuple(batch)
    )
    return x, y, sample_weight


def loss_metric(model: keras.Model) -> keras.metrics.Metric:
    """The running mean of the loss that `Model.compile` creates."""
    return model._loss_tracker


def _all_reduce(gradients: list[tf.Tensor | None]) -> list[tf.Tensor | None]:
    """Sum over the replicas; a variable that the loss does not touch keeps its None."""
    if tf.distribute.get_strategy().num_replicas_in_sync == 1:
        return gradients
    present = [gradient for gradient in gradients if gradient is not None]
    reduced = iter(tf.distribute.get_replica_context().all_reduce("SUM", present))
    return [None if gradient is None else next(reduced) for gradient in gradients]
