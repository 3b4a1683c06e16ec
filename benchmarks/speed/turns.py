"""Measuring sides that take turns, so that a slower moment of the machine meets all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass
class Times:
    """Seconds of each turn: on the clock, and of all threads of this process together.

    Processor time suffers less from what else the machine does. Threads that wait in a spin loop
    are counted, too.
    """

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def first(self, count: int) -> Times:
        """Of so many turns."""
        return Times(self.wall[:count], self.processor[:count])

    def add(self, wall: float, processor: float) -> None:
        self.wall.append(wall)
        self.processor.append(processor)


def take_turns(
    sides: Mapping[Key, Callable[[], object]],
    rounds: int,
    before: Mapping[Key, Callable[[], object]] | None = None,
) -> dict[Key, Times]:
    """Call every side once a round, in an order that is reversed from round to round.

    Args:
        sides: what is timed.
        rounds: turns of each side.
        before: called untimed at the beginning of each turn.
    """
    times = {name: Times() for name in sides}
    order = list(sides)
    for _ in range(rounds):
        for name in order:
            if before is not None:
                before[name]()
            wall, processor = time.perf_counter(), time.process_time()
            sides[name]()
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            times[name].add(wall, processor)
        order.reverse()
    return times


def spread(values: Sequence[float], digits: int) -> str:
    """`1.42 (1.38 to 1.45)`: the median, and the range."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def quotients(slow: Sequence[float], fast: Sequence[float]) -> list[float]:
    """How many times `fast` goes into `slow`, round by round."""
    return [one / other for one, other in zip(slow, fast, strict=True)]


def ratio(slow: Sequence[float], fast: Sequence[float], digits: int = 2) -> str:
    """The median of the rounds' quotients, and their range."""
    return spread(quotients(slow, fast), digits)
