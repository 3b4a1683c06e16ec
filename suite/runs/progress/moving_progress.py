"""What displays with a moving bar have in common."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

from suite.runs.numbers import show_seconds
from suite.runs.progress.pace import Pace
from suite.runs.progress.progress import Progress, epoch_figures, show_speed
from suite.runs.progress.trail import Trail

REFRESH_SECONDS = 0.5


class MovingProgress(Progress):
    """Keeps the pace, the epoch's figures so far and the curves until now; a subclass draws them.

    Everything happens inside `advance`, without a thread: the metrics are read at most twice a
    second, and between two readings a call costs a look at the clock.

    Example:
        >>> class Steps(MovingProgress):
        ...     def draw(self, epoch, step):
        ...         print(self.steps_taken(step))
        >>> Steps().begin(epochs=3, steps_per_epoch=100, batch_size=32)
          0/100
    """

    def trail(self) -> Trail:
        """An empty one, as wide as there is room for."""
        return Trail(width=20)

    def begin(
        self, epochs: int, steps_per_epoch: int, batch_size: int, first_epoch: int = 0
    ) -> None:
        self.epochs, self.steps_per_epoch = epochs, steps_per_epoch
        self.curves = self.trail()
        self.pace = Pace(epochs, steps_per_epoch, batch_size)
        self.figures = [("", "preparing the first step")]
        self.read = -math.inf
        self.draw(first_epoch, 0)

    def advance(
        self, epoch: int, step_in_epoch: int, read_logs: Callable[[], Mapping[str, float]]
    ) -> None:
        self.pace.advance(epoch, step_in_epoch)
        due = time.monotonic() - self.read >= REFRESH_SECONDS
        if due:
            self.figures = self._figures(read_logs())
            self.read = time.monotonic()
        # A bar that stopped short of the end would stand there through the whole validation.
        if due or step_in_epoch == self.steps_per_epoch:
            self.draw(epoch, step_in_epoch)

    def epoch_end(self, epoch: int, logs: Mapping[str, float]) -> None:
        self.curves.add(logs)
        self.figures = self._validated()

    def _figures(self, logs: Mapping[str, float]) -> list[tuple[str, str]]:
        """(name, value) of the epoch so far, the loss after its curve; then of the validation."""
        figures = [
            (name, self.curves.curve(name, logs[name]) + value if name == "loss" else value)
            for name, value in epoch_figures(logs)
        ]
        figures += self._validated()
        speed = self.pace.images_per_second
        return figures if speed is None else [*figures, ("", show_speed(speed))]

    def _validated(self) -> list[tuple[str, str]]:
        found = self.curves.validated()
        return [] if found is None else [found]

    def time_left(self) -> str:
        """`12 s left`, for the whole run; empty while it is not known."""
        left = self.pace.seconds_left
        return "" if left is None else f"{show_seconds(left)} left"

    def steps_taken(self, step: int) -> str:
        """`  7/100`, or `7` while nobody knows how many an epoch has."""
        whole = str(self.steps_per_epoch)
        return f"{step:>{len(whole)}}/{whole}" if self.steps_per_epoch else str(step)

    def draw(self, epoch: int, step: int) -> None:
        """Show `step` of the epoch's steps done, with `self.figures`."""
        raise NotImplementedError
