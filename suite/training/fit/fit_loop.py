"""The loop of `suite.fit`: the events of `Model.fit`, in its order and with its logs.

    on_train_begin
    for each epoch from `initial_epoch` on:
        reset the metrics
        on_epoch_begin
        while the epoch's data lasts and no callback stops training:
            n = steps of the next call: 1, or `Model.compile`'s, where somebody watches
            on_train_batch_begin; the compiled call, n times; on_train_batch_end
        logs = the epoch's training metrics
        logs += validation metrics, where `validation_freq` says so
        on_epoch_end(logs)
    on_train_end(logs of the last epoch)

The data comes from Keras's own iterator over epochs. A model with a `train_step` or `test_step` of
its own is trained or evaluated by Keras's function over it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import tensorflow as tf
from keras.src.utils.python_utils import pythonify_logs

from suite.diagnostics import Diagnostic, Observers
from suite.training.callbacks.watched import watched
from suite.training.fit.build_from_spec import build_from_spec
from suite.training.fit.epoch_batches import EpochBatches
from suite.training.fit.fit_calls import Call, StepByStep, StepsAtOnce, StepsOfKeras, StepsToTheEnd
from suite.training.fit.fit_evaluation import evaluate, evaluate_by_keras, remaining
from suite.training.fit.fit_record import FitRecord
from suite.training.fit.fit_refusals import (
    refuse_for_own_training,
    refuse_second_reading,
    refuse_without_graph,
    without_graph_said,
)
from suite.training.fit.own_methods import EVALUATION, LOGS, TRAINING, own_method
from suite.training.loop.interrupt import StopRequest
from suite.training.loop.loop import REPORT_STEPS, Loop
from suite.training.loop.steps_per_call import StepsPerCall
from suite.training.replicas.strategy import check_accumulation
from suite.training.step.kernels.replica_noise import noise_of_the_whole_batch
from suite.training.step.step import EvaluationStep, TrainStep


@dataclass
class FitLoop(FitRecord, Loop):
    """Trains any compiled Keras model as `Model.fit` does; see the top of the file.

    Args: those of `Loop`, and
        data: the training data, an epoch at a time.
        validation: likewise, or None.
        hooks: the callbacks, as Keras calls them.
        initial_epoch: the first one; a callback may set another in `on_train_begin`.
        validation_freq: as in `Model.fit`.

    Raises:
        UserError: a diagnostic wants to look at what this model does not show.
    """

    data: EpochBatches
    validation: EpochBatches | None = None
    hooks: keras.callbacks.CallbackList | None = None
    initial_epoch: int = 0
    validation_freq: int | Sequence[int] = 1
    step_logs: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.record, self.epochs_told, self.samples = {}, 0, 0
        self.watched = watched(self.hooks)
        self.own_training = own_method(self.model, TRAINING)
        self.own_evaluation = own_method(self.model, EVALUATION)
        self.logging = bool(own_method(self.model, LOGS)) or self.model.run_eagerly
        super().__post_init__()
        one = self.train_call.single or self.data.steps_per_execution > 1
        if one or (self.watched and self.options.steps_per_execution == "auto"):
            self.steps_per_call = StepsPerCall(1, self.wait)
        self.batch_logs = self.watched

    def make_hooks(self) -> keras.callbacks.CallbackList:
        return self.hooks

    def build_variables(self) -> None:
        if self.own_training:
            self.model._maybe_symbolic_build(iterator=self.data)
        else:
            build_from_spec(self.model, self.data.element_spec, self.strategy)
        self.data.reset()

    def make_observers(self) -> Observers | None:
        diagnostics = [c for c in self.callbacks if isinstance(c, Diagnostic)]
        if self.own_training:
            refuse_for_own_training(self.model, self.own_training, diagnostics, self.options)
        if not diagnostics:
            return None
        refuse_without_graph(self.model, diagnostics)
        refuse_second_reading(self.data, diagnostics)
        for diagnostic in diagnostics:
            diagnostic.batches = self.data.stream if self.data.can_be_read_again else None
        with self.strategy.scope(), without_graph_said(self.model):
            return Observers(diagnostics, self.model)

    def make_calls(self) -> None:
        check_accumulation(self.strategy, self.model.optimizer)
        step = TrainStep(self.model, self.options.clip_norm, observers=self.observers)
        if self.own_training:
            self.model.make_train_function()
            self.train_call = StepsOfKeras(self.model.train_function)
        else:
            self.train_call = self.call_of(step, self.data)
        if self.validation is not None and not self.own_evaluation:
            self.evaluation_call = self.call_of(EvaluationStep(self.model), self.validation)

    def call_of(self, step: TrainStep | EvaluationStep, batches: EpochBatches) -> Call:
        """By what the steps are taken, as model and data allow."""
        arguments = step, self.strategy, self.options.jit_compile
        if self.logging or (batches.steps_per_execution == 1 and batches.ends_unannounced):
            return StepByStep(*arguments, eager=self.model.run_eagerly)
        kind = StepsToTheEnd if batches.steps_per_execution > 1 else StepsAtOnce
        return kind(*arguments)

    def begin_progress(self) -> None:
        self.progress.begin(
            self.options.epochs,
            self.data.num_batches or 0,
            self.data.samples,
            self.initial_epoch,
        )

    def train(self, stop: StopRequest) -> None:
        self.hooks.on_train_begin()
        self.events.begin()
        self.initial_epoch = self.model._initial_epoch or self.initial_epoch
        for epoch in range(self.initial_epoch, self.options.epochs):
            self.model.reset_metrics()
            self.hooks.on_epoch_begin(epoch)
            start, first = time.perf_counter(), self.position.step
            self.train_epoch(epoch, iter(()), stop)
            if self.interrupted:
                break
            self.finish_epoch(epoch, start, first)
            self.events.epoch_end()
            if self.model.stop_training:
                break
        if self.interrupted:
            self.events.stop()
        if self.options.epochs > 0 and isinstance(self.model.optimizer, keras.Optimizer):
            self.finish_weights()
        self.hooks.on_train_end(self.epoch_logs)

    def train_epoch(self, epoch: int, batches: Iterator, stop: StopRequest) -> None:
        done, reported = 0, self.position.step
        with self.data.catch_stop_iteration():
            for first, last, iterator, count in self.calls(self.data, self.train_limit):
                self.hooks.on_train_batch_begin(first)
                taken = self.take(self.train_call, iterator, count)
                done += taken
                self.position.step += taken
                self.hooks.on_train_batch_end(last, self.logs_so_far() if self.watched else {})
                if self.position.step - reported >= REPORT_STEPS:
                    self.report()
                    reported = self.position.step
                self.progress.advance(epoch, done, self.read_logs)
                if self.must_stop(stop):
                    break
                self.events.between_calls()
        if self.position.step > reported:
            self.report()
        # Before validation resets it: the mean of the loss counts samples.
        self.samples = int(self.model._loss_tracker.count.value.numpy())

    def images(self, steps: int) -> int:
        return self.samples

    def validates_after(self, epoch: int) -> bool:
        return self.model._should_eval(epoch, self.validation_freq)

    def kernels(self) -> contextlib.AbstractContextManager[None]:
        # Keras's own operations, and no kernels that round in another way.
        return noise_of_the_whole_batch(self.model, self.strategy)

    def calls(self, batches: EpochBatches, limit: Any) -> Iterator[tuple[int, int, Any, int]]:
        """(first batch, last batch, iterator, steps) of each call of an epoch."""
        done = 0
        for first, last, iterator in batches:
            count = last - first + 1
            wanted = limit(count, done)
            while count < wanted and (following := next(batches, None)) is not None:
                last = following[1]
                count = last - first + 1
            yield first, last, iterator, count
            done += count

    def train_limit(self, least: int, done: int) -> int:
        """Steps of the next call."""
        # Keras looks at `stop_training` after a batch, and not before the first.
        if self.model.stop_training:
            return least
        most = remaining(self.data, done)
        if self.observers is not None:
            most = min(most, REPORT_STEPS)
        return max(least, self.steps_per_call.next(most))

    def take(self, call: Call, iterator: Any, count: int) -> int:
        """Make a call; gives the steps taken.

        Raises:
            StopIteration: there was nothing to take.
        """
        result: list[Any] = []
        self.steps_per_call.timed(lambda: result.append(call(iterator, count)))
        taken, logs = result[0]
        if not taken:
            raise StopIteration
        self.step_logs = logs
        return taken

    def logs_so_far(self) -> dict[str, Any]:
        """What the last step has told, or the metrics after it."""
        if self.step_logs is None:
            return self.model.get_metrics_result()
        return self.model._get_metrics_result_or_logs(self.step_logs)

    def read_logs(self) -> dict[str, Any]:
        return pythonify_logs(self.logs_so_far())

    def evaluate(self, dataset: tf.data.Dataset | None = None) -> dict[str, float]:
        """Loss and metrics over the validation data, with the events of `Model.evaluate`."""
        return evaluate_by_keras(self) if self.own_evaluation else evaluate(self)
