"""A curve in a few characters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

_BLOCKS = "▁▂▃▄▅▆▇█"
_ASCII = "_.-=*^"
_LOST = "x"
# A curve that moves by less than this share of its height is flat: chance is not magnified.
_STILL = 0.01
# One that falls to less than this share of its height is drawn by its logarithm.
_DECADES = 0.03


def spark(values: Sequence[float], width: int = 20, *, blocks: bool = True) -> str:
    """A curve from its lowest to its highest value, one character a value.

    By the logarithm where it spans decades, as a loss may. What is not finite is an `x`.

    Args:
        values: in order; of more than `width`, each character is the mean of its share.
        width: the most characters, at least 1.
        blocks: whether `▁▂▃▄▅▆▇█` can be shown; else ASCII, `_.-=*^`.

    Example:
        >>> spark([1.0, 0.8, 0.5, 0.2, float("nan")])
        '█▆▄▁x'
        >>> spark([1.0, 0.8, 0.5, 0.2], blocks=False)
        '^*-_'
    """
    heights = _means(values, width)
    finite = [height for height in heights if math.isfinite(height)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    if 0 < low < _DECADES * high:
        heights = [math.log(height) for height in heights]
        low, high = math.log(low), math.log(high)
    elif high - low <= _STILL * max(abs(low), abs(high)):
        high = math.inf  # all of them are at the bottom
    if not math.isfinite(high - low) and math.isfinite(high):  # of numbers near the largest
        heights = [height / 4 for height in heights]
        low, high = low / 4, high / 4
    levels = _BLOCKS if blocks else _ASCII
    top = len(levels) - 1
    return "".join(
        levels[round((height - low) / (high - low) * top)] if math.isfinite(height) else _LOST
        for height in heights
    )


def _means(values: Sequence[float], width: int) -> list[float]:
    """The means of as many shares of the values as there is room for; none is empty."""
    count = min(len(values), width)
    edges = [len(values) * place // count for place in range(count + 1)] if count else []
    shares = [values[first:last] for first, last in pairwise(edges)]
    return [
        math.fsum(value / len(share) for value in share)
        if all(map(math.isfinite, share))
        else math.nan
        for share in shares
    ]
