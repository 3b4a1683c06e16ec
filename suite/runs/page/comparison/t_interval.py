"""Where the mean of more runs would lie, told from a few."""

from __future__ import annotations

import functools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TInterval:
    """Mean, deviation and a t interval of the mean.

        mean +- t(n - 1) * deviation / sqrt(n)

    with the deviation of a sample (n - 1), and t the quantile of Student's distribution.

    Args:
        values: one a run, at least one.
        level: how often such an interval holds the true mean, above 0 and below 1.

    Raises:
        ValueError: there is no value, or `level` is outside its range.

    Reference:
        Student, 1908, "The probable error of a mean".

    Example:
        >>> found = TInterval([0.90, 0.92, 0.94])
        >>> f"{found.mean:.2f} {found.deviation:.2f} {found.low:.3f} {found.high:.3f}"
        '0.92 0.02 0.870 0.970'
    """

    values: Sequence[float]
    level: float = 0.95

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("Argument `values` must hold a value at least. Received: values=[]")
        if not 0 < self.level < 1:
            raise ValueError(
                f"Argument `level` must be above 0 and below 1. Received: level={self.level}"
            )

    @property
    def mean(self) -> float:
        return statistics.fmean(self.values)

    @property
    def deviation(self) -> float | None:
        """None for a single value."""
        return statistics.stdev(self.values) if len(self.values) > 1 else None

    @property
    def half_width(self) -> float | None:
        """None for a single value."""
        if self.deviation is None:
            return None
        count = len(self.values)
        return quantile(count - 1, self.level) * self.deviation / math.sqrt(count)

    @property
    def low(self) -> float | None:
        return None if self.half_width is None else self.mean - self.half_width

    @property
    def high(self) -> float | None:
        return None if self.half_width is None else self.mean + self.half_width


@functools.cache
def quantile(freedom: int, level: float) -> float:
    """Between plus and minus which value a t of so many degrees of freedom lies so often."""
    from scipy.special import stdtrit  # comes with scikit-learn; scipy.stats takes ten times longer

    return float(stdtrit(freedom, (1 + level) / 2))
