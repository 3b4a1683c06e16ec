"""Ranges of numbers as lecture notes write them: `number [0, 1)`, `whole [1, inf)`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

_FORM = re.compile(r"(numbers?|wholes?)(\*?) ([\[(])(\S+), (\S+)([\])])")


@dataclass(frozen=True)
class Interval:
    """What a number may be; never NaN, and infinite only where nothing bounds it.

    Args:
        whole: only whole numbers.
        listed: also lists of such numbers, at any depth.
        empty: also a list without any.
        low, high: the ends.
        with_low, with_high: whether the ends belong to it.

    Example:
        >>> interval = Interval.parse("number [0, 1)")
        >>> 0 in interval, 1 in interval, str(interval)
        (True, False, 'a number of at least 0 and below 1')
    """

    whole: bool
    listed: bool
    empty: bool
    low: float
    high: float
    with_low: bool
    with_high: bool

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read `number [0, 1)`; the plural, `wholes [1, inf)`, takes lists as well, and
        `wholes* [1, inf)` an empty one."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError(f"Argument `text` must have the form of a range. Received: {text!r}")
        word, star, first, low, high, last = found.groups()
        return cls(
            word.startswith("whole"),
            word.endswith("s"),
            bool(star),
            float(low),
            float(high),
            first == "[",
            last == "]",
        )

    def __contains__(self, value: Any) -> bool:
        if isinstance(value, list | tuple):
            return self.listed and (self.empty or bool(value)) and all(v in self for v in value)
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            return False
        if isinstance(value, float) and not math.isfinite(value):
            return False
        above = value > self.low or (self.with_low and value == self.low)
        below = value < self.high or (self.with_high and value == self.high)
        return above and below

    def __str__(self) -> str:
        """`a number of at least 0 and below 1`."""
        words = []
        if math.isfinite(self.low):
            words.append(f"{'of at least' if self.with_low else 'above'} {self.low:g}")
        if math.isfinite(self.high):
            words.append(f"{'of at most' if self.with_high else 'below'} {self.high:g}")
        ends = math.isfinite(self.low) and math.isfinite(self.high)
        kind = "a whole number" if self.whole else f"a {'' if ends else 'finite '}number"
        return " ".join([kind, *([" and ".join(words)] if words else [])])
