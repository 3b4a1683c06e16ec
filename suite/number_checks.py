"""Numbers that the parts refuse, by the name of the argument that holds them."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import TypeIs


def check_not_negative(**values: float) -> None:
    """Refuse a negative or infinite value.

    Example:
        >>> check_not_negative(l1=0.0, l2=-1.0)
        Traceback (most recent call last):
        ValueError: Argument `l2` must be finite and at least 0. Received: l2=-1.0
    """
    for name, value in values.items():
        if not 0 <= value < math.inf:
            raise ValueError(
                f"Argument `{name}` must be finite and at least 0. Received: {name}={value}"
            )


def check_positive(**values: float) -> None:
    """Refuse a value that is not positive and finite."""
    for name, value in values.items():
        if not 0 < value < math.inf:
            raise ValueError(
                f"Argument `{name}` must be finite and positive. Received: {name}={value}"
            )


def check_share(**values: float) -> None:
    """Refuse what is not above 0 and at most 1."""
    for name, value in values.items():
        if not 0 < value <= 1:
            raise ValueError(
                f"Argument `{name}` must be above 0 and at most 1. Received: {name}={value}"
            )


def check_whole(least: int, **values: object) -> None:
    """Refuse what is not a whole number of at least so much."""
    for name, value in values.items():
        if not (is_whole(value) and value >= least):
            raise ValueError(
                f"Argument `{name}` must be a whole number of at least {least}. "
                f"Received: {name}={value}"
            )


def is_whole(value: object) -> TypeIs[int]:
    """Whether it is a whole number, of NumPy too, and no truth value."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def is_number(value: object) -> TypeIs[float]:
    """Whether it is a real number, of NumPy too."""
    return isinstance(value, Real)
