"""How long an examination may take."""

from __future__ import annotations

import time

SECONDS = 10.0
# A run that took hours may be examined for longer than one that took seconds.
MOST_SECONDS = 30.0
_SHARE = 0.02
# On a machine that has much else to do.
_LONGEST = 3.0


class Deadline:
    """A budget of time that begins when it is made.

    It is counted in seconds of the processor, so that the same is measured while others compute
    too; but it ends at the latest after three times as many on the clock.

    Args:
        seconds: of the budget, >= 0.
        longest: after how many times as many seconds on the clock it ends in any case, >= 1.

    Example:
        >>> deadline = Deadline(seconds=60.0)
        >>> deadline.is_over, 59 < deadline.left <= 60
        (False, True)
    """

    def __init__(self, seconds: float = SECONDS, longest: float = _LONGEST) -> None:
        self.seconds, self.longest = seconds, longest
        self.end = time.process_time() + seconds
        self.latest = time.monotonic() + longest * seconds

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """For a run that has trained for so long: 2 % of it, but 10 seconds at least and 30 at
        most."""
        return cls(min(MOST_SECONDS, max(SECONDS, _SHARE * seconds)))

    def part(self, share: float) -> Deadline:
        """One that begins now, for a share of the budget."""
        return Deadline(share * self.seconds, self.longest)

    @property
    def left(self) -> float:
        """Seconds until the end; negative after it."""
        return min(self.end - time.process_time(), self.latest - time.monotonic())

    @property
    def is_over(self) -> bool:
        return self.left <= 0
