"""How many training steps one call of the compiled function takes."""

from __future__ import annotations

import time
from collections.abc import Callable

from suite.training.replicas import pulse

# A call costs one or two milliseconds, in which the device waits. Four tenths of a second make that
# half a per cent, and still let Ctrl-C and the progress display answer at once.
TARGET_SECONDS = 0.4
MOST_STEPS = 100
# The first call traces and compiles; the next ones tell what a step costs.
CALLS_MEASURED = 3


class StepsPerCall:
    """The number of steps in the next call: as the recipe says, or measured.

    "auto" takes single steps first, measures them, and then settles for good on

        n = min(100, max(1, round(0.4 s / seconds of a step)))

    The weights do not depend on n: it only sets how often Python gets a word in.

    Args:
        setting: a whole number, or "auto".
        wait: blocks until the device has finished, so that an asynchronous call can be timed.
        agree: makes one number of what each worker measured; they must take the same steps.

    Example:
        >>> steps = StepsPerCall(10, wait=lambda: None)
        >>> steps.next(remaining=25), steps.next(remaining=5)
        (10, 5)
    """

    def __init__(
        self,
        setting: int | str,
        wait: Callable[[], object],
        agree: Callable[[float], float] = float,
    ) -> None:
        self._steps = 1 if setting == "auto" else int(setting)
        self._calls_left = CALLS_MEASURED + 1 if setting == "auto" else 0
        self._fastest = float("inf")
        self._wait = wait
        self._agree = agree

    def next(self, remaining: int) -> int:
        """Steps of the next call, never more than remain in the epoch."""
        pulse.beat()
        return min(self._steps, remaining)

    def timed(self, call: Callable[[], object]) -> None:
        """Make the call, and learn from it while there is something to learn."""
        if not self._calls_left:
            call()
            return
        self._wait()
        start = time.perf_counter()
        call()
        self._wait()
        seconds = time.perf_counter() - start
        self._calls_left -= 1
        if self._calls_left < CALLS_MEASURED:
            self._fastest = min(self._fastest, seconds)
        if not self._calls_left:
            fastest = self._agree(self._fastest)
            self._steps = max(1, min(MOST_STEPS, round(TARGET_SECONDS / fastest)))
