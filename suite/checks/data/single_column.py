"""A column of a table that is the target itself."""

from __future__ import annotations

import numpy as np

from suite.checks.support.column_tree import ColumnTree
from suite.checks.support.context import CheckContext
from suite.diagnostics import Finding

GIVEN_AWAY = 0.97
# The next best column is wrong ten times as often at least, and so is who always says the most
# frequent class.
AHEAD = 10
FEWEST_COLUMNS, MOST_COLUMNS = 3, 512
FEWEST_ROWS, SAMPLED = 100, 2048

TOPIC = "practice/cross-validation"


def single_column(context: CheckContext) -> list[Finding]:
    """Whether one column of a table alone tells the class of nearly every sample.

        warning   it is right for at least 97 % of the samples that it was not fitted to, and any
                  other column, or the most frequent class alone, is wrong ten times as often

    Asked of classes in tables of 3 columns and 100 rows at least, by a tree of that column alone.
    A label that was left among the inputs, or a number that is known only once the label is, does
    that; a measurement hardly ever does.

    Topic: practice/cross-validation

    Example:
        >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
        >>> single_column(CheckContext(None, model, None, (np.ones((3, 3)), [0, 1, 1]), 2))
        []
    """
    dataset = context.dataset
    if dataset is None or dataset.targets != "classes" or len(dataset.input_shape) != 1:
        return []
    columns = dataset.input_shape[0]
    if not FEWEST_COLUMNS <= columns <= MOST_COLUMNS or len(dataset.train) < FEWEST_ROWS:
        return []
    places = np.linspace(0, len(dataset.train) - 1, SAMPLED).astype(int)
    places = np.unique(places)
    rows, labels = np.asarray(dataset.train.inputs[places]), dataset.train.labels[places]
    if labels.ndim > 1 or labels.dtype.kind not in "iu" or not np.isfinite(rows).all():
        return []
    scores = _scores(rows, labels)
    best = int(scores.argmax())
    others = max(float(np.delete(scores, best).max()), np.bincount(labels).max() / len(labels))
    if scores[best] < GIVEN_AWAY or AHEAD * (1 - scores[best]) > 1 - others or others == 1:
        return []
    text = (
        f"Column {best} of the inputs alone tells the class of {scores[best]:.1%} of the samples, "
        f"any other of {others:.0%} at most: is it the label itself?"
    )
    figure = float(scores[best])
    return [Finding("single_column", text, "warning", figure=figure, limit=GIVEN_AWAY, topic=TOPIC)]


def _scores(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Of each column, on every other sample."""
    fit, judged = slice(0, None, 2), slice(1, None, 2)
    return np.array(
        [
            np.mean(ColumnTree(column[fit], labels[fit]).answers(column[judged]) == labels[judged])
            for column in rows.T
        ]
    )
