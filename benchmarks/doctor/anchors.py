"""The thresholds of other tools, applied to the same records.

They detect, they name no cause. Rules that ask for every step's loss or for the images are left
out: a record holds what a run directory holds.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Record = Mapping[str, Any]
SMD = "SageMaker Debugger"


def _column(record: Record, name: str) -> list[float]:
    return [row[name] for row in record["history"] if math.isfinite(row.get(name, math.nan))]


def _layers(record: Record, prefix: str) -> Iterator[float]:
    """Every epoch's values of every layer."""
    for row in record["history"]:
        yield from (value for key, value in row.items() if key.startswith(prefix))


def too_good(record: Record) -> bool:
    return any(value > 0.95 for value in _column(record, "val_accuracy"))


def high_rate(record: Record) -> bool:
    return any(value > 0.01 for value in _column(record, "learning_rate"))


def rising_validation_loss(record: Record) -> bool:
    losses = _column(record, "val_loss")
    return any(after > before for before, after in itertools.pairwise(losses))


def overfit_share(record: Record) -> bool:
    pairs = zip(_column(record, "loss"), _column(record, "val_loss"), strict=False)
    return any(validation - loss > 0.1 * loss for loss, validation in pairs)


def activation_deviation(record: Record) -> bool:
    return any(not 0.5 <= value <= 2.0 for value in _layers(record, "activation_stats/std/"))


def slow_updates(record: Record) -> bool:
    return any(value < 1e-4 for value in _ratios(record))


def fast_updates(record: Record) -> bool:
    return any(value > 0.1 for value in _ratios(record))


def _ratios(record: Record) -> Iterator[float]:
    yield from _layers(record, "update_ratio/")


def dead_tenth(record: Record) -> bool:
    return any(value >= 0.1 for value in _layers(record, "dead_neurons/"))


def loss_not_a_number(record: Record) -> bool:
    return any(not math.isfinite(row["loss"]) for row in record["history"])


# (tool, rule as its documentation or its paper states it, the rule)
ANCHORS: tuple[tuple[str, str, Callable[[Record], bool]], ...] = (
    ("UMLAUT", "validation accuracy > 0.95", too_good),
    ("UMLAUT", "learning rate > 0.01", high_rate),
    ("UMLAUT", "validation loss rises in one epoch", rising_validation_loss),
    (SMD, "overfit: validation loss > 1.1 training loss", overfit_share),
    ("TheDeepChecker", "deviation of activations outside [0.5, 2]", activation_deviation),
    ("TheDeepChecker", "update ratio < 1e-4", slow_updates),
    ("TheDeepChecker", "update ratio > 0.1", fast_updates),
    ("keras-contrib", "DeadReluDetector: 10 % dead", dead_tenth),
    ("Keras", "TerminateOnNaN", loss_not_a_number),
)
