"""Examples that are there twice, or nearly."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.checks.data.distinct_inputs import FEWEST_VALUES, repeats, tells_rows_apart
from suite.checks.support.near_copies import near_copies
from suite.examination.context import ExaminationContext
from suite.examination.support.features import arrays, flat
from suite.examination.support.labels import as_labels

# Training rows of few numbers, for a first look at most of them.
COMPARED = 100_000
# Of the deviation of a column: digits beyond do not count.
_ROUNDED = 1e-3


def duplicates(context: ExaminationContext) -> dict[str, Any] | None:
    """Shares of examples that are equal, or nearly.

        near_validation   of validation examples that are slightly changed copies of training
                          examples (`near_copies`); or, of fewer than 16 numbers, equal to one in
                          all of them, rounded to a thousandth of the deviation
        conflicting       of training examples that equal one with another label
        distinct          of different inputs among those of the training set
        blank             of training inputs that are constant, if they are 16 numbers or more

    Rows of fewer numbers are compared where most columns hold many different values: rows of a few
    yes and no are equal by chance.

    Topic: practice/cross-validation

    Example:
        >>> from suite.examination import Examples
        >>> rows = np.random.default_rng(0).normal(size=(60, 2))
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> train, validation = Examples(rows, rows[:, :1]), Examples(rows[:30], rows[:30, :1])
        >>> duplicates(ExaminationContext(model, train, validation))["near_validation"]
        1.0
    """
    found = arrays(context)
    if found is None or not tells_rows_apart(context.train.inputs):
        return None
    figures: dict[str, Any] = _nearly(context, found[1])
    labels = as_labels(context.train.targets, context.kind)
    figures |= repeats(context.train.inputs, labels).to_plain()
    if context.train.values < FEWEST_VALUES:
        del figures["blank"]  # a row of one number is always constant
    return figures


def _nearly(context: ExaminationContext, asked: np.ndarray | None) -> dict[str, float]:
    """The share of validation examples that are nearly equal to a training example."""
    if asked is None or context.validation is None:
        return {}
    train = context.train.inputs
    if context.train.values >= FEWEST_VALUES:
        return {"near_validation": near_copies(train, context.validation.inputs)}
    rows = flat(np.asarray(train[:COMPARED], np.float32))
    spread = rows.std(axis=0)
    step = np.where(spread > 0, _ROUNDED * spread, 1.0)
    known = {row.tobytes() for row in np.round(rows / step).astype(np.int64)}
    equal = [row.tobytes() in known for row in np.round(flat(asked) / step).astype(np.int64)]
    return {"near_validation": float(np.mean(equal))}
