"""The calls by which `suite.fit` takes steps: many at once, to the end of the data, or one by one.

Each is called with (iterator, count) and gives (steps taken, logs of the last one or None).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import keras
import tensorflow as tf
from keras.src import tree
from keras.src.backend.tensorflow.trainer import reduce_per_replica

from suite.training.fit.data.epoch_batches import EpochBatches
from suite.training.fit.own_methods import LOGS, own_method
from suite.training.loop.compiled import traced, training_call
from suite.training.step.cadenced_step import CadencedStep, Step
from suite.training.step.step import Batch

Logs = dict[str, Any] | None


class _StepsAtOnce:
    """`count` steps without a return to Python; the iterator must have so many batches."""

    single = False

    def __init__(self, steps: CadencedStep, strategy: tf.distribute.Strategy) -> None:
        self.call = training_call(steps, strategy)

    def __call__(self, batches: Iterator[Any], count: int) -> tuple[int, Logs]:
        self.call(batches, tf.constant(count))
        return count, None


class _StepsToTheEnd:
    """`count` steps, or as many as the iterator still has batches."""

    single = False

    def __init__(self, steps: CadencedStep, strategy: tf.distribute.Strategy) -> None:
        self.steps = steps
        self.strategy = strategy
        self.call = traced(self.take_steps)

    def __call__(self, batches: Iterator[Any], count: int) -> tuple[int, Logs]:
        return int(self.call(batches, tf.constant(count))), None

    def take_steps(self, batches: Any, count: tf.Tensor) -> tf.Tensor:
        def take_one(index: tf.Tensor, _: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            element = batches.get_next_as_optional()

            def step() -> tf.Tensor:
                batch = keras.utils.unpack_x_y_sample_weight(element.get_value())
                self.steps.run(self.strategy, batch)
                return tf.constant(True)

            taken = tf.cond(element.has_value(), step, lambda: tf.constant(False))
            return index + tf.cast(taken, index.dtype), taken

        taken, _ = tf.while_loop(
            lambda index, more: tf.logical_and(more, index < count),
            take_one,
            (tf.constant(0), tf.constant(True)),
        )
        return taken


class _StepByStep:
    """Single steps, with what each returns: for data whose end nobody knows, and for models that
    make their logs themselves.

    Compiled as Keras compiles its step. At an end of which TensorFlow learns inside the call, that
    part of a step is done which needs no data, there and here: `iterations` and the seeds of
    dropout move on by one.

    Args:
        eager: nothing is compiled, so that the model's Python runs at each step.
    """

    single = True

    def __init__(self, steps: CadencedStep, strategy: tf.distribute.Strategy, eager: bool) -> None:
        def on_replicas(batch: Batch) -> Any:
            batch = keras.utils.unpack_x_y_sample_weight(batch)
            return reduce_per_replica(steps.run(strategy, batch), strategy, "auto")

        inner = on_replicas if eager else traced(on_replicas)

        def take_one(batches: Iterator[Any]) -> Any:
            return inner(next(batches))

        self.take_one = take_one if eager else traced(take_one)

    def __call__(self, batches: Iterator[Any], count: int) -> tuple[int, Logs]:
        logs, taken = None, 0
        try:
            for _ in range(count):
                logs = self.take_one(batches)
                taken += 1
        except (StopIteration, tf.errors.OutOfRangeError):
            pass  # the caller sees how far it went
        return taken, logs


class StepsOfKeras:
    """What `Model.make_train_function` has made; Keras counts by itself."""

    single = True

    def __init__(self, function: Callable[[Iterator[Any]], dict[str, Any]]) -> None:
        self.function = function

    def __call__(self, batches: Iterator[Any], count: int) -> tuple[int, Logs]:
        return count, self.function(batches)


StepCall = _StepsAtOnce | _StepsToTheEnd | _StepByStep | StepsOfKeras


def call_of(
    steps: CadencedStep,
    model: keras.Model,
    batches: EpochBatches,
    strategy: tf.distribute.Strategy,
) -> StepCall:
    """By what the steps are taken, as model and data allow."""
    steps = steps.on(with_absent)
    makes_logs = bool(own_method(model, LOGS)) or model.run_eagerly
    if makes_logs or (batches.steps_per_execution == 1 and batches.ends_unannounced):
        return _StepByStep(steps, strategy, eager=model.run_eagerly)
    kind = _StepsToTheEnd if batches.steps_per_execution > 1 else _StepsAtOnce
    return kind(steps, strategy)


def logs_after(model: keras.Model, step_logs: Logs) -> dict[str, Any]:
    """What the last step has told, or the metrics after it."""
    if step_logs is None:
        return dict(model.get_metrics_result())
    return dict(model._get_metrics_result_or_logs(step_logs))


def with_absent(step: Step) -> Step:
    """The step on a batch in which absent inputs are None, and not TensorFlow's wrapping of it."""
    return lambda batch: step(without_absent(batch))


def without_absent(batch: Any) -> Any:
    """A batch in which what a generator gave as None is None."""
    return tree.map_structure(_present, batch)


def _present(value: Any) -> Any:
    """None for TensorFlow's wrapping of it."""
    return None if isinstance(value, tf.experimental.Optional) else value
