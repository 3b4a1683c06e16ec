"""What takes the steps of training; the loop does all that stands between two calls of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import keras
import tensorflow as tf

from suite.diagnostics import Diagnostic, Observers
from suite.training.loop.loop_options import LoopOptions, Position
from suite.training.loop.steps_per_call import StepsPerCall
from suite.training.replicas.agreement import Agreement

# How often the host reads the diagnostics. Reading waits for the device, so it is done seldom.
REPORT_STEPS = 100


@dataclass(frozen=True)
class Setup:
    """What an engine trains, and how.

    Args:
        model: compiled; its optimizer, loss and metrics are used as they are.
        strategy: in whose scope the model was built.
        options: how to compute.
        diagnostics: which of the callbacks are diagnostics.
        is_watched: whether a callback looks at single batches.
        agreement: with the other workers.
    """

    model: keras.Model
    strategy: tf.distribute.Strategy
    options: LoopOptions
    diagnostics: Sequence[Diagnostic]
    is_watched: bool
    agreement: Agreement

    def steps_per_call(self) -> StepsPerCall:
        """As the options say; a callback that watches batches wants to see each of them."""
        setting = self.options.steps_per_execution
        if setting == "auto" and self.is_watched:
            setting = 1
        return StepsPerCall(setting, self.wait, self.agreement.chief_says)

    def wait(self) -> None:
        """Return when the device has finished the steps it was given."""
        self.model.optimizer.iterations.numpy()


@dataclass(slots=True)  # one for each call: frozen ones are made slowly
class Taken:
    """What a call has done.

    Args:
        steps: that were taken; 0 where the data had come to its end.
        due: whether this is the moment to read the diagnostics.
        ends_epoch: whether no call of the epoch is left.
        measured: what the engine adds to the logs of the epoch.
        ended: why training is at its end, where the optimizer says so.
    """

    steps: int
    due: bool = False
    ends_epoch: bool = False
    measured: Mapping[str, float] = field(default_factory=dict)
    ended: str | None = None


@dataclass(slots=True)  # one for each call: frozen ones are made slowly
class Call:
    """A call of the compiled step that is about to be made.

    Args:
        first: its first batch, counted from the beginning of the epoch.
        last: its last batch.
        make: makes it.
    """

    first: int
    last: int
    make: Callable[[], Taken]


class Engine(Protocol):
    """Takes the steps of training.

    An engine knows what an epoch is, and a step of it, and which variables and compiled functions
    there must be; callbacks, validation and checkpoints are the loop's. `MiniBatches` takes a step
    for each batch, `FullBatch` one over all of the data.

    `observers`, `steps_per_call` and `step_logs` are there once it is built.

    Example:
        >>> from suite.training.loop.mini_batches import MiniBatches
        >>> engine: Engine = MiniBatches(lambda step: tf.data.Dataset.range(6).batch(2), 3, 2)
        >>> engine.images(steps=3, measured={})
        6
    """

    # Names of what `Taken.measured` will hold.
    figures: Sequence[str]
    observers: Observers | None
    steps_per_call: StepsPerCall
    # What the last step has told by itself; None where the metrics tell.
    step_logs: dict[str, Any] | None

    @property
    def steps_per_epoch(self) -> int:
        """0 where nobody knows."""

    @property
    def batch_size(self) -> int:
        """Samples in a step; 0 where nobody knows."""

    def build(self, setup: Setup) -> None:
        """Create the variables of optimizer, metrics and diagnostics, and the compiled functions.

        Raises:
            UserError: the model, or a diagnostic, asks for what this engine does not do.
        """

    def open(self, step: int) -> None:
        """Training begins, or goes on, at this step."""

    def calls(self, epoch: int, position: Position) -> Iterator[Call]:
        """The calls that are left of an epoch; each is made before the next one is asked for.

        Args:
            epoch: from 0.
            position: the loop's own, which it moves on after each call.
        """

    def images(self, steps: int, measured: Mapping[str, float]) -> int:
        """Samples that the epoch's steps have taken; asked before the validation."""

    def close(self, step: int) -> None:
        """Training has come to this step, and ends."""
