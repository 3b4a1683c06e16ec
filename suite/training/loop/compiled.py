"""Compiled functions over an iterator, and the variables that must exist before they are traced."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import keras
import tensorflow as tf

from suite.training.step.cadenced_step import CadencedStep, Step
from suite.training.step.step import Batch, EvaluationStep, map_batch


def compiled_call(
    step: Step, strategy: tf.distribute.Strategy, made: Callable[..., Batch] | None = None
) -> Any:
    """A function (iterator, n) that takes n steps without returning to Python.

    Args:
        step: what each replica does with its share of a batch.
        strategy: of the run.
        made: makes a batch of the parts of an element, which otherwise is one.
    """
    return traced(_steps(step, strategy, made))


def _steps(
    step: Step, strategy: tf.distribute.Strategy, made: Callable[..., Batch] | None
) -> Callable[[Iterator[Any], tf.Tensor], None]:
    """What `compiled_call` traces."""

    def take_steps(batches: Iterator[Any], count: tf.Tensor) -> None:
        def take_one(index: tf.Tensor) -> tuple[tf.Tensor]:
            _take(step, batches, strategy, made)
            return (index + 1,)

        tf.while_loop(lambda index: index < count, take_one, (tf.constant(0),))

    return take_steps


def training_call(
    steps: CadencedStep,
    strategy: tf.distribute.Strategy,
    made: Callable[..., Batch] | None = None,
    by_batch: bool = False,
) -> Any:
    """As `compiled_call`, of steps of which some are measured.

        while steps are left:
            a measuring step, if one is due
            plain steps, up to the next one that is due

    A branch in each step would cost a small net 6 % of its speed, and this one costs nothing.

    Args:
        steps: plain and measuring.
        strategy: of the run.
        made: see `compiled_call`.
        by_batch: takes one step a call, with a batch that was fetched before: if that fails, no
            step has been begun.
    """
    take_steps = _stretches(steps, strategy, made)
    if not by_batch:
        return traced(take_steps)
    one = traced(lambda batch: take_steps(itertools.repeat(batch), tf.constant(1)))
    return lambda batches, count: one(next(batches))


def _stretches(
    steps: CadencedStep, strategy: tf.distribute.Strategy, made: Callable[..., Batch] | None
) -> Callable[[Iterator[Any], tf.Tensor], None]:
    """What `training_call` traces."""
    if steps.measuring is None:
        return _steps(steps.plain, strategy, made)
    measuring = steps.measuring

    def take_steps(batches: Iterator[Any], count: tf.Tensor) -> None:
        def take_one(step: Step, taken: tf.Tensor) -> tf.Tensor:
            _take(step, batches, strategy, made)
            return taken + 1

        def stretch(taken: tf.Tensor) -> tuple[tf.Tensor]:
            is_due = steps.until_due() == 0
            taken = tf.cond(is_due, lambda: take_one(measuring, taken), lambda: taken)
            # A step that a loss scale skips does not count: then the next stretch goes on.
            end = tf.minimum(count, taken + steps.until_due())
            after: tuple[tf.Tensor] = tf.while_loop(
                lambda taken: taken < end,
                lambda taken: (take_one(steps.plain, taken),),
                (taken,),
            )
            return after

        tf.while_loop(lambda taken: taken < count, stretch, (tf.constant(0),))

    return take_steps


def _take(
    step: Step,
    batches: Iterator[Any],
    strategy: tf.distribute.Strategy,
    made: Callable[..., Batch] | None,
) -> None:
    """Let each replica take a step with its share of the next batch."""
    element = next(batches)
    batch = keras.utils.unpack_x_y_sample_weight(element if made is None else made(*element))
    strategy.run(step, args=(batch,))


def traced(function: Callable[..., Any]) -> Any:
    """A `tf.function` that is traced once for all shapes of a stream."""
    # Without autograph: an error in a plugin keeps its own message and traceback.
    compiled = tf.function(function, reduce_retracing=True, autograph=False)
    # TensorFlow counts the functions of all runs of a process as one that is traced again and
    # again, and advises against it.
    compiled._omit_frequent_tracing_warning = True
    return compiled


def build_variables(model: keras.Model, sample: Any, strategy: tf.distribute.Strategy) -> None:
    """Create the variables of the optimizer and of the metrics.

    Keras creates both at their first use, which would be inside the compiled step.

    Args:
        model: compiled.
        sample: a batch, whose first example the metrics see; they are reset afterwards.
        strategy: in whose scope the model was built.
    """
    with strategy.scope():
        if not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        batch = map_batch(lambda t: t[:1], keras.utils.unpack_x_y_sample_weight(sample))
        with no_advice():
            strategy.run(EvaluationStep(model), args=(batch,))
    model.reset_metrics()


@contextlib.contextmanager
def no_advice() -> Iterator[None]:
    """TensorFlow warns that eager steps are slow; one, to create variables, is not."""
    logger = tf.get_logger()
    level = logger.level
    logger.setLevel("ERROR")
    try:
        yield
    finally:
        logger.setLevel(level)
