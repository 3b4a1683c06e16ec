"""The validation of `suite.fit`, with the events of `Model.evaluate`."""

from __future__ import annotations

from typing import Any

import keras
from keras.src.utils.python_utils import pythonify_logs

from suite.training.callbacks.watched import watched_by
from suite.training.fit.data.epoch_batches import EpochBatches
from suite.training.fit.data.first_batches import FirstBatches, take_first
from suite.training.fit.epoch_calls import epoch_calls, remaining
from suite.training.fit.fit_calls import Logs, StepCall, call_of, logs_after
from suite.training.fit.own_methods import EVALUATION, own_method
from suite.training.loop.evaluation import TEST_HOOKS, Evaluation
from suite.training.step.cadenced_step import CadencedStep
from suite.training.step.compiled_by_xla import compiled_by_xla
from suite.training.step.step import EvaluationStep


class FitEvaluation(Evaluation):
    """Measures a model on validation data, by a step that suits both.

    Args: those of `Evaluation`.

    Attributes:
        first: keeps the first batches; None looks at none.

    Example:
        >>> import tensorflow as tf
        >>> from suite.training.loop.steps_per_call import StepsPerCall
        >>> strategy = tf.distribute.get_strategy()
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Identity()])
        >>> model.compile(loss="mse")
        >>> data = EpochBatches((np.ones((3, 2)), np.zeros((3, 2)), None), strategy)
        >>> measure = FitEvaluation(model, strategy, False, StepsPerCall(1, wait=lambda: None))
        >>> measure(data, keras.callbacks.CallbackList())
        {'loss': 1.0}
    """

    step_call: StepCall | None = None
    first: FirstBatches | None = None

    def __call__(  # type: ignore[override]  # the data of `fit`, never rows
        self, batches: EpochBatches, hooks: keras.callbacks.CallbackList
    ) -> dict[str, Any]:
        """Loss and metrics over the validation data, the same at each call.

        Args:
            batches: the data.
            hooks: are told, as by `Model.evaluate`.
        """
        if own_method(self.model, EVALUATION):
            return self._by_keras(batches, hooks)
        if self.step_call is None:
            step = compiled_by_xla(EvaluationStep(self.model), self.jit_compile)
            steps = CadencedStep(step)
            self.step_call = call_of(steps, self.model, batches, self.strategy)
        return self._measured(self.step_call, batches, hooks)

    def _measured(
        self, call: StepCall, batches: EpochBatches, hooks: keras.callbacks.CallbackList
    ) -> dict[str, Any]:
        model, watched = self.model, watched_by(hooks, TEST_HOOKS)
        step_logs: Logs = {}

        def limit(least: int, done: int) -> int:
            if watched or call.single:
                return least
            return max(least, self.steps_per_call.next(remaining(batches, done)))

        batches.reset()
        model.stop_evaluating = False
        hooks.on_test_begin()
        model.reset_metrics()
        with batches.catch_stop_iteration():
            for first, last, iterator, count in epoch_calls(batches, limit):
                hooks.on_test_batch_begin(first)
                taken = take_first(self.first, call, iterator, count, self.steps_per_call)
                step_logs = taken[1]
                hooks.on_test_batch_end(last, logs_after(model, step_logs) if watched else {})
                if model.stop_evaluating:
                    break
        if self.first is not None:
            self.first.is_full = True  # the next pass brings the same
        logs: dict[str, Any] = pythonify_logs(logs_after(model, step_logs))
        hooks.on_test_end(logs)
        return logs

    def _by_keras(
        self, batches: EpochBatches, hooks: keras.callbacks.CallbackList
    ) -> dict[str, Any]:
        """As `Model.fit` calls a model's own `evaluate`, `test_step` or `make_test_function`."""
        x, y, sample_weight = batches.source
        self.model._eval_epoch_iterator = batches
        try:
            logs: dict[str, Any] = self.model.evaluate(
                x=x,
                y=y,
                sample_weight=sample_weight,
                batch_size=batches.data_adapter.batch_size,
                steps=batches.steps_per_epoch,
                callbacks=hooks,
                return_dict=True,
                _use_cached_eval_dataset=True,
            )
            return logs
        finally:
            del self.model._eval_epoch_iterator
