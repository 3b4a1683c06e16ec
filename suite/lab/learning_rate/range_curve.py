"""What a learning-rate range test measured, and the rates that it suggests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_Numbers = Sequence[float] | np.ndarray

# The test ends where the smoothed loss exceeds this many times its minimum.
DIVERGED = 4.0
# The smoothing reaches over this share of the test's steps.
REACH = 0.05
# Less than this many standard deviations of a single loss is no fall of the smoothed one.
_NOISE = 2.0
_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class RangeCurve:
    """The loss over the learning rate, up to where it diverged.

        past(i)   = sum_{j <= i} b^(i-j) L_j / sum_{j <= i} b^(i-j)
        smooth(i) = sum_j b^|i-j| L_j / sum_j b^|i-j|

    with L_j the loss of step j and b = exp(-1 / reach). The test ends by `past`, which is known
    while it runs; rates are read off `smooth`, which does not lag behind. There, losses after the
    least of `past` count as 4 times that at most: an explosion would hide what was before it.

    Args:
        rates: ascending, one per step.
        losses: of these steps; the first is finite.
        reach: of the smoothing, in steps, above 0.

    Example:
        >>> rates = np.geomspace(1e-3, 1, 31)
        >>> losses = (np.log10(rates) + 1) ** 2  # least at 0.1
        >>> round(RangeCurve(rates, losses, reach=0.1).lowest[0], 6)
        0.1
    """

    rates: np.ndarray
    losses: np.ndarray
    reach: float

    @classmethod
    def until_divergence(cls, rates: _Numbers, losses: _Numbers, reach: float) -> RangeCurve:
        """The steps up to the one that ends the test, all of them where none does."""
        end = first_diverged(losses, reach)
        if end is not None:  # a loss that is not finite cannot be drawn
            end += math.isfinite(losses[end])
        return cls(np.asarray(rates[:end], float), np.asarray(losses[:end], float), reach)

    @property
    def smooth(self) -> np.ndarray:
        """The smoothed losses."""
        past = past_mean(self.losses, self.reach)
        steps = np.arange(len(self.losses))
        limits = np.where(steps > past.argmin(), _diverged_at(past.min()), np.inf)
        weights = np.exp(-np.abs(steps[:, None] - steps) / self.reach)
        smoothed: np.ndarray = weights @ np.minimum(self.losses, limits) / weights.sum(axis=1)
        return smoothed

    @property
    def falls(self) -> bool:
        """Whether the smoothed loss falls by more than chance."""
        smooth = self.smooth
        least = int(smooth.argmin())
        if least == 0:
            return False
        # Neighbors differ by noise: from one step to the next the curve itself falls little.
        noise = math.sqrt(np.mean(np.diff(self.losses[: least + 1]) ** 2) / 2)
        # A loss that stays as it is differs by rounding all the same.
        rounding = _ROUNDING * abs(smooth[0])
        return bool(smooth[0] - smooth[least] > max(_NOISE * noise, rounding))

    @property
    def lowest(self) -> tuple[float, float]:
        """The rate at which the smoothed loss is least, and that loss."""
        least = int(self.smooth.argmin())
        return float(self.rates[least]), float(self.smooth[least])

    @property
    def steepest(self) -> float:
        """The rate below it at which the smoothed loss falls fastest over the rate's logarithm."""
        smooth = self.smooth
        slopes = np.gradient(smooth, np.log(self.rates))
        return float(self.rates[slopes[: int(smooth.argmin()) + 1].argmin()])


def past_mean(losses: _Numbers, reach: float) -> np.ndarray:
    """`past` of the class: the moving average without the bias of its beginning."""
    decay = math.exp(-1 / reach)
    total = weight = 0.0
    means = []
    for loss in losses:
        total, weight = decay * total + loss, decay * weight + 1
        means.append(total / weight)
    return np.array(means)


def first_diverged(losses: _Numbers, reach: float) -> int | None:
    """The step that ends the test: its loss is not finite, or `past` exceeds the limit."""
    means = past_mean(losses, reach)
    with np.errstate(invalid="ignore"):  # what follows a loss that is not finite is not read
        diverged = ~np.isfinite(means) | (means > _diverged_at(np.minimum.accumulate(means)))
    return int(diverged.argmax()) if diverged.any() else None


def _diverged_at(least: np.ndarray | float) -> np.ndarray | float:
    """4 times the least loss; above it for a negative one too."""
    return least + (DIVERGED - 1) * np.abs(least)
