"""The engine of mini-batches: a step for each of them, many steps without a return to Python.

n times:
    batch     = function of (seed, step)
    gradients = sum over the replicas of d loss / d weights
    weights   = optimizer(weights, clip(gradients))
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

from suite.data.batches.gathered import Gathered
from suite.data.batches.row_batches import Batches, RowBatches, reading
from suite.diagnostics import Diagnostic, Observers
from suite.training.loop.compiled import build_variables, training_call
from suite.training.loop.engine import REPORT_STEPS, Call, Setup, Taken
from suite.training.loop.loop_options import Position
from suite.training.replicas.distribute import distributed
from suite.training.replicas.strategy import check_accumulation
from suite.training.step.cadenced_step import CadencedStep
from suite.training.step.step import Batch, TrainStep


class MiniBatches:
    """Takes a step for each batch of an endless stream.

    Args:
        batches: gives the stream from a global step on.
        steps_per_epoch: batches that make one epoch.
        batch_size: samples in a (global) batch.
        gathered: the same batches, made inside the step; used on a single processor.
        rows: the same batches, of which a worker makes its own part; None: it makes whole ones.
        probe: gives so many training samples as one batch, the same ones whatever the batches;
            None takes the first of the stream.

    Example:
        >>> engine = MiniBatches(lambda step: tf.data.Dataset.range(6).batch(2), 3, 2)
        >>> engine.images(steps=3, measured={})
        6
    """

    figures: Sequence[str] = ()
    step_logs: dict[str, Any] | None = None

    def __init__(
        self,
        batches: Callable[[int], tf.data.Dataset],
        steps_per_epoch: int,
        batch_size: int,
        gathered: Gathered | None = None,
        probe: Callable[[int], Batch] | None = None,
        rows: Callable[[int], RowBatches] | None = None,
    ) -> None:
        self.batches = batches
        self.rows = rows
        self.probe = probe or self._first_samples
        self.gathered = gathered
        self.steps_per_epoch = steps_per_epoch
        self.batch_size = batch_size
        self.is_streamed = False
        self._batches: Batches | None = None
        self.stream: tuple[int, Iterator[Batch]] | None = None  # and the step it stands at

    def build(self, setup: Setup) -> None:
        """See `Engine.build`."""
        self.setup, options = setup, setup.options
        self.steps_per_call = setup.steps_per_call()
        build_variables(setup.model, next(iter(self.batches(0).take(1))), setup.strategy)
        self.observers = self._observers(setup.diagnostics)
        check_accumulation(setup.strategy, setup.model.optimizer)
        make = functools.partial(
            TrainStep,
            setup.model,
            options.clip_norm,
            options.micro_batches,
            options.average,
            rates=options.rates,
        )
        steps = CadencedStep.of(self.observers, make, options.jit_compile)
        if setup.strategy.num_replicas_in_sync > 1 or tf.config.list_physical_devices("GPU"):
            self.gathered = None
        made = None if self.gathered is None else self.gathered.batch
        self.is_streamed = self.rows is not None and self.rows(0).source is not None
        self.train_call = training_call(steps, setup.strategy, made, by_batch=self.is_streamed)

    def _observers(self, diagnostics: Sequence[Diagnostic]) -> Observers | None:
        if not diagnostics:
            return None
        for diagnostic in diagnostics:
            keras.callbacks.Callback.set_model(diagnostic, self.setup.model)  # `build` may want it
            diagnostic.batches = lambda step: self.batches(step)
            diagnostic.probe_set = self.probe
        with self.setup.strategy.scope():
            return Observers(diagnostics, self.setup.model, self.setup.options.micro_batches)

    def _first_samples(self, count: int) -> Batch:
        epoch = self.batches(0).take(self.steps_per_epoch)
        first: Batch = next(iter(epoch.unbatch().batch(count)))
        return first

    def open(self, step: int) -> None:
        """Take up the stream at a step: that of the last run, if it stands there."""
        kept, self.stream = self.stream, None  # after an error nobody knows where it stands
        if kept is not None and kept[0] == step:
            self._iterator = kept[1]
            return
        stream: Callable[[int], Batches] = self.rows or self.batches
        if self.gathered is not None:
            stream = self.gathered.rows
        micro_batches, self._batches = self.setup.options.micro_batches, stream(step)
        self._iterator = distributed(self._batches, self.setup.strategy, micro_batches)

    def calls(self, epoch: int, position: Position) -> Iterator[Call]:
        """The calls that are left, none of which goes beyond a step at which the loop has to look
        at something."""
        begin = epoch * self.steps_per_epoch
        if position.step == begin:  # a resumed epoch keeps the metrics it had
            self.setup.model.reset_metrics()
        while (done := position.step - begin) < self.steps_per_epoch:
            count = self._count(done, position.step)
            make = functools.partial(self._take, done, count, position)
            yield Call(done, done + count - 1, make)

    def _count(self, done: int, step: int) -> int:
        if self.is_streamed:
            return 1  # a file that cannot be read must leave every variable as it was
        remaining = self.steps_per_epoch - done
        if self.observers is not None:
            remaining = min(remaining, REPORT_STEPS - step % REPORT_STEPS)
        if (every := self.setup.options.stop_every) is not None:
            remaining = min(remaining, every - step % every)
        return self.steps_per_call.next(remaining)

    def _take(self, done: int, count: int, position: Position) -> Taken:
        with reading(self._batches):
            self.steps_per_call.timed(lambda: self.train_call(self._iterator, tf.constant(count)))
        is_last = done + count == self.steps_per_epoch
        due = is_last or (position.step + count) % REPORT_STEPS == 0
        return Taken(count, due=due, ends_epoch=is_last)

    def images(self, steps: int, measured: Mapping[str, float]) -> int:
        """Samples in so many batches."""
        return steps * self.batch_size

    def close(self, step: int) -> None:
        """Keep the stream for a run that goes on from here."""
        self.stream = step, self._iterator
