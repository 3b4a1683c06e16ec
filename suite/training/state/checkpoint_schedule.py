"""When checkpoints are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from suite.catalog.arguments.duration import OF_TIME, Duration

# A checkpoint that nobody asked for may cost this share of the time since the last one.
SHARE = 0.02
# Inside an epoch the first one is written after so many seconds, and the latest of the next ones so
# many after the one before.
FIRST, SECONDS = 5.0, 600.0


@dataclass(frozen=True)
class CheckpointSchedule:
    """When checkpoints are written, beside at a signal and at a failure.

    Args:
        steps: at multiples of so many steps.
        seconds: when so much time has passed since the last one.
        keep: how many are kept.

    Where neither steps nor seconds are given: at the end of each epoch, and inside an epoch after
    5 s, and again whenever the time of training has doubled or ten minutes have passed. A killed
    run loses half of what it did at most. After the first they take two per cent of the time at
    most.

    Example:
        >>> CheckpointSchedule.of("10min", keep=2, steps=int).seconds
        600.0
    """

    steps: int | None = None
    seconds: float | None = None
    keep: int = 2

    @classmethod
    def of(cls, every: str, keep: int, steps: Callable[[str], int]) -> CheckpointSchedule:
        """A recipe's `checkpoint_every`; `steps` turns a duration into steps."""
        if every == "auto":
            return cls(keep=keep)
        duration = Duration.parse(every, OF_TIME)
        if duration.unit == "min":
            return cls(seconds=60.0 * duration.amount, keep=keep)
        return cls(steps=max(1, steps(every)), keep=keep)

    @property
    def is_auto(self) -> bool:
        return self.steps is None and self.seconds is None

    def is_due(
        self, step: int, passed: float, trained: float, cost: float, epoch_ends: bool
    ) -> bool:
        """Whether to write one now.

        Args:
            step: steps taken in all.
            passed: seconds since the last one, or since the first call of the compiled function.
            trained: seconds from the beginning of training to the last one; 0 where there is none.
            cost: seconds that the last one took.
            epoch_ends: whether an epoch has just ended.
        """
        if self.is_auto:
            wait = min(SECONDS, max(FIRST, trained))
            return (epoch_ends or passed >= wait) and cost <= SHARE * passed
        by_steps = self.steps is not None and step % self.steps == 0
        return by_steps or (self.seconds is not None and passed >= self.seconds)
