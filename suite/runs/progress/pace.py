"""How fast a run is, and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Speed and time left, from the steps taken so far.

    The first call is left out: it compiles. Time left is for the whole run and counts validation,
    as far as an epoch has shown how long it takes; speed is that of the current epoch's training.

    Args:
        epochs: of the whole run.
        steps_per_epoch: steps in each; 0 where nobody knows.
        batch_size: images in a step; 0 where nobody knows.
        clock: seconds.

    Example:
        >>> seconds = iter([0.0, 2.0, 2.0])
        >>> pace = Pace(epochs=1, steps_per_epoch=10, batch_size=32, clock=lambda: next(seconds))
        >>> pace.advance(0, 1)
        >>> pace.advance(0, 5)
        >>> pace.images_per_second
        64.0
    """

    def __init__(
        self,
        epochs: int,
        steps_per_epoch: int,
        batch_size: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.total = epochs * steps_per_epoch
        self.steps_per_epoch = steps_per_epoch
        self.batch_size = batch_size
        self.clock = clock
        self.step = 0
        self._first: tuple[float, int] | None = None
        self._epoch: int | None = None
        self._epoch_first = (0.0, 0)

    def advance(self, epoch: int, step_in_epoch: int) -> None:
        """`step_in_epoch` steps of the epoch are taken."""
        now = self.clock()
        self.step = epoch * self.steps_per_epoch + step_in_epoch
        if self._first is None:
            self._first = (now, self.step)
        if epoch != self._epoch:
            self._epoch, self._epoch_first = epoch, (now, self.step)

    @property
    def images_per_second(self) -> float | None:
        """Of this epoch so far; None until two calls have been made in it, or if not known."""
        start, first = self._epoch_first
        steps, seconds = self.step - first, self.clock() - start
        images = steps * self.batch_size
        return images / seconds if images and seconds > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """To the end of the last epoch; None until two calls have been made, or if not known."""
        if self._first is None or not self.steps_per_epoch:
            return None
        start, first = self._first
        steps, seconds = self.step - first, self.clock() - start
        return (self.total - self.step) * seconds / steps if steps else None
