"""Durations as steps of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from suite.catalog import Component
from suite.catalog.arguments.duration import Duration, is_duration


@dataclass(frozen=True)
class Clock:
    """Turns durations into steps of one run.

    Args:
        steps_per_epoch: at least 1.
        epochs: at least 1.

    Example:
        >>> clock = Clock(steps_per_epoch=20, epochs=10)
        >>> clock.steps("2ep"), clock.steps("10%"), clock.steps("7st"), clock.steps("cosine")
        (40, 20, 7, 'cosine')
    """

    steps_per_epoch: int
    epochs: int

    @property
    def total(self) -> int:
        """Steps of the whole run."""
        return self.steps_per_epoch * self.epochs

    def steps(self, value: Any) -> Any:
        """`10ep`, `500st`, `20%` as a number of steps; anything else as it is."""
        if isinstance(value, str) and is_duration(value):
            return Duration.parse(value).steps(self.steps_per_epoch, self.total)
        return value

    def updates(self, optimizer: Component) -> Callable[[Any], Any]:
        """As `steps`, counted as the optimizer's schedule counts: in updates of the weights, of
        which `gradient_accumulation_steps` steps make one."""
        each = optimizer.arguments.get("gradient_accumulation_steps") or 1

        def updates(value: Any) -> Any:
            steps = self.steps(value)
            return steps if steps is value else max(1, steps // each)

        return updates
