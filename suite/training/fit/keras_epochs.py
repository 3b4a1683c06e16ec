"""The engine of `suite.fit`: the epochs of Keras's own iterator, and the steps that suit the model.

A model with a `train_step` of its own is trained by Keras's function over it.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import tensorflow as tf

from suite.diagnostics import Diagnostic, Observers
from suite.diagnostics.plugin_failure import PluginFailure
from suite.training.fit.build_from_spec import build_from_spec
from suite.training.fit.checkup.quiet_observers import QuietObservers
from suite.training.fit.data.epoch_batches import EpochBatches
from suite.training.fit.data.first_batches import FirstBatches, take_first
from suite.training.fit.epoch_calls import epoch_calls, remaining
from suite.training.fit.fit_calls import Logs, StepCall, StepsOfKeras, call_of
from suite.training.fit.fit_refusals import (
    refuse_for_own_training,
    refuse_second_reading,
    refuse_without_graph,
    without_graph_said,
)
from suite.training.fit.own_methods import TRAINING, own_method
from suite.training.loop.engine import REPORT_STEPS, Call, Setup, Taken
from suite.training.loop.loop_options import Position
from suite.training.loop.steps_per_call import StepsPerCall
from suite.training.replicas.strategy import check_accumulation
from suite.training.step.cadenced_step import CadencedStep
from suite.training.step.step import TrainStep


class KerasEpochs:
    """Takes a step for each batch of an epoch, which lasts as long as Keras's iterator.

    Args:
        batches: the training data, one epoch at a time.
        quiet: diagnostics that are left out where they cannot look at the model.
        first: keeps the first batches; None looks at none.

    Example:
        >>> data = (np.zeros((5, 2)), None, None)
        >>> engine = KerasEpochs(EpochBatches(data, tf.distribute.get_strategy(), batch_size=2))
        >>> engine.steps_per_epoch, engine.batch_size
        (3, 2)
    """

    figures: Sequence[str] = ()

    def __init__(
        self,
        batches: EpochBatches,
        quiet: Collection[Diagnostic] = (),
        first: FirstBatches | None = None,
    ) -> None:
        self.batches = batches
        self.quiet = quiet
        self.first = first
        self.step_logs: Logs = {}
        self._reported = 0

    @property
    def reads_each_epoch(self) -> bool:
        """Whether the diagnostics are read at every epoch's end: their figures have been asked for.
        Of a small data set's epochs, which are a handful of steps, reading would be felt."""
        return any(one not in self.quiet for one in self.setup.diagnostics)

    @property
    def steps_per_epoch(self) -> int:
        """0 where nobody knows."""
        return self.batches.num_batches or 0

    @property
    def batch_size(self) -> int:
        """0 where nobody knows."""
        return self.batches.samples

    def build(self, setup: Setup) -> None:
        """See `Engine.build`.

        Raises:
            UserError: a diagnostic wants to look at what this model does not show.
        """
        self.model, self.strategy, options = setup.model, setup.strategy, setup.options
        self.setup = setup
        own = own_method(self.model, TRAINING)
        if own:
            self.model._maybe_symbolic_build(iterator=self.batches)
        else:
            build_from_spec(self.model, self.batches.element_spec, self.strategy)
        self.batches.reset()
        if own:
            refuse_for_own_training(self.model, own, setup.diagnostics, options)
        self.observers: Observers | None = self._observers(setup.diagnostics)
        check_accumulation(self.strategy, self.model.optimizer)
        self.train_call = self._keras_call() if own else self._call()
        if own and self.batches.steps_per_execution > 1:  # it takes several batches by itself
            self.first = None
        one = self.train_call.single or self.batches.steps_per_execution > 1
        if one or (setup.is_watched and options.steps_per_execution == "auto"):
            self.steps_per_call = StepsPerCall(1, setup.wait)
        else:
            self.steps_per_call = setup.steps_per_call()

    def _observers(self, diagnostics: Sequence[Diagnostic]) -> QuietObservers | None:
        if not diagnostics:
            return None
        refuse_without_graph(self.model, diagnostics)
        refuse_second_reading(self.batches, diagnostics)
        can_be_read_again = self.batches.can_be_read_again
        for diagnostic in diagnostics:
            diagnostic.batches = self.batches.stream if can_be_read_again else None
            diagnostic.probe_set = self.batches.probe if can_be_read_again else None
        with self.strategy.scope(), without_graph_said(self.model):
            return QuietObservers.that_can_look(diagnostics, self.model, self.quiet)

    def _keras_call(self) -> StepCall:
        self.model.make_train_function()
        return StepsOfKeras(self.model.train_function)

    def _call(self) -> StepCall:
        options = self.setup.options
        make = functools.partial(TrainStep, self.model, options.clip_norm)
        steps = CadencedStep.of(self.observers, make, options.jit_compile)
        return call_of(steps, self.model, self.batches, self.strategy)

    def _called(self, iterator: Any, count: int) -> tuple[int, Logs]:
        """The call; again without the quiet diagnostics, where one cannot be traced."""
        if not self.quiet or not isinstance(self.observers, QuietObservers):
            return self.train_call(iterator, count)
        try:
            return self.train_call(iterator, count)
        except (StopIteration, tf.errors.OpError):  # of the data or of a step, not of tracing
            raise
        except Exception as error:
            if isinstance(error, PluginFailure) and error.callback not in self.quiet:
                raise
            self.quiet = ()
            with self.strategy.scope():
                self.observers.leave_out_quiet()
            self.train_call = self._call()
        # What fails for another reason fails again.
        return self.train_call(iterator, count)

    def open(self, step: int) -> None:
        """The iterator opens the data by itself."""

    def calls(self, epoch: int, position: Position) -> Iterator[Call]:
        """The calls of an epoch, as long as it lasts."""
        self._start = position.step
        if self.reads_each_epoch:
            self._reported = position.step
        with self.batches.catch_stop_iteration():
            for first, last, iterator, count in epoch_calls(self.batches, self._limit):
                make = functools.partial(self._take, iterator, count, position)
                yield Call(first, last, make)
                if self._has_ended:
                    raise StopIteration  # as Keras's iterator wants to hear it
        if self.first is not None:
            self.first.is_full = True  # the next epoch brings the same samples

    def _limit(self, least: int, done: int) -> int:
        # Keras looks at `stop_training` after a batch, and not before the first.
        if self.model.stop_training:
            return least
        most = remaining(self.batches, done)
        if self.observers is not None:
            most = min(most, REPORT_STEPS - (self._start + done - self._reported))
        return max(least, self.steps_per_call.next(most))

    def _take(self, iterator: Any, count: int, position: Position) -> Taken:
        try:
            steps, self.step_logs = take_first(
                self.first, self._called, iterator, count, self.steps_per_call
            )
        except (StopIteration, tf.errors.OutOfRangeError):
            self._has_ended = True
            return Taken(0)
        self._has_ended = False
        due = position.step + steps - self._reported >= REPORT_STEPS
        if due:
            self._reported = position.step + steps
        return Taken(steps, due=due)

    def images(self, steps: int, measured: Mapping[str, float]) -> int:
        """As many as the mean of the loss has counted."""
        return int(self.model._loss_tracker.count.value.numpy())

    def close(self, step: int) -> None:
        """Nothing is to be kept."""
