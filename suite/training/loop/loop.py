"""The training loop.

    on_train_begin
    restore, or start at step 0
    for each epoch:
        stop here if the owner wants a pause
        on_epoch_begin
        while steps are left in the epoch:
            the engine takes steps, many in one call, compiled on the device
            look whether loss and weights are still numbers
            every 100 steps: read the diagnostics, hear their findings
            stop here if Ctrl-C was pressed: every variable is consistent between two calls
        logs = the epoch's training metrics
        with the averaged weights, if there are any:
            logs += validation metrics, every sample counted once
            on_epoch_end(logs)
        stop if a callback says so
    on_train_end

What a step is, the engine knows (`engine.py`): `MiniBatches` takes one for each batch, `FullBatch`
one over all of the data. The model stays a plain compiled `keras.Model`, and callbacks see the
calls that `Model.fit` makes, in its order.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

import keras
import tensorflow as tf

from suite.data.batches.row_batches import Batches
from suite.diagnostics import Diagnostic
from suite.runs.progress.progress import Progress
from suite.training.callbacks.hooks import Hooks
from suite.training.callbacks.watched import watched
from suite.training.loop.engine import Engine, Setup
from suite.training.loop.epoch_log import EpochLog
from suite.training.loop.evaluation import Evaluation
from suite.training.loop.figures import figures
from suite.training.loop.finite_watch import FiniteWatch
from suite.training.loop.interrupt import StopRequest
from suite.training.loop.learning_rate import last_learning_rate
from suite.training.loop.loop_events import LoopEvents
from suite.training.loop.loop_options import LoopOptions, Position
from suite.training.loop.reporter import Reporter
from suite.training.replicas.agreement import Agreement
from suite.training.state.stateful import State
from suite.training.step.kernels.kernels import kernels
from suite.training.step.slow_weights import averaged


@dataclass
class Loop:
    """Trains a compiled functional model; see the pseudo-code at the top of the file.

    Args:
        model: compiled; its optimizer, loss and metrics are used as they are.
        engine: takes the steps.
        callbacks: stock `keras.callbacks`, called in this order.
        progress: the display, told of each call and each epoch.
        options: how to compute.
        validation: batches of the validation set, or None.
        strategy: the `tf.distribute` strategy in whose scope the model was built.
        events: what the owner is told.

    Raises:
        UserError: the model, or a diagnostic, asks for what the engine does not do.

    Example:
        >>> from suite.training.loop.mini_batches import MiniBatches
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> data = tf.data.Dataset.from_tensors((np.zeros((4, 2)), np.zeros((4, 1)))).repeat()
        >>> loop = Loop(model, MiniBatches(lambda step: data, 3, 4), [], Progress())
        >>> loop.run(), loop.position
        (True, Position(epoch=1, step=3))
    """

    evaluation_class: ClassVar[type[Evaluation]] = Evaluation

    model: keras.Model
    engine: Engine
    callbacks: Sequence[keras.callbacks.Callback]
    progress: Progress
    options: LoopOptions = field(default_factory=LoopOptions)
    validation: Batches | None = None
    strategy: tf.distribute.Strategy = field(default_factory=tf.distribute.get_strategy)
    events: LoopEvents = field(default_factory=LoopEvents)

    def __post_init__(self) -> None:
        self.position = Position()
        self.interrupted = False
        self.epoch_logs: dict[str, Any] | None = {}
        self.hooks = self.make_hooks()
        self.is_watched = watched(self.hooks)
        self.agreement = Agreement(self.strategy)
        watching = [c for c in self.callbacks if isinstance(c, Diagnostic)]
        how = self.strategy, self.options, watching, self.is_watched, self.agreement
        self.engine.build(Setup(self.model, *how))
        watch = FiniteWatch(self.model, self.options.stop_at_nan)
        self.reporter = Reporter(self.engine.observers, watch, self.progress, self.events)
        self.evaluation = self.evaluation_class(
            self.model, self.strategy, self.options.jit_compile, self.engine.steps_per_call
        )

    def make_hooks(self) -> keras.callbacks.CallbackList:
        """The callbacks as one, which meet the model when training begins."""
        epochs, steps = self.options.epochs, self.engine.steps_per_epoch
        return Hooks(self.callbacks, epochs=epochs, steps=steps, verbose=0)

    def run(self) -> bool:
        """Train to the last epoch; False if a signal ended it early."""
        self.model.stop_training, self.interrupted = False, False
        epochs, first, engine = self.options.epochs, self.position.epoch, self.engine
        self.progress.begin(epochs, engine.steps_per_epoch, engine.batch_size, first)
        try:
            with StopRequest() as stop, self.kernels():
                self.train(stop)
        finally:
            self.progress.end()
        return not self.interrupted

    def train(self, stop: StopRequest) -> None:
        """All epochs from the present position on."""
        self.begin()
        for epoch in self.epochs():
            if self.pauses_before(epoch):
                break
            self.begin_epoch(epoch)
            log = EpochLog(self.position.step)
            self.train_epoch(epoch, stop)
            if self.interrupted:
                break
            self.finish_epoch(epoch, log)
            self.events.epoch_end()
        if self.interrupted:
            self.events.stop()
        self.engine.close(self.position.step)
        self.finish_weights()
        self.hooks.on_train_end(self.epoch_logs)

    def begin(self) -> None:
        """Give the callbacks the model, restore if there is something to restore, open the data."""
        self.meet_model()
        self.hooks.on_train_begin()
        self.events.begin()
        self.epoch_logs = {}
        self.engine.open(self.position.step)

    def meet_model(self) -> None:
        """Give the callbacks the model, unless they have it already."""
        if isinstance(self.hooks, Hooks):
            self.hooks.meet(self.model)

    def epochs(self) -> Iterator[int]:
        """Those that are left, until a callback stops training."""
        for epoch in range(self.position.epoch, self.options.epochs):
            if self.model.stop_training:
                return
            yield epoch

    def pauses_before(self, epoch: int) -> bool:
        """Whether the owner wants a pause here, which ends training as a signal does; an epoch that
        has begun goes on."""
        if not self.is_inside(epoch, self.position.step):
            self.interrupted = self.events.pauses()
        return self.interrupted

    def begin_epoch(self, epoch: int) -> None:
        """Tell the callbacks, unless the epoch goes on in its midst."""
        if not self.is_inside(epoch, self.position.step):
            self.hooks.on_epoch_begin(epoch)

    def is_inside(self, epoch: int, step: int) -> bool:
        """Whether an epoch has begun at a step."""
        return step > epoch * self.engine.steps_per_epoch

    def train_epoch(self, epoch: int, stop: StopRequest) -> None:
        """Make the epoch's remaining calls, or as many as a signal or a callback allows."""
        for call in self.engine.calls(epoch, self.position):
            self.hooks.on_train_batch_begin(call.first)
            taken = call.make()
            if not taken.steps:
                continue  # the data is at its end, and no call will follow
            self.position.step += taken.steps
            self.hooks.on_train_batch_end(call.last, self.batch_logs() if self.is_watched else {})
            lost = self.reporter.look(taken, self.position.step)
            self.progress.advance(epoch, call.first + taken.steps, self.read_logs)
            if taken.ended is not None:
                self.progress.message(taken.ended)
            if lost or taken.ended is not None:  # setting an attribute of a model is slow
                self.model.stop_training = True
            if self.must_stop(stop):
                return
            if not taken.ends_epoch:
                self.events.between_calls()

    def must_stop(self, stop: StopRequest) -> bool:
        """Whether a signal has come or a callback wants it, here or in another worker."""
        flags = [stop.received is not None, self.model.stop_training]
        self.interrupted, self.model.stop_training = (
            bool(count) for count in self.agreement.sum(flags)
        )
        return self.interrupted or self.model.stop_training

    def finish_epoch(self, epoch: int, log: EpochLog) -> None:
        """Read the metrics, validate, and tell the callbacks."""
        logs, measured, step = self.read_logs(), self.reporter.measured, self.position.step
        images = self.engine.images(step - log.first, measured)
        log.trained(step, images, last_learning_rate(self.model.optimizer))
        with averaged(self.options.average):
            if self.validation is not None and self.validates_after(epoch):
                logs |= {f"val_{name}": value for name, value in self.evaluate().items()}
            self.position.epoch = epoch + 1
            shown = self.tell_epoch_end(epoch, logs, log.finished(measured))
        self.reporter.end_epoch()
        self.reporter.hear()  # some diagnostics judge by the validation that has just been made
        self.progress.epoch_end(epoch, shown)

    def tell_epoch_end(
        self, epoch: int, logs: dict[str, Any], extra: dict[str, float]
    ) -> dict[str, Any]:
        """Give the callbacks the metrics and the log, all of it in one; what the display shows."""
        self.epoch_logs = logs | extra
        self.hooks.on_epoch_end(epoch, self.epoch_logs)
        return self.epoch_logs

    def validates_after(self, epoch: int) -> bool:
        """Whether the validation set is measured at this epoch's end."""
        return True

    def evaluate(
        self, batches: Batches | None = None, infer: Callable[..., Any] | None = None
    ) -> dict[str, Any]:
        """Loss and metrics over every sample of some batches, by default the validation set.

        Args:
            batches: of them, a finite number.
            infer: gives the outputs of a model; None is one forward pass.
        """
        if batches is None:
            return self.evaluation(self.validation, self.hooks)
        # As by `Model.evaluate`, the callbacks of training are not told: their files are closed.
        silent = keras.callbacks.CallbackList()
        if infer is None:
            return self.evaluation(batches, silent)
        how = self.strategy, self.options.jit_compile, self.engine.steps_per_call
        return self.evaluation_class(self.model, *how, infer)(batches, silent)

    @property
    def is_lost(self) -> bool:
        """Whether loop or diagnostics have seen that nothing can be learned any more."""
        return self.reporter.is_lost

    @property
    def is_stopped(self) -> bool:
        """Whether a callback has ended training before its last epoch."""
        stops = self.model.stop_training and not (self.interrupted or self.is_lost)
        return bool(stops) and 0 < self.position.epoch < self.options.epochs

    def read_logs(self) -> dict[str, Any]:
        """The metrics since the last reset, fetched from the device."""
        return figures(self.model.get_metrics_result())

    def batch_logs(self) -> dict[str, Any]:
        """What callbacks are told at the end of a batch, if one wants to know."""
        return self.read_logs()

    def kernels(self) -> contextlib.AbstractContextManager[None]:
        """What the layers compute by while the step is traced."""
        options = self.options
        return kernels(self.model, self.strategy, options.jit_compile, options.weight_rates)

    def finish_weights(self) -> None:
        """Leave in the model the weights that validation saw."""
        if self.options.average is not None:
            self.options.average.copy_to_model()
        self.model.optimizer.finalize_variable_values(self.model.trainable_variables)

    def state(self) -> State:
        """Where training stands, and whether a callback has ended it."""
        stops = bool(self.model.stop_training)
        return State({"position": asdict(self.position), "stop_training": stops})

    def restore(self, state: State) -> None:
        """Stand where the state says."""
        self.position = Position(**state.values["position"])
        self.model.stop_training = state.values["stop_training"]
