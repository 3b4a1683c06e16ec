"""The loop of `suite.fit`: the events of `Model.fit`, in its order and with its logs.

    on_train_begin
    for each epoch from `initial_epoch` on:
        reset the metrics
        on_epoch_begin
        while the epoch's data lasts and no callback stops training:
            n = steps of the next call: 1, or `Model.compile`'s, where somebody watches
            on_train_batch_begin; the engine's call, n times; on_train_batch_end
        logs = the epoch's training metrics
        logs += validation metrics, where `validation_freq` says so
        on_epoch_end(logs)
    on_train_end(logs of the last epoch)

Its engine is `KerasEpochs`, or `FullBatch` for an optimizer such as L-BFGS. A model with a
`test_step` of its own is validated by Keras's function over it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
from keras.src.utils.python_utils import pythonify_logs

from suite.training.fit.data.epoch_batches import EpochBatches
from suite.training.fit.fit_calls import logs_after
from suite.training.fit.fit_evaluation import FitEvaluation
from suite.training.fit.fit_record import FitRecord
from suite.training.loop.engine import REPORT_STEPS
from suite.training.loop.figures import figures
from suite.training.loop.interrupt import StopRequest
from suite.training.loop.loop import Loop
from suite.training.step.kernels.replica_noise import noise_of_the_whole_batch
from suite.training.step.kernels.summed_once import summed_once


@dataclass(kw_only=True)
class FitLoop(Loop):
    """Trains any compiled Keras model as `Model.fit` does; see the top of the file.

    What diagnostics that the user has named measured is told to callbacks too, under names with a
    slash, so that one can watch them; `history.history` stays Keras's. All that the suite adds is
    in `record`.

    Args: those of `Loop`, and
        validation: the validation data, or None.
        hooks: the callbacks, as Keras calls them.
        quiet: the diagnostics that the user has not named, which `hooks` does not hold.
        initial_epoch: the first one; a callback may set another in `on_train_begin`.
        validation_freq: as in `Model.fit`.

    Raises:
        UserError: a diagnostic wants to look at what this model does not show.

    Example:
        >>> import tensorflow as tf
        >>> from suite.runs.progress.progress import Progress
        >>> from suite.training.fit.keras_epochs import KerasEpochs
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> data = np.zeros((5, 2)), np.zeros((5, 1)), None
        >>> engine = KerasEpochs(EpochBatches(data, tf.distribute.get_strategy(), batch_size=2))
        >>> loop = FitLoop(model, engine, [], Progress(), hooks=keras.callbacks.CallbackList())
        >>> loop.run(), loop.record["step"]
        (True, [3])
    """

    evaluation_class = FitEvaluation

    validation: EpochBatches | None = None
    hooks: keras.callbacks.CallbackList
    quiet: keras.callbacks.CallbackList = field(default_factory=keras.callbacks.CallbackList)
    initial_epoch: int = 0
    validation_freq: int | Sequence[int] = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        self.record = FitRecord()
        self.unasked = tuple(f"{one.name}/" for one in self.quiet.callbacks)
        self.position.epoch = self.initial_epoch

    def make_hooks(self) -> keras.callbacks.CallbackList:
        """Those of Keras, which have met the model."""
        return self.hooks

    def train(self, stop: StopRequest) -> None:
        """As the loop does; what no epoch's end has read of the diagnostics is read after it."""
        super().train(stop)
        if self._is_unread:
            self.reporter.report(self.position.step)
            self.record.amend(self.reporter.measured)
        self.quiet.on_train_end()

    def begin(self) -> None:
        """As in `Model.fit`, a callback may set another first epoch."""
        super().begin()
        self.quiet.on_train_begin()
        self.epoch_logs = None
        self.position.epoch = self.model._initial_epoch or self.initial_epoch

    def epochs(self) -> Iterator[int]:
        """Keras looks at `stop_training` after a batch, and not before the first."""
        for epoch in range(self.position.epoch, self.options.epochs):
            yield epoch
            if self.model.stop_training:
                return

    def begin_epoch(self, epoch: int) -> None:
        """Reset the metrics, then tell the callbacks."""
        self.model.reset_metrics()
        self.hooks.on_epoch_begin(epoch)
        if self.quiet.params:  # they judge by the length of an epoch, which nobody may know yet
            self.quiet.params["steps"] = self.engine.steps_per_epoch or REPORT_STEPS
        self.quiet.on_epoch_begin(epoch)

    def train_epoch(self, epoch: int, stop: StopRequest) -> None:
        """As the loop does; the diagnostics are read at the end, of which nobody may have known."""
        super().train_epoch(epoch, stop)
        is_last = epoch + 1 == self.options.epochs
        if self._is_unread and (is_last or getattr(self.engine, "reads_each_epoch", True)):
            self.reporter.report(self.position.step)

    @property
    def _is_unread(self) -> bool:
        """Whether steps were taken since the diagnostics were read."""
        return self.position.step > self.reporter.reported

    def validates_after(self, epoch: int) -> bool:
        """As `validation_freq` says."""
        return bool(self.model._should_eval(epoch, self.validation_freq))

    def tell_epoch_end(
        self, epoch: int, logs: dict[str, Any], extra: dict[str, float]
    ) -> dict[str, Any]:
        """Give the callbacks the logs of Keras and the measurements, and write down the rest."""
        measured = self.reporter.measured
        asked = {name: measured[name] for name in measured if not name.startswith(self.unasked)}
        self.quiet.on_epoch_end(epoch, logs | measured)
        self.hooks.on_epoch_end(epoch, logs | asked)
        for callback in self.callbacks:
            if isinstance(callback, keras.callbacks.History):
                for name in asked:
                    callback.history.pop(name, None)
        if not extra["images_per_second"]:  # a step of the model's own did not count them
            del extra["images_per_second"]
        counted = {name: value for name, value in logs.items() if _is_number(value)}
        self.record.add(extra, {"epoch": epoch + 1, **figures(counted), **extra})
        self.epoch_logs = logs
        numbers = {name: value for name, value in logs.items() if isinstance(value, float)}
        return numbers | extra

    def read_logs(self) -> dict[str, Any]:
        """As the history has them: arrays stay arrays."""
        return dict(pythonify_logs(self.batch_logs()))

    def batch_logs(self) -> dict[str, Any]:
        """What the last step has told, or the metrics after it."""
        return logs_after(self.model, self.engine.step_logs)

    @contextlib.contextmanager
    def kernels(self) -> Iterator[None]:
        """Keras's own operations, and no kernels that round in another way."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(noise_of_the_whole_batch(self.model, self.strategy))
            if self.strategy.num_replicas_in_sync > 1:
                stack.enter_context(summed_once(self.model.optimizer))
            yield

    def finish_weights(self) -> None:
        """As Keras does at the end, if there was a beginning."""
        if self.options.epochs > 0 and isinstance(self.model.optimizer, keras.Optimizer):
            super().finish_weights()


def _is_number(value: Any) -> bool:
    """Whether a log is a number, or an array of them; a model's own may be anything."""
    return np.asarray(value).dtype.kind in "biuf"
