"""Examples that are there twice, or nearly."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.checks.data.distinct_inputs import FEWEST_VALUES, repeats, tells_rows_apart
from suite.checks.support.thumbnails import is_image
from suite.examination.context import ExaminationContext
from suite.examination.support.features import arrays, flat, scaled
from suite.examination.support.labels import as_labels
from suite.examination.support.nearest import nearest

# So many are compared with so many of the training examples: most pairs lie in different samples.
ASKED = 300
COMPARED = 20_000
COMPARED_VALUES = 2**26
SIDE = 8
# Nearer than this share of the usual distance between two training examples is nearly equal.
NEAR = 0.1
# Of the deviation of a column: digits beyond do not count.
_ROUNDED = 1e-3


def duplicates(context: ExaminationContext) -> dict[str, Any] | None:
    """Shares of examples that are equal, or nearly.

        near_validation   of validation examples with a training example that is nearly equal:
                          nearer than a tenth of the median distance between two training examples
                          (images as 8 by 8 thumbnails, mirrored too), or, of fewer than 16 numbers,
                          equal in all of them, rounded to a thousandth of the deviation
        near_training     the same of training examples with another training example
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


def _nearly(context: ExaminationContext, validation: np.ndarray | None) -> dict[str, float]:
    """Shares of nearly equal examples."""
    each = max(1, context.train.values)
    count = min(len(context.train), COMPARED, max(ASKED, COMPARED_VALUES // each))
    rows = np.sort(np.random.default_rng(0).choice(len(context.train), count, replace=False))
    train = np.asarray(context.train.inputs[rows], np.float32)
    if count < 2 or not np.isfinite(train).all():
        return {}
    asked = np.linspace(0, count - 1, min(ASKED, count)).astype(int)
    share = _equal_rows if each < FEWEST_VALUES else _near_rows
    figures = {"near_training": share(train, train[asked], asked)}
    if validation is not None and np.isfinite(validation).all():
        figures["near_validation"] = share(train, validation[:ASKED], None)
    return figures


def _near_rows(train: np.ndarray, queries: np.ndarray, own: np.ndarray | None) -> float:
    """Share of the queries that lie next to a row of training, their own aside."""
    rows, asked = flat(train, SIDE), flat(queries, SIDE)
    if not is_image(train):
        rows, asked = scaled(rows, asked)
    order = np.random.default_rng(0).permutation(len(rows))
    pairs = np.linalg.norm(rows - rows[order], axis=1)
    usual = float(np.median(pairs[order != np.arange(len(rows))]))
    if not usual:
        return 0.0
    count = 1 if own is None else 2  # the first is the row itself, or its equal
    found = nearest(rows, asked, min(count, len(rows)))[1][:, -1]
    if is_image(train) and own is None:
        mirrored = nearest(rows, flat(queries[:, :, ::-1], SIDE), 1)[1][:, 0]
        found = np.minimum(found, mirrored)
    return float(np.mean(found < NEAR * usual))


def _equal_rows(train: np.ndarray, queries: np.ndarray, own: np.ndarray | None) -> float:
    """Share of the queries that a row of training equals, their own aside, after rounding."""
    rows, asked = (
        np.round(flat(part) / _steps(flat(train))).astype(np.int64) for part in (train, queries)
    )
    _, place, counts = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    if own is not None:
        return float(np.mean(counts[place.reshape(-1)[own]] > 1))
    known = {row.tobytes() for row in rows}
    return float(np.mean([row.tobytes() in known for row in asked]))


def _steps(rows: np.ndarray) -> np.ndarray:
    spread = rows.std(axis=0)
    return np.where(spread > 0, _ROUNDED * spread, 1.0)
