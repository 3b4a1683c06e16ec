"""The figure by which trials are compared, epoch by epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from suite.runs.history import lower_is_better


@dataclass(frozen=True)
class Curve:
    """What a trial had reached after each of its epochs.

    Args:
        values: after 1, 2, ... epochs, the larger the better; NaN where there was none.
        is_whole: whether the trial was trained to its end.

    Example:
        >>> curve = Curve([0.5, 0.75])
        >>> curve.after(2), curve.after(3)
        (0.75, None)
    """

    values: Sequence[float]
    is_whole: bool = True

    def after(self, epochs: int) -> float | None:
        """The value after so many epochs; None where there is none, or no number."""
        if len(self.values) < epochs or math.isnan(self.values[epochs - 1]):
            return None
        return self.values[epochs - 1]

    @property
    def best(self) -> float | None:
        """The best value; None where no value is a number."""
        numbers = [value for value in self.values if not math.isnan(value)]
        return max(numbers, default=None)


def figures_after(
    rows: Sequence[Mapping[str, float]], metric: str, larger_is_better: bool
) -> list[float]:
    """A figure of `summary.json` as it would have been after each epoch, the larger the better.

    Args:
        rows: one per epoch, as of a history.
        metric: a column, or `best_` and a column.
        larger_is_better: whether the metric is to be large; else its sign is changed. What the best
            value of a column is goes by its name, as everywhere.

    Example:
        >>> rows = [{"val_loss": 0.5}, {"val_loss": 0.25}, {"val_loss": 0.75}]
        >>> figures_after(rows, "val_loss", False), figures_after(rows, "best_val_loss", False)
        ([-0.5, -0.25, -0.75], [-0.5, -0.25, -0.25])
    """
    name, sign = metric.removeprefix("best_"), 1.0 if larger_is_better else -1.0
    values = [row.get(name, math.nan) for row in rows]
    if name != metric:
        choose = min if lower_is_better(name) else max
        best = math.nan
        for place, value in enumerate(values):
            if not math.isnan(value):
                best = value if math.isnan(best) else choose(best, value)
            values[place] = best
    return [sign * value for value in values]
