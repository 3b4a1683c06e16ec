"""Measures of a run's files: history.csv, diagnostics.jsonl."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence

from suite.errors import UserError
from suite.runs.history import lower_is_better
from suite.studies.measures.arm import Arm
from suite.suggest import close_names, did_you_mean

_CHOICES: dict[str, Callable[[Sequence[float]], float]] = {
    "last": lambda values: values[-1],
    "first": lambda values: values[0],
    "highest": max,
    "lowest": min,
    "mean": statistics.fmean,
}


def last(arm: Arm, column: str) -> float:
    """The value of a column of history.csv in the last epoch."""
    return _column(arm, column)[-1]


def first(arm: Arm, column: str) -> float:
    """The value of a column of history.csv in the first epoch."""
    return _column(arm, column)[0]


def highest(arm: Arm, column: str) -> float:
    """The largest value that a column of history.csv had in any epoch."""
    return max(_finite(_column(arm, column)), default=math.nan)


def lowest(arm: Arm, column: str) -> float:
    """The smallest value that a column of history.csv had in any epoch."""
    return min(_finite(_column(arm, column)), default=math.nan)


def at(arm: Arm, column: str, epoch: int) -> float:
    """The value of a column of history.csv in an epoch, counted from 1."""
    values = _column(arm, column)
    if not 1 <= epoch <= len(values):
        raise UserError(f"the run has the epochs 1 to {len(values)}. Received: epoch={epoch}")
    return values[int(epoch) - 1]


def epochs_to(arm: Arm, column: str, value: float) -> float:
    """The first epoch in which a column came to a value: down to it for a loss, else up to it.

        min { e : column_e >= value }        (<= for losses and errors)

    Args:
        arm: of a run.
        column: of history.csv.
        value: that is waited for.

    Returns:
        From 1; one more than the run has epochs where it never came to it.
    """
    values = _column(arm, column)
    sign = -1 if lower_is_better(column) else 1
    reached = (epoch for epoch, one in enumerate(values, 1) if sign * one >= sign * value)
    return next(reached, len(values) + 1)


def epochs_run(arm: Arm) -> float:
    """How many epochs a run has, fewer than its recipe says where it was stopped early."""
    return float(len(_column(arm, "epoch")))


def is_lost(arm: Arm) -> float:
    """1 where the training loss ended as no number, or above where it began; else 0."""
    losses = _column(arm, "loss")
    return float(not math.isfinite(losses[-1]) or losses[-1] > losses[0])


def measured(
    arm: Arm, diagnostic: str, figure: str, layer: str | None = None, when: str = "last"
) -> float:
    """What a diagnostic measured, from diagnostics.jsonl.

    Args:
        arm: of a run with this diagnostic.
        diagnostic: its name, as in `callbacks`.
        figure: the name of a value in its measurements, as far as the layer's name is not in it.
        layer: the value's key is then `layer/figure`.
        when: `last`, `first`, `highest`, `lowest` or `mean`, over the steps it was measured at.
    """
    key = figure if layer is None else f"{layer}/{figure}"
    if when not in _CHOICES:
        raise UserError(f"`when` is one of {', '.join(_CHOICES)}. Received: {when}")
    known = arm.run.measurements.of
    if diagnostic not in known:
        raise UserError(_unknown("diagnostic", diagnostic, list(known), "measured"))
    numbers = known[diagnostic].numbers
    if key not in numbers:
        raise UserError(_unknown("figure", key, list(numbers), f"in those of {diagnostic}"))
    values = [math.nan if one is None else one for _, one in sorted(numbers[key].items())]
    return _CHOICES[when](values)


def _column(arm: Arm, name: str) -> list[float]:
    history = arm.run.history
    if name not in history.columns:
        raise UserError(_unknown("column", name, history.columns, "in history.csv"))
    return [float(value) for value in history.column(name)]


def _unknown(what: str, name: str, known: Sequence[str], where: str) -> str:
    hint = did_you_mean(close_names(name, known))
    return f"no {what} `{name}` is {where} of this run{hint} there are: {', '.join(known)}"


def _finite(values: Sequence[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]
