"""Whether a run stops before its next epoch, to go on another time."""

from __future__ import annotations

from collections.abc import Callable

from suite.runs.history import History

# Given the finished epochs. The same epochs have to give the same answer: a run that was killed is
# asked again where it goes on.
Pause = Callable[[History], bool]


def go_on(history: History) -> bool:
    """No pause.

    Example:
        >>> go_on(History([{"epoch": 1, "loss": 0.5}]))
        False
    """
    return False
