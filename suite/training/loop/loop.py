"""The training loop.

    restore, or start at step 0
    on_train_begin
    for each epoch:
        on_epoch_begin
        while steps are left in the epoch:
            n = steps per call
            compiled on the device, n times:
                batch     = function of (seed, step)
                gradients = sum over the replicas of d loss / d weights
                weights   = optimizer(weights, clip(gradients))
            stop here if Ctrl-C was pressed: every variable is consistent between two calls
        logs = the epoch's training metrics
        with the averaged weights, if there are any:
            logs += validation metrics, every sample counted once
            on_epoch_end(logs)
        stop if a callback says so
    on_train_end

The model stays a plain compiled `keras.Model`, and callbacks see the calls that `Model.fit` makes,
in its order.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import keras
import tensorflow as tf

from suite.diagnostics import Diagnostic, Finding, Observers
from suite.diagnostics.observers import scalars
from suite.training.callbacks.batch_hooks import watches_batches
from suite.training.callbacks.hooks import Hooks
from suite.training.loop.compiled import build_variables, compiled_call
from suite.training.loop.evaluation import evaluate
from suite.training.loop.figures import figures
from suite.training.loop.finite_watch import FiniteWatch
from suite.training.loop.interrupt import StopRequest
from suite.training.loop.learning_rate import last_learning_rate
from suite.training.loop.loop_events import LoopEvents
from suite.training.loop.loop_options import LoopOptions, Position, TrainingData
from suite.training.loop.steps_per_call import StepsPerCall
from suite.training.replicas.agreement import Agreement
from suite.training.replicas.distribute import distributed
from suite.training.replicas.strategy import check_accumulation
from suite.training.step.kernels.fused_batch_norm import fused_batch_normalization
from suite.training.step.kernels.fused_updates import fused_updates
from suite.training.step.kernels.replica_noise import noise_of_the_whole_batch
from suite.training.step.step import Batch, EvaluationStep, TrainStep

# How often the host reads the diagnostics. Reading waits for the device, so it is done seldom.
REPORT_STEPS = 100


@dataclass
class Loop:
    """Trains a compiled functional model; see the pseudo-code at the top of the file.

    Args:
        model: compiled; its optimizer, loss and metrics are used as they are.
        data: the training batches.
        callbacks: stock `keras.callbacks`, called in this order.
        validation: batches of the validation set, or None.
        strategy: the `tf.distribute` strategy in whose scope the model was built.
        progress: the display, told of each call and each epoch.
        events: what the owner is told.
    """

    model: keras.Model
    data: TrainingData
    callbacks: Sequence[keras.callbacks.Callback]
    progress: object
    options: LoopOptions = field(default_factory=LoopOptions)
    validation: tf.data.Dataset | None = None
    strategy: tf.distribute.Strategy = field(default_factory=tf.distribute.get_strategy)
    events: LoopEvents = field(default_factory=LoopEvents)

    def __post_init__(self) -> None:
        self.position = Position()
        self.interrupted = False
        self.measured: dict[str, float] = {}
        self.findings: list[Finding] = []
        self.stream: tuple[int, Iterator[Batch]] | None = None  # and the step it stands at
        self.hooks = self.make_hooks()
        self.batch_logs = any(watches_batches(callback) for callback in self.callbacks)
        setting = self.options.steps_per_execution
        if setting == "auto" and self.batch_logs:
            setting = 1  # a callback that watches batches wants to see each of them
        self.agreement = Agreement(self.strategy)
        self.steps_per_call = StepsPerCall(setting, self.wait, self.agreement.chief_says)
        self.build_variables()
        self.observers = self.make_observers()
        self.make_calls()
        self.watch = FiniteWatch(self.model, self.options.stop_at_nan)

    def make_hooks(self) -> Hooks:
        """The callbacks as one, which meet the model when training begins."""
        epochs, steps = self.options.epochs, self.data.steps_per_epoch
        return Hooks(self.callbacks, epochs=epochs, steps=steps, verbose=0)

    def build_variables(self) -> None:
        """Create the variables that Keras creates at their first use."""
        build_variables(self.model, next(iter(self.data.batches(0).take(1))), self.strategy)

    def make_observers(self) -> Observers | None:
        """The diagnostics among the callbacks, built."""
        diagnostics = [c for c in self.callbacks if isinstance(c, Diagnostic)]
        for diagnostic in diagnostics:
            keras.callbacks.Callback.set_model(diagnostic, self.model)  # its `build` may want it
            diagnostic.batches = lambda step: self.data.batches(step)
        if not diagnostics:
            return None
        with self.strategy.scope():
            return Observers(diagnostics, self.model, self.options.micro_batches)

    def make_calls(self) -> None:
        """The compiled functions that train and evaluate."""
        options = self.options
        check_accumulation(self.strategy, self.model.optimizer)
        step = TrainStep(
            self.model,
            options.clip_norm,
            options.micro_batches,
            options.average,
            self.observers,
            options.rates,
        )
        self.train_call = compiled_call(step, self.strategy, options.jit_compile)
        self.evaluation_call = compiled_call(
            EvaluationStep(self.model), self.strategy, options.jit_compile
        )

    def run(self) -> bool:
        """Train to the last epoch; False if a signal ended it early."""
        self.model.stop_training, self.interrupted = False, False
        self.begin_progress()
        try:
            with StopRequest() as stop, self.kernels():
                self.train(stop)
        finally:
            self.progress.end()
        return not self.interrupted

    def begin_progress(self) -> None:
        """Tell the display how much there is to do."""
        self.progress.begin(
            self.options.epochs,
            self.data.steps_per_epoch,
            self.data.batch_size,
            self.position.epoch,
        )

    def train(self, stop: StopRequest) -> None:
        """All epochs from the present position on."""
        self.meet_model()
        self.hooks.on_train_begin()
        self.events.begin()
        batches = self.batches()
        logs: dict[str, float] = {}
        for epoch in range(self.position.epoch, self.options.epochs):
            if self.model.stop_training:
                break
            if self.position.step <= epoch * self.data.steps_per_epoch:  # else it has begun
                self.hooks.on_epoch_begin(epoch)
            start, first = time.perf_counter(), self.position.step
            self.train_epoch(epoch, batches, stop)
            if self.interrupted:
                break
            logs = self.finish_epoch(epoch, start, first)
            self.events.epoch_end()
        if self.interrupted:
            self.events.stop()
        self.stream = self.position.step, batches
        self.finish_weights()
        self.hooks.on_train_end(logs)

    def meet_model(self) -> None:
        """Give the callbacks the model."""
        self.hooks.meet(self.model)

    def batches(self) -> Iterator[Batch]:
        """The stream from the present step on: that of the last run, if it stands there."""
        stream, self.stream = self.stream, None  # after an error nobody knows where it stands
        if stream is not None and stream[0] == self.position.step:
            return stream[1]
        dataset = self.data.batches(self.position.step)
        return distributed(dataset, self.strategy, self.options.micro_batches)

    def train_epoch(self, epoch: int, batches: Iterator[Batch], stop: StopRequest) -> None:
        """Take the epoch's remaining steps, or as many as a signal or a callback allows."""
        first = epoch * self.data.steps_per_epoch
        if self.position.step == first:  # a resumed epoch goes on with the metrics it had
            self.model.reset_metrics()
        while (done := self.position.step - first) < self.data.steps_per_epoch:
            remaining = self.data.steps_per_epoch - done
            if self.observers is not None:
                remaining = min(remaining, REPORT_STEPS - self.position.step % REPORT_STEPS)
            if (every := self.options.stop_every) is not None:
                remaining = min(remaining, every - self.position.step % every)
            count = self.steps_per_call.next(remaining)
            self.hooks.on_train_batch_begin(done)
            self.steps_per_call.timed(lambda n=count: self.train_call(batches, tf.constant(n)))
            self.position.step += count
            done += count
            self.hooks.on_train_batch_end(done - 1, self.read_logs() if self.batch_logs else {})
            due = done == self.data.steps_per_epoch or self.position.step % REPORT_STEPS == 0
            lost = self.watch.look(count, due)
            if due or lost:
                self.report()
            if lost:
                self.model.stop_training = True
                self.tell(self.watch.findings(self.position.step, self.findings))
            self.progress.advance(epoch, done, self.read_logs)
            if self.must_stop(stop):
                return
            if done < self.data.steps_per_epoch:
                self.events.between_calls()

    def must_stop(self, stop: StopRequest) -> bool:
        """Whether a signal has come or a callback wants it, here or in another worker."""
        flags = [stop.received is not None, self.model.stop_training]
        self.interrupted, self.model.stop_training = (
            bool(count) for count in self.agreement.sum(flags)
        )
        return self.interrupted or self.model.stop_training

    def finish_epoch(self, epoch: int, start: float, first: int) -> dict[str, float]:
        """Read the metrics, validate, and tell the callbacks.

        Args:
            epoch: from 0.
            start: when it began, or was resumed.
            first: the step at which it began, or was resumed.
        """
        logs = self.read_logs()
        trained = time.perf_counter() - start
        extra = {"step": self.position.step}
        if (rate := last_learning_rate(self.model.optimizer)) is not None:
            extra["learning_rate"] = rate
        steps = self.position.step - first
        with self.averaged_weights():
            if self.validation is not None and self.validates_after(epoch):
                logs |= {f"val_{name}": value for name, value in self.evaluate().items()}
            extra["seconds"] = time.perf_counter() - start
            extra |= self.measured
            extra["images_per_second"] = self.images(steps) / trained
            self.position.epoch = epoch + 1
            logs = self.tell_epoch_end(epoch, logs, extra)
        self.hear()  # some diagnostics judge by the validation that has just been made
        self.progress.epoch_end(epoch, logs)
        return logs

    def tell_epoch_end(
        self, epoch: int, logs: dict[str, float], extra: dict[str, float]
    ) -> dict[str, float]:
        """Give the callbacks the metrics and what the loop adds to them; all of it in one."""
        logs |= extra
        self.hooks.on_epoch_end(epoch, logs)
        return logs

    def validates_after(self, epoch: int) -> bool:
        """Whether the validation set is measured at this epoch's end."""
        return True

    def images(self, steps: int) -> int:
        """Samples that so many steps have taken."""
        return steps * self.data.batch_size

    def report(self) -> None:
        """Read the diagnostics; what they measured goes to the logs, the log and the display."""
        if self.observers is None:
            return
        measured = self.observers.report()
        self.measured |= scalars(measured)
        self.events.report(measured)
        self.hear()

    def hear(self) -> None:
        """Show each finding once, when it first appears."""
        if self.observers is not None:
            self.tell(self.observers.new_findings())

    def tell(self, fresh: list[Finding]) -> None:
        """Keep and show findings."""
        self.findings += fresh
        for finding in fresh:
            self.progress.message(str(finding))
        if fresh:
            self.events.found()

    @property
    def is_lost(self) -> bool:
        """Whether loop or diagnostics have seen that nothing can be learned any more."""
        diagnostics = (c for c in self.callbacks if isinstance(c, Diagnostic))
        return self.watch.is_lost or any(one.is_lost for one in diagnostics)

    def evaluate(self, dataset: tf.data.Dataset | None = None) -> dict[str, float]:
        """Loss and metrics over every sample of a finite dataset, by default the validation set."""
        return evaluate(self, dataset)

    def read_logs(self) -> dict[str, float]:
        """The metrics since the last reset, fetched from the device."""
        return figures(self.model.get_metrics_result())

    def wait(self) -> None:
        """Return when the device has finished the steps it was given."""
        self.model.optimizer.iterations.numpy()

    @contextlib.contextmanager
    def kernels(self) -> Iterator[None]:
        """What the layers compute by while the step is traced."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(noise_of_the_whole_batch(self.model, self.strategy))
            if not self.options.jit_compile:  # XLA fuses by itself
                stack.enter_context(fused_batch_normalization(self.model))
                if self.strategy.num_replicas_in_sync == 1:
                    stack.enter_context(fused_updates(self.model.optimizer))
            yield

    def averaged_weights(self) -> contextlib.AbstractContextManager[None]:
        average = self.options.average
        return average.applied() if average is not None else contextlib.nullcontext()

    def finish_weights(self) -> None:
        """Leave in the model the weights that validation saw."""
        if self.options.average is not None:
            self.options.average.copy_to_model()
        self.model.optimizer.finalize_variable_values(self.model.trainable_variables)
