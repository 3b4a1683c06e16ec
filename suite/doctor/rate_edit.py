"""The change of the learning rate that a measured update ratio asks for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, TypeGuard

from suite.doctor.case import Case
from suite.doctor.facts.built import optimizer_number
from suite.edit import HEIGHTS, Edit

RATE = "optimizer.learning_rate"
# The lectures' rule of thumb for an update against the weights. In so many steps of size 1e-3 a
# weight comes as far as it is large in a run of 1,000 steps; a shorter one needs larger steps.
_USUAL, _MOST, _WAY = 1e-3, 1e-2, 2.0
# What is usual for an optimizer is proposed at most: for Adam and its like; for SGD, by the steps
# that its momentum remembers.
_ADAMS = ("adam", "adamax", "adamw", "lamb", "nadam", "rmsprop")
_HIGHEST_ADAM, _HIGHEST_SGD = 0.003, 0.3
# And no less than this share of it.
_LOWEST = 0.1


def lower_rate(case: Case, ratio: float | None) -> Edit | None:
    """The edit to a lower learning rate: a tenth, or less where updates were measured as larger.

    Args:
        case: with a recipe; where that says nothing of the rate, the one that was built counts.
        ratio: size of the updates against the weights; None: nothing was measured.

    Example:
        >>> case = Case([], recipe={"optimizer": {"learning_rate": {"initial_learning_rate": 0.5}}})
        >>> str(lower_rate(case, 0.12))
        'optimizer.learning_rate.initial_learning_rate: 0.5 -> 0.04'
    """
    return _scaled(case, min(0.1, _MOST / ratio) if _is_known(ratio) else 0.1)


def higher_rate(case: Case, ratio: float | None) -> Edit | None:
    """The edit to a higher learning rate: tenfold, or more where updates were measured as smaller.

        new = old * target / ratio,    target = min(1e-2, max(1e-3, 2 / steps))

    Args:
        case: as of `lower_rate`.
        ratio: as of `lower_rate`.

    Example:
        >>> optimizer = {"kind": "adam", "learning_rate": 1e-7}
        >>> str(higher_rate(Case([], [{"step": 2000}], {"optimizer": optimizer}), 1e-6))
        'optimizer.learning_rate: 1e-07 -> 0.0001'
    """
    target = min(_MOST, max(_USUAL, _WAY / max(1, case.steps)))
    return _scaled(case, max(10.0, target / ratio) if _is_known(ratio) else 10.0)


def _is_known(ratio: float | None) -> TypeGuard[float]:
    return ratio is not None and math.isfinite(ratio) and ratio > 0


def _scaled(case: Case, factor: float) -> Edit | None:
    """The recipe's rate, or the height of its schedule, times a factor; None where nobody tells
    what the rate is, and where what is usual lies on the other side of it."""
    key, rate = _height(RATE, case.fact(RATE))
    if rate is None and case.built(f"{RATE}.kind") == "constant":
        rate = case.built(f"{RATE}.first")
    rates = rate if isinstance(rate, list) else [rate]
    if not rates or not all(map(_is_number, rates)) or max(rates) <= 0:
        return None
    highest = _highest(case) / max(rates)
    limited = min(max(factor, _LOWEST * min(highest, 1.0)), highest)
    if (limited > 1) is not (factor > 1):
        return None
    new = [float(f"{limited * one:.1g}") for one in rates]
    return Edit(key, rate, new) if isinstance(rate, list) else Edit(key, f"{rate:g}", f"{new[0]:g}")


def _highest(case: Case) -> float:
    """The highest rate that is usual for the optimizer."""
    kind = case.built("optimizer.kind", case.fact("optimizer.kind"))
    if kind in _ADAMS:
        return _HIGHEST_ADAM
    if kind != "sgd":
        return math.inf
    return max(1e-3, _HIGHEST_SGD * (1 - optimizer_number(case, "momentum")))


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
