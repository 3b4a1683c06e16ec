"""A pass of the loop over data that is not trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import keras
import tensorflow as tf

from suite.training.callbacks.batch_hooks import overrides
from suite.training.replicas.distribute import distributed

if TYPE_CHECKING:
    from suite.training.loop.loop import Loop

TEST_HOOKS = ("on_test_batch_begin", "on_test_batch_end")


def evaluate(loop: Loop, dataset: tf.data.Dataset | None = None) -> dict[str, float]:
    """Loss and metrics over every sample of a finite dataset, by default the validation set.

    As in `Model.evaluate`, the callbacks of training hear of the validation alone: after training
    their files are closed.

    Args:
        loop: whose compiled function does it.
        dataset: of batches.
    """
    hooks = loop.hooks if dataset is None else keras.callbacks.CallbackList()
    dataset = loop.validation if dataset is None else dataset
    remaining = int(dataset.cardinality())
    if remaining < 0:
        raise ValueError(
            "The validation dataset must have a known, finite length. "
            f"Received: cardinality={remaining}; give it one with "
            "`dataset.apply(tf.data.experimental.assert_cardinality(batches))`."
        )
    batches = distributed(dataset, loop.strategy)
    single = any(overrides(callback, TEST_HOOKS) for callback in hooks.callbacks)
    hooks.on_test_begin()
    loop.model.reset_metrics()
    batch = 0
    while batch < remaining:
        count = 1 if single else loop.steps_per_call.next(remaining - batch)
        hooks.on_test_batch_begin(batch)
        loop.evaluation_call(batches, tf.constant(count))
        batch += count
        hooks.on_test_batch_end(batch - 1, loop.read_logs() if single else {})
    logs = loop.read_logs()
    hooks.on_test_end(logs)
    return logs
