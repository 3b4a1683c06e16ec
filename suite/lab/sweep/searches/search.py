"""What a search is: the combination of trial n, given what is known of the trials before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Point = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """A trial that has come to its end.

    Args:
        number: from 0, in the order of the sweep.
        point: a value for each key.
        score: the larger the better; minus infinity where the run failed, or did not come to its
            end.
        stopped: after how many epochs it was stopped, and its score then; None where it was not.

    Example:
        >>> Known(0, {"optimizer.learning_rate": 0.1}, 0.93).score
        0.93
    """

    number: int
    point: Mapping[str, Any]
    score: float
    stopped: tuple[int, float] | None = None


class Search(Protocol):
    """Chooses the combination of each trial.

    Several processes ask it, each for other trials and in any order: it keeps nothing in mind.
    Equal arguments give equal points; what was once drawn is written down by the sweep and never
    drawn again, so that another version of a package changes only what comes next.

    Example:
        >>> from suite.lab.sweep.searches.grid import Grid
        >>> grid: Search = Grid({"seed": [0, 1]})
        >>> [grid.point(number, []) for number in range(grid.count)]
        [{'seed': 0}, {'seed': 1}]
    """

    @property
    def count(self) -> int:
        """How many trials there are."""

    @property
    def sampler(self) -> str:
        """What draws, with the version that decides the draws: `random, NumPy 2.3.5`."""

    def point(self, number: int, known: Sequence[Known]) -> Point:
        """The combination of a trial.

        Args:
            number: of the trial, from 0 to `count` - 1.
            known: the trials with smaller numbers that have come to their end, in their order.
                Others may be running at other processes, and are not known.
        """
