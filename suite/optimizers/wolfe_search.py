"""A line search for the strong Wolfe conditions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

from suite.optimizers.full_batch import EVALUATIONS, Place

# Next to all descents are enough; the slope must really have become smaller.
DECREASE, FLATNESS = 1e-4, 0.9
# The next trial lies within these factors of the present length while the minimum is ahead.
NEAR, FAR = 1.1, 10.0
# It stays away from the ends of a bracket by this share, so that the bracket shrinks.
MARGIN = 0.1

Line: TypeAlias = Callable[[float], Place]


def wolfe_search(
    at: Line, start: Place, first: float, noise: float = 0.0, most: int = EVALUATIONS
) -> Place | None:
    """A length t of a step along a direction, with loss f(t) and slope f'(t), such that

        f(t) <= f(0) + 1e-4 t f'(0)      and      |f'(t)| <= 0.9 |f'(0)|

    Longer lengths are tried until the ends of an interval enclose such a t; then the minimum of the
    cubic through both, until it fits. Of losses that differ by rounding only, `falls` tells more.

    Args:
        at: the place at a length.
        start: the place at length 0; its slope is negative.
        first: the first length that is tried.
        noise: by how much rounding may change a loss.
        most: evaluations.

    Returns:
        The first place that fits; else the lowest that has the first condition, or None.

    Example:
        >>> def at(length):  # f(t) = (t - 1)^2
        ...     return Place(length, (length - 1) ** 2, 2 * (length - 1), None)
        >>> wolfe_search(at, at(0.0), first=0.5).length
        0.5

    Reference: Nocedal, Wright (2006), Numerical optimization, algorithms 3.5 and 3.6.
    """
    before, length = start, first
    for used in range(1, most + 1):
        trial = at(length)
        if not falls(trial, start, noise) or (used > 1 and trial.loss > before.loss + noise):
            return _shrink(at, start, before, trial, noise, most - used)
        if flatter(trial, start):
            return trial
        if trial.slope >= 0:
            return _shrink(at, start, trial, before, noise, most - used)
        guess, high = cubic_minimum(before, trial), FAR * length
        before, length = trial, min(max(high if guess is None else guess, NEAR * length), high)
    return before


def _shrink(
    at: Line,
    start: Place,
    low: Place,
    high: Place,
    noise: float,
    most: int,
) -> Place | None:
    """Shrink a bracket.

    Args:
        at, start, noise: as above.
        low: the end with the lower loss, which has the first condition; its slope points at `high`.
        high: the other end.
        most: evaluations.
    """
    for _ in range(most):
        least, largest = sorted((low.length, high.length))
        margin = MARGIN * (largest - least)
        guess = cubic_minimum(low, high)
        middle = (least + largest) / 2
        length = middle if guess is None else min(max(guess, least + margin), largest - margin)
        trial = at(length)
        if not falls(trial, start, noise) or trial.loss > low.loss + noise:
            high = trial
            continue
        if flatter(trial, start):
            return trial
        if trial.slope * (high.length - low.length) >= 0:
            high = low
        low = trial
    return low if low.loss < start.loss else None


def flatter(trial: Place, start: Place) -> bool:
    """Whether the slope has become smaller: |f'(t)| <= 0.9 |f'(0)|."""
    return abs(trial.slope) <= -FLATNESS * start.slope


def falls(trial: Place, start: Place, noise: float) -> bool:
    """Whether the loss has fallen enough; one that is not finite has not.

        f(t) <= f(0) + 1e-4 t f'(0)    or    f(t) <= f(0) + noise and f'(t) <= -(1 - 2e-4) f'(0)

    On a parabola both are the same; near a minimum slopes are more exact than losses.

    Reference: Hager, Zhang (2005), A new conjugate gradient method with guaranteed descent.
    """
    if trial.loss <= start.loss + DECREASE * trial.length * start.slope:
        return True
    return trial.loss <= start.loss + noise and trial.slope <= (2 * DECREASE - 1) * start.slope


def cubic_minimum(one: Place, other: Place) -> float | None:
    """Where the cubic with these losses and slopes at both lengths is least; None without one.

    Reference: Nocedal, Wright (2006), Numerical optimization, equation 3.59.
    """
    a, b = sorted((one, other), key=lambda place: place.length)
    span = b.length - a.length
    if not (span > 0 and math.isfinite(b.loss + b.slope + a.loss + a.slope)):
        return None
    mean = a.slope + b.slope - 3 * (b.loss - a.loss) / span
    square = mean * mean - a.slope * b.slope
    if square < 0:
        return None
    root = math.sqrt(square)
    below = b.slope - a.slope + 2 * root
    return None if below == 0 else b.length - span * (b.slope + root - mean) / below
