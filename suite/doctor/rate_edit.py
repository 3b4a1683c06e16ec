"""The change of the learning rate that a measured update ratio asks for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from suite.doctor.case import Case
from suite.edit import Edit

RATE = "optimizer.learning_rate"
# The arguments of schedules that set their height, the highest first.
HEIGHTS = (
    "peak_learning_rate",
    "maximum_learning_rate",
    "warmup_target",
    "initial_learning_rate",
    "learning_rate",
    "values",
    "schedule",
)
# A ratio says in which direction to go and about how far, but not from here to anywhere.
_MOST_POWERS = 6


def rate_edit(case: Case, factor: float) -> Edit | None:
    """The edit that multiplies the recipe's learning rate, or the height of its schedule.

    Args:
        case: with a recipe; where that says nothing of the rate, the one that was built counts.
        factor: 0.1 for a tenth.

    Returns:
        None where nobody tells what the rate is.

    Example:
        >>> case = Case([], recipe={"optimizer": {"learning_rate": {"initial_learning_rate": 0.5}}})
        >>> str(rate_edit(case, 0.1))
        'optimizer.learning_rate.initial_learning_rate: 0.5 -> 0.05'
    """
    key, rate = _height(RATE, case.fact(RATE))
    if rate is None and case.built(f"{RATE}.kind") == "constant":
        rate = case.built(f"{RATE}.first")
    if isinstance(rate, list) and all(_is_number(one) for one in rate):
        return Edit(key, rate, [float(f"{factor * one:g}") for one in rate])
    return Edit(key, f"{rate:g}", f"{factor * rate:g}") if _is_number(rate) else None


def power_of_ten(ratio: float | None, usual: float, least: int) -> float:
    """The power of ten that brings updates of such a size to the usual one.

    Args:
        ratio: size of the updates against the weights; None or infinite: nothing was measured.
        usual: what it should be.
        least: the exponent that is proposed at least, such as -1 for a tenth.

    Example:
        >>> power_of_ten(1e-8, 1e-3, 1), power_of_ten(0.12, 1e-2, -1), power_of_ten(None, 1e-2, -1)
        (100000.0, 0.1, 0.1)
    """
    exponent = least
    if ratio and math.isfinite(ratio) and ratio > 0:
        asked = round(math.log10(usual / ratio))
        exponent = max(asked, least) if least > 0 else min(asked, least)
    return float(10.0 ** max(-_MOST_POWERS, min(_MOST_POWERS, exponent)))


def _height(key: str, rate: Any) -> tuple[str, Any]:
    """Key and value of what scales a schedule; the rate itself, where it is a number."""
    if not isinstance(rate, Mapping):
        return key, rate
    for name in HEIGHTS:
        if rate.get(name) is not None:
            return _height(f"{key}.{name}", rate[name])
    return key, None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
