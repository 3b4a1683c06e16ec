"""A display that may fail without ending what it shows."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

from suite.runs.progress.progress import Progress
from suite.screen import say


class LastingProgress(Progress):
    """Passes everything on to a display, until that fails; after that nothing is shown.

    Args:
        display: a terminal of any kind, a notebook, or somebody's library behind it may raise
            anything at all.

    Example:
        >>> class Broken(Progress):
        ...     def message(self, text):
        ...         raise OSError("the terminal is gone")
        >>> LastingProgress(Broken()).message("epoch 1/3")
    """

    def __init__(self, display: Progress) -> None:
        self.display = display

    def begin(
        self, epochs: int, steps_per_epoch: int, batch_size: int, first_epoch: int = 0
    ) -> None:
        self._try(lambda: self.display.begin(epochs, steps_per_epoch, batch_size, first_epoch))

    def advance(
        self, epoch: int, step_in_epoch: int, read_logs: Callable[[], Mapping[str, float]]
    ) -> None:
        reading = _Reading(read_logs)
        self._try(lambda: self.display.advance(epoch, step_in_epoch, reading), reading)

    def epoch_end(self, epoch: int, logs: Mapping[str, float]) -> None:
        self._try(lambda: self.display.epoch_end(epoch, logs))

    def message(self, text: str) -> None:
        self._try(lambda: self.display.message(text))

    def end(self) -> None:
        self._try(lambda: self.display.end())

    def _try(self, show: Callable[[], None], reading: _Reading | None = None) -> None:
        try:
            show()
        except Exception as error:
            if reading is not None and reading.failure is error:
                raise  # of the device, not of the display
            failed, self.display = self.display, Progress()
            with contextlib.suppress(Exception):  # it may have redirected standard output
                failed.end()
            if not isinstance(error, OSError):
                reason = f"{type(error).__name__}: {error}"
                say(f"warning: the display failed and is off ({reason})", error=True)


class _Reading:
    """Reads the metrics, and remembers an error that is theirs."""

    def __init__(self, read_logs: Callable[[], Mapping[str, float]]) -> None:
        self.read_logs = read_logs
        self.failure: Exception | None = None

    def __call__(self) -> Mapping[str, float]:
        try:
            return self.read_logs()
        except Exception as error:
            self.failure = error
            raise
