"""The validation of `suite.fit`, with the events of `Model.evaluate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from suite.training.callbacks.watched import watched_by
from suite.training.fit.epoch_batches import EpochBatches
from suite.training.loop.evaluation import TEST_HOOKS
from suite.training.loop.steps_per_call import MOST_STEPS

if TYPE_CHECKING:
    from suite.training.fit.fit_loop import FitLoop


def evaluate(loop: FitLoop) -> dict[str, float]:
    """Loss and metrics over the validation data."""
    model, hooks, batches = loop.model, loop.hooks, loop.validation
    watched = watched_by(hooks, TEST_HOOKS)
    of_training, loop.step_logs = loop.step_logs, {}

    def limit(least: int, done: int) -> int:
        if watched or loop.evaluation_call.single:
            return least
        return max(least, loop.steps_per_call.next(remaining(batches, done)))

    batches.reset()
    model.stop_evaluating = False
    hooks.on_test_begin()
    model.reset_metrics()
    with batches.catch_stop_iteration():
        for first, last, iterator, count in loop.calls(batches, limit):
            hooks.on_test_batch_begin(first)
            loop.take(loop.evaluation_call, iterator, count)
            hooks.on_test_batch_end(last, loop.logs_so_far() if watched else {})
            if model.stop_evaluating:
                break
    logs = loop.read_logs()
    loop.step_logs = of_training
    hooks.on_test_end(logs)
    return logs


def evaluate_by_keras(loop: FitLoop) -> dict[str, float]:
    """As `Model.fit` calls a model's own `evaluate`, `test_step` or `make_test_function`."""
    x, y, sample_weight = loop.validation.source
    loop.model._eval_epoch_iterator = loop.validation
    try:
        return loop.model.evaluate(
            x=x,
            y=y,
            sample_weight=sample_weight,
            batch_size=loop.validation.data_adapter.batch_size,
            steps=loop.validation.steps_per_epoch,
            callbacks=loop.hooks,
            return_dict=True,
            _use_cached_eval_dataset=True,
        )
    finally:
        del loop.model._eval_epoch_iterator


def remaining(batches: EpochBatches, done: int) -> int:
    """Steps that are left in an epoch; many, where nobody knows."""
    return MOST_STEPS if batches.num_batches is None else batches.num_batches - done
