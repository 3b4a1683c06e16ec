"""Progress as plain lines, for files and pipes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO

from suite.runs.progress.progress import Progress, epoch_figures, epoch_number
from suite.screen import Screen, plain


class PlainProgress(Progress):
    """One line per epoch.

    Args:
        stream: where the lines go; flushed after each.

    Example:
        >>> import sys
        >>> progress = PlainProgress(sys.stdout)
        >>> progress.begin(epochs=3, steps_per_epoch=10, batch_size=32)
        >>> progress.epoch_end(0, {"loss": 0.25, "seconds": 2.13})
        epoch 1/3  loss 0.2500  2.1 s
    """

    def __init__(self, stream: TextIO | Screen) -> None:
        self.stream = stream
        self.epochs = 0

    def begin(
        self, epochs: int, steps_per_epoch: int, batch_size: int, first_epoch: int = 0
    ) -> None:
        self.epochs = epochs

    def epoch_end(self, epoch: int, logs: Mapping[str, float]) -> None:
        self.message(epoch_line(epoch, self.epochs, logs))

    def message(self, text: str) -> None:
        print(plain(text), file=self.stream, flush=True)


def epoch_line(epoch: int, epochs: int, logs: Mapping[str, float]) -> str:
    """`epoch 3/10  loss 0.1234  accuracy 0.9612  1,234 samples/s  2.1 s`"""
    figures = (f"{name} {value}".lstrip() for name, value in epoch_figures(logs))
    return "  ".join([epoch_number(epoch, epochs), *figures])
