"""Progress as plain lines, for files and pipes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TextIO

from suite.runs.numbers import show_seconds
from suite.runs.progress.fitted import in_lines
from suite.runs.progress.pace import Pace
from suite.runs.progress.progress import (
    Progress,
    epoch_figures,
    epoch_number,
    measured_figures,
    spare_figures,
)
from suite.screen import Screen, columns, folded, plain

# Inside an epoch a line is due when a tenth of the run has gone by since the last one, and as many
# seconds: a short run has a line an epoch and no more.
_TENTHS = 10
_QUIET_SECONDS = 30.0


class PlainProgress(Progress):
    """One line per epoch, and in long ones a line each tenth of the run.

    Metrics that do not fit on a line stand indented on the next; nothing is cut.

    Args:
        stream: where the lines go; flushed after each.
        width: of a line, in columns; None is that of the stream, 80 for a file.

    Example:
        >>> import sys
        >>> progress = PlainProgress(sys.stdout)
        >>> progress.begin(epochs=3, steps_per_epoch=10, batch_size=32)
        >>> progress.epoch_end(0, {"loss": 0.25, "seconds": 2.13})
        epoch 1/3  loss 0.2500  2.1 s
    """

    def __init__(self, stream: TextIO | Screen, width: int | None = None) -> None:
        self.stream = stream
        self.width = columns(stream) if width is None else width
        self.epochs = 0

    def begin(
        self, epochs: int, steps_per_epoch: int, batch_size: int, first_epoch: int = 0
    ) -> None:
        self.epochs, self.steps_per_epoch = epochs, steps_per_epoch
        self.pace = Pace(epochs, steps_per_epoch, batch_size)
        self._spoke(first_epoch * steps_per_epoch)

    def advance(
        self, epoch: int, step_in_epoch: int, read_logs: Callable[[], Mapping[str, float]]
    ) -> None:
        self.pace.advance(epoch, step_in_epoch)
        if step_in_epoch == self.steps_per_epoch or not self.is_due():
            return
        parts = [epoch_number(epoch, self.epochs), f"step {step_in_epoch}/{self.steps_per_epoch}"]
        parts += _shown(epoch_figures(read_logs()))
        left = self.pace.seconds_left
        parts += [] if left is None else [f"{show_seconds(left)} left"]
        self._say(parts)

    def is_due(self) -> bool:
        """Whether there was silence for a tenth of the run, and for half a minute."""
        steps = self.pace.step - self.told_step
        is_tenth = 0 < self.pace.total <= steps * _TENTHS
        return is_tenth and time.monotonic() - self.told >= _QUIET_SECONDS

    def epoch_end(self, epoch: int, logs: Mapping[str, float]) -> None:
        parts = [epoch_number(epoch, self.epochs), *_shown(measured_figures(logs))]
        self._say(parts, _shown(spare_figures(logs)))

    def message(self, text: str) -> None:
        print(folded(plain(text), self.width), file=self.stream, flush=True)

    def _say(self, parts: list[str], spare: Sequence[str] = ()) -> None:
        print(plain(in_lines(parts, self.width, spare)), file=self.stream, flush=True)
        self._spoke(self.pace.step)

    def _spoke(self, step: int) -> None:
        self.told_step, self.told = step, time.monotonic()


def epoch_line(epoch: int, epochs: int, logs: Mapping[str, float]) -> str:
    """`epoch 3/10  loss 0.1234  accuracy 0.9612  1,234 samples/s  2.1 s`"""
    return "  ".join([epoch_number(epoch, epochs), *_shown(epoch_figures(logs))])


def _shown(figures: list[tuple[str, str]]) -> list[str]:
    return [f"{name} {value}".lstrip() for name, value in figures]
