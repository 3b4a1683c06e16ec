"""Numbers as YAML reads them where another form is meant: `1e3`, `"0.1"`, `10ep`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from suite.catalog.arguments.duration import read_duration


def in_whole_numbers(value: Any) -> Any:
    """A number without a fraction, or a list of such, as whole numbers: YAML reads `1e3` as 1000.0.

    Beyond 2^53 a float does not tell which whole number is meant.
    """
    if isinstance(value, list | tuple):
        return [in_whole_numbers(one) for one in value]
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) <= 2**53
    return int(value) if is_whole else value


def number_in(text: str, accepts: Callable[[Any], bool]) -> str | None:
    """What to write in place of a text that reads as a number; None where it does not.

    Args:
        text: as YAML read it.
        accepts: whether a number would do; none is proposed that would be refused again.
    """
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return "a text, and no number that is finite" if any(map(accepts, (1, 0.5))) else ""
    fitting = [one for one in (in_whole_numbers(number), number) if accepts(one)]
    return f"YAML reads it as a text; write {fitting[-1]!r}" if fitting else ""


def duration_as_number(value: Any) -> Any:
    """Durations as 2, or as 0 where they last no time; anything else as it is."""
    if isinstance(value, list | tuple):
        return [duration_as_number(one) for one in value]
    duration = read_duration(value)
    if duration is None:
        return value
    return 2 if duration.amount > 0 else 0
