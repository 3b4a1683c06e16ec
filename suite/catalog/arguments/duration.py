"""Spans of training: `10ep`, `500st`, `20%`; the one grammar of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST = 10**9  # epochs or steps; beyond it a step is no exact number any more
# Units of which each is a number of steps, and those of a span that may pass by the clock.
OF_STEPS = ("ep", "st", "%")
OF_TIME = (*OF_STEPS, "min")
_FORM = re.compile(r"\s*(?P<amount>\d+(?:\.\d*)?|\.\d+)\s*(?P<unit>ep|st|%|min)\s*")


def is_duration(value: object, units: Sequence[str] = OF_STEPS) -> bool:
    """Whether a value is a text such as `10ep`, `500st` or `20%`.

    Example:
        >>> is_duration("10ep"), is_duration("10min"), is_duration("10min", OF_TIME)
        (True, False, True)
    """
    return read_duration(value, units) is not None


def duration_problem(value: object, units: Sequence[str] = OF_STEPS) -> str | None:
    """Why a value of the form of a duration is none; nothing of one that is, or of another form.

    Example:
        >>> duration_problem("120%")
        "must be at most 100 %. Received: '120%'"
    """
    duration = read_duration(value, units)
    problem = None if duration is None else _problem(duration)
    return None if problem is None else f"{problem}. Received: {str(value)[:60]!r}"


def lasting(units: Sequence[str], *words: str) -> Callable[[str], str]:
    """A check of a setting: one of some words, or a span that is longer than nothing.

    Example:
        >>> lasting(OF_TIME, "auto")("10min")
        '10min'
    """

    def checked(text: str) -> str:
        duration = read_duration(text, units)
        # What is too long, an infinite number of steps even, is told in words of its own.
        fits = duration is not None and (
            duration.unit != "st" or duration.amount > MOST or duration.amount.is_integer()
        )
        if text not in words and not (duration is not None and fits and duration.amount > 0):
            raise ValueError(f"Argument `text` must be a duration. Received: text={text!r}")
        return text

    return checked


@dataclass(frozen=True)
class Duration:
    """A span of training in epochs, in steps, as a share of the whole run, or in minutes.

    `steps = amount * steps_per_epoch` for `ep`, `amount` for `st`, `amount / 100 * total_steps`
    for `%`, rounded to the nearest step.

    Args:
        amount: 0 or more; a whole number of steps; at most 100 percent.
        unit: `ep`, `st`, `%` or `min`, which is no number of steps.

    Example:
        >>> Duration.parse("20%").steps(steps_per_epoch=50, total_steps=1000)
        200
    """

    amount: float
    unit: str

    @classmethod
    def parse(cls, value: str | int, units: Sequence[str] = OF_STEPS) -> Duration:
        """Read `10ep`, `0.5ep`, `500st` or `20%`; a whole number is a number of steps.

        Args:
            value: a text or a number.
            units: those that are allowed.

        Raises:
            ValueError: for any other text, a fraction of a step, or more than 100 percent.
        """
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return cls(float(value), "st")
        duration = read_duration(value, units)
        problem = (
            "must be a duration: epochs (`10ep`), steps (`500st`), a share of the run (`20%`) or a "
            "whole number of steps"
            if duration is None
            else _problem(duration)
        )
        if duration is None or problem is not None:
            shown = value[:60] if isinstance(value, str) else value
            raise ValueError(f"Argument `value` {problem}. Received: value={shown!r}")
        return duration

    def steps(self, steps_per_epoch: int, total_steps: int) -> int:
        """The number of optimizer steps in this span, for a run of `total_steps`."""
        whole = {"ep": steps_per_epoch, "st": 1, "%": total_steps / 100}[self.unit]
        return round(self.amount * whole)

    def __str__(self) -> str:
        return f"{self.amount:g}{self.unit}"


def read_duration(value: object, units: Sequence[str] = OF_STEPS) -> Duration | None:
    """What has the form of a duration, though no run may have such a span; None for all else.

    Example:
        >>> read_duration("120%").amount
        120.0
    """
    match = _FORM.fullmatch(value) if isinstance(value, str) else None
    if match is None or match["unit"] not in units:
        return None
    return Duration(float(match["amount"]), match["unit"])


def _problem(duration: Duration) -> str | None:
    """Why no run has such a span."""
    amount, unit = duration.amount, duration.unit
    if amount > MOST:
        return f"must be at most {MOST:,}{' minutes' if unit == 'min' else ''}"
    if unit == "st" and not amount.is_integer():
        return "must be a whole number of steps"
    if unit == "%" and amount > 100:
        return "must be at most 100 %"
    return None
