"""What a rule of pruning is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from suite.lab.sweep.pruning.curve import Curve


@dataclass(frozen=True)
class Hopeless:
    """Why a trial is stopped.

    Args:
        value: that it had, the larger the better; NaN where it had none.
        limit: that it would have had to reach.
        what: the limit is, in the words of a sentence: `the median of 6 trials`.

    Example:
        >>> Hopeless(0.5, 0.75, "the median of 6 trials").limit
        0.75
    """

    value: float
    limit: float
    what: str


class Pruner(Protocol):
    """Says at the end of an epoch whether a trial is hopeless.

    It keeps nothing in mind: the same curves give the same answer, in whichever process a trial
    goes on.

    Example:
        >>> from suite.lab.sweep.pruning.percentile import Percentile
        >>> rule: Pruner = Percentile(keep=0.5, startup=1, warmup=0)
        >>> rule.verdict(1, [0.5], [(0, Curve([0.25]))]) is None
        True
    """

    def verdict(
        self, number: int, own: Sequence[float], others: Sequence[tuple[int, Curve]]
    ) -> Hopeless | None:
        """Why the trial is stopped after its epochs so far; None if it goes on.

        Args:
            number: of the trial.
            own: what it has reached after each epoch, the larger the better.
            others: the trials that were known when it began, with their numbers.
        """
