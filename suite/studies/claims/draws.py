"""What a claim says of figures that are drawn: one that is always met shows nothing."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping

from suite.formula import FormulaError
from suite.studies.claims.claim import Claim
from suite.studies.claims.terms import Bounds, Figure

# Nearly all claims fail with one of the first few.
_DRAWS = 500
# The size of a figure without a bound, and its nearness to one, as powers of ten.
_SIZES = 12.0


def refuse_always_met(claim: Claim, ranges: Mapping[Figure, Bounds], *, exact: bool) -> None:
    """Refuse what agrees with whatever is measured, as `abs(loss[a] - loss[b]) > 0`, which is so
    with every seed although nothing sets a and b apart.

    Args:
        claim: that is looked at.
        ranges: of each of its figures.
        exact: whether its figures are facts: only these can be equal.

    Raises:
        FormulaError: it is met, or has no value, with all figures that were drawn.

    Example:
        >>> from suite.studies.claims.claim import read_claim
        >>> claim = read_claim("abs(loss[a] - loss[b]) > 0")
        >>> refuse_always_met(claim, dict.fromkeys(claim.figures, Bounds(0, 9)), exact=False)
        Traceback (most recent call last):
        suite.formula.formula.FormulaError: it cannot fail: ...
    """
    has_value = False
    for figures in _drawn(ranges, ties=exact):
        if any(map(math.isnan, claim.values(figures))):
            continue
        has_value = True
        if not claim.is_met(figures):
            return
    place = claim.differences[0].position
    if has_value:
        raise FormulaError("it cannot fail: it holds whatever its measures come to", place)
    raise FormulaError("it has no value whatever its measures come to, as 1 / 0", place)


def _drawn(ranges: Mapping[Figure, Bounds], *, ties: bool) -> Iterator[dict[Figure, float]]:
    """Figures in their ranges, often near the ends; with `ties` every second time all alike."""
    chance = random.Random(0)
    for number in range(_DRAWS):
        found = {figure: _inside(one, chance) for figure, one in ranges.items()}
        if ties and number % 2:
            found = dict.fromkeys(found, next(iter(found.values())))
        yield found


def _inside(range_: Bounds, chance: random.Random) -> float:
    low, high = range_
    small = 10 ** chance.uniform(-_SIZES, 0)
    if math.isfinite(low) and math.isfinite(high):
        share = chance.choice([chance.random(), small, 1 - small])
        return low + share * (high - low)
    size = 10 ** chance.uniform(-_SIZES, _SIZES)
    if math.isfinite(low):
        return low + size
    return high - size if math.isfinite(high) else chance.choice([-size, size])
