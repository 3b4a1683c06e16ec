"""Spans of training: `10ep`, `500st`, `20%`."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 10**9  # epochs or steps; beyond it a step is no exact number any more
_FORM = re.compile(r"(?P<amount>\d+(?:\.\d*)?|\.\d+)\s*(?P<unit>ep|st|%)")


def is_duration(value: object) -> bool:
    """Whether `value` is a text such as `10ep`, `500st` or `20%`."""
    return isinstance(value, str) and _FORM.fullmatch(value.strip()) is not None


@dataclass(frozen=True)
class Duration:
    """A span of training in epochs, in steps or as a share of the whole run.

    `steps = amount * steps_per_epoch` for `ep`, `amount` for `st`, `amount / 100 * total_steps`
    for `%`, rounded to the nearest step.

    Args:
        amount: 0 or more; a whole number of steps; at most 100 percent.
        unit: `ep`, `st` or `%`.
    """

    amount: float
    unit: str

    @classmethod
    def parse(cls, value: str | int) -> Duration:
        """Read `10ep`, `0.5ep`, `500st` or `20%`; a whole number is a number of steps.

        Raises:
            ValueError: for any other text, a fraction of a step, or more than 100 percent.
        """
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return cls(float(value), "st")
        match = _FORM.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            raise ValueError(
                "Argument `value` must be a duration: epochs (`10ep`), steps (`500st`), a share of "
                f"the run (`20%`) or a whole number of steps. Received: value={value!r}"
            )
        duration = cls(float(match["amount"]), match["unit"])
        if duration.amount > MOST:
            raise ValueError(
                f"Argument `value` must be at most {MOST:,}. Received: value={value[:60]!r}"
            )
        if duration.unit == "st" and not duration.amount.is_integer():
            raise ValueError(
                f"Argument `value` must be a whole number of steps. Received: value={value!r}"
            )
        if duration.unit == "%" and duration.amount > 100:
            raise ValueError(f"Argument `value` must be at most 100 %. Received: value={value!r}")
        return duration

    def steps(self, steps_per_epoch: int, total_steps: int) -> int:
        """The number of optimizer steps in this span, for a run of `total_steps`."""
        whole = {"ep": steps_per_epoch, "st": 1, "%": total_steps / 100}[self.unit]
        return round(self.amount * whole)

    def __str__(self) -> str:
        return f"{self.amount:g}{self.unit}"
