"""A pass over data that is not trained on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from suite.data.batches.row_batches import Batches, reading
from suite.training.callbacks.watched import watched_by
from suite.training.loop.compiled import compiled_call
from suite.training.loop.figures import figures
from suite.training.loop.steps_per_call import StepsPerCall
from suite.training.replicas.distribute import distributed_dataset
from suite.training.step.compiled_by_xla import compiled_by_xla
from suite.training.step.step import EvaluationStep

TEST_HOOKS = ("on_test_batch_begin", "on_test_batch_end")


class Evaluation:
    """Measures a compiled model by a compiled step of its own, every sample once.

    Args:
        model: its loss and metrics are measured.
        strategy: in whose scope it was built.
        jit_compile: whether XLA compiles the step.
        steps_per_call: how many batches are taken without a return to Python.
        infer: see `EvaluationStep`.

    Example:
        >>> strategy = tf.distribute.get_strategy()
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Identity()])
        >>> model.compile(loss="mse")
        >>> measure = Evaluation(model, strategy, False, StepsPerCall(1, wait=lambda: None))
        >>> data = tf.data.Dataset.from_tensor_slices((np.ones((3, 2)), np.zeros((3, 2))))
        >>> measure(data.batch(2), keras.callbacks.CallbackList())
        {'loss': 1.0}
    """

    def __init__(
        self,
        model: keras.Model,
        strategy: tf.distribute.Strategy,
        jit_compile: bool,
        steps_per_call: StepsPerCall,
        infer: Callable[..., Any] | None = None,
    ) -> None:
        self.model = model
        self.strategy = strategy
        self.jit_compile = jit_compile
        self.steps_per_call = steps_per_call
        step = compiled_by_xla(EvaluationStep(model, infer), jit_compile)
        self.call = compiled_call(step, strategy)
        self._kept: tuple[Batches, Any] | None = None

    def __call__(self, batches: Batches, hooks: keras.callbacks.CallbackList) -> dict[str, float]:
        """Loss and metrics over every sample of a finite dataset.

        Args:
            batches: a dataset of them, or their rows.
            hooks: are told, as by `Model.evaluate`.
        """
        remaining = _count(batches)
        iterator = iter(self._distributed(batches))
        single = watched_by(hooks, TEST_HOOKS)
        hooks.on_test_begin()
        self.model.reset_metrics()
        batch = 0
        while batch < remaining:
            count = 1 if single else self.steps_per_call.next(remaining - batch)
            hooks.on_test_batch_begin(batch)
            with reading(batches):
                self.call(iterator, tf.constant(count))
            batch += count
            hooks.on_test_batch_end(batch - 1, self.read_logs() if single else {})
        logs = self.read_logs()
        hooks.on_test_end(logs)
        return logs

    def _distributed(self, batches: Batches) -> Any:
        """What each replica takes: traced once, which takes longer than a small evaluation."""
        if self._kept is None or self._kept[0] is not batches:
            self._kept = batches, distributed_dataset(batches, self.strategy)
        return self._kept[1]

    def read_logs(self) -> dict[str, float]:
        """The metrics of what was counted so far."""
        return figures(self.model.get_metrics_result())


def _count(batches: Batches) -> int:
    """How many batches there are.

    Raises:
        ValueError: nobody knows, or it never ends.
    """
    count = int(batches.cardinality())
    if count < 0:
        raise ValueError(
            "The validation dataset must have a known, finite length. "
            f"Received: cardinality={count}; give it one with "
            "`dataset.apply(tf.data.experimental.assert_cardinality(batches))`."
        )
    return count
