"""Whether a number among the arguments of Keras's components, or of ours, lies where it may.

Keras's constructors take what they are given; a learning rate of -1 or a momentum of 1.5 is found
out by whoever looks at the loss. Ours refuse it, but only when they are built.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from suite.catalog.arguments.interval import Interval
from suite.catalog.arguments.malformed import shown
from suite.catalog.arguments.range_tables import OF_KERAS, OF_ONE, OF_OURS
from suite.catalog.arguments.yaml_numbers import duration_as_number
from suite.catalog.entry import Entry
from suite.python_source.parameter import Parameter, SourceText

_LARGEST_FLOAT = 3.4028234e38


def _spread(tables: dict[str, dict[str, str]]) -> dict[tuple[str, str], Interval]:
    return {
        (kind, argument): interval
        for kind, table in tables.items()
        for interval, arguments in ((Interval.parse(text), table[text]) for text in table)
        for argument in arguments.split()
    }


_RANGES = _spread(OF_KERAS)
_RANGES_OF_OURS = _spread(OF_OURS)
_OF_ONE = {key: Interval.parse(text) for key, text in OF_ONE.items()}
_BROUGHT = ("suite", "keras")


def number_range(entry: Entry, parameter: Parameter) -> Interval | None:
    """What a number given for an argument may be; None where that is free, or unknown."""
    if not entry.origin.startswith(_BROUGHT):
        return None
    default = parameter.default
    is_text = isinstance(default, str) and not isinstance(default, SourceText)
    if is_text or isinstance(default, bool):
        return None
    own = _OF_ONE.get((entry.kind, entry.name, parameter.name))
    if own is None and entry.origin == "suite":
        own = _RANGES_OF_OURS.get((entry.kind, parameter.name))
    return own or _RANGES.get((entry.kind, parameter.name))


def out_of_range(interval: Interval | None, value: Any, durations: bool) -> str | None:
    """What is wrong with a value as a number, if anything is.

    Args:
        interval: where it must lie; None where nothing is known of it.
        durations: whether `10ep` and the like may stand for a number; of one it is known only
            whether it is zero.
    """
    number = duration_as_number(value) if durations else value
    if any(is_too_large(one) for one in _numbers(value)):
        return f"is too large a number, received {shown(value)}"
    if interval is not None and value is not None and number not in interval:
        lists = ", or a list of such" if interval.listed else ""
        return f"must be {interval}{lists}, received {shown(value)}"
    if any(isinstance(one, float) and math.isnan(one) for one in _numbers(value)):
        return f"must be a number, received {shown(value)}"
    return None


def is_too_large(value: Any) -> bool:
    """Whether a number is beyond those that the computation has, in 64 bits or as a float32."""
    if isinstance(value, float):
        return math.isfinite(value) and abs(value) > _LARGEST_FLOAT
    return isinstance(value, int) and abs(value) >= 2**63


def _numbers(value: Any) -> Iterator[Any]:
    for one in value if isinstance(value, list | tuple) else [value]:
        yield from _numbers(one) if isinstance(one, list | tuple) else [one]
