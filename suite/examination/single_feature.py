"""Whether one column of a table gives the target away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from suite.checks.support.column_tree import ColumnTree
from suite.examination.context import ExaminationContext
from suite.examination.support.answers import explained

MOST_COLUMNS = 512
_EQUAL = 0.02


def single_feature(context: ExaminationContext) -> dict[str, Any] | None:
    """The column that alone tells the target best.

        column             its number
        score              of a tree of that column alone, on every other training sample
        second, chance     of the next best column, and of none
        validation_score   of the same tree, on validation samples

    The tree has a leaf for each value of the column, or for each of 32 shares of the samples, and
    answers its most frequent class, or its mean value; the score is that of `inference`. A column
    that comes from the target scores near 1, far above the others.

    Topic: practice/cross-validation

    Example:
        >>> from suite.examination import Examples
        >>> rows = np.arange(600).reshape(200, 3) % [7, 2, 5]
        >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Softmax()])
        >>> train = Examples(rows, rows[:, 1])
        >>> single_feature(ExaminationContext(model, train, targets="classes"))["column"]
        1
    """
    array, labels = context.train_sample.array, context.train_labels
    if array is None or labels is None or context.kind == "labels" or len(array) < 2:
        return None
    if array.ndim != 2 or array.shape[1] > MOST_COLUMNS or not np.isfinite(array).all():
        return None
    fit, judged = slice(0, None, 2), slice(1, None, 2)
    trees = [ColumnTree(column[fit], labels[fit]) for column in array.T]
    scores = _scores(trees, array[judged], labels[judged])
    outside = _outside(context, trees)
    best = _best(scores, outside)
    nothing = np.zeros(len(labels))
    chance = _score(ColumnTree(nothing[fit], labels[fit]), nothing[judged], labels[judged])
    figures = {"column": best, "score": float(scores[best]), "chance": chance}
    if len(scores) > 1:
        figures["second"] = float(np.delete(scores, best).max())
    return figures if outside is None else {**figures, "validation_score": float(outside[best])}


def _outside(context: ExaminationContext, trees: Sequence[ColumnTree]) -> np.ndarray | None:
    """The scores on validation samples, if there are any."""
    held, labels = context.validation_sample, context.validation_labels
    if held is None or held.array is None or labels is None:
        return None
    return _scores(trees, held.array, labels)


def _scores(trees: Sequence[ColumnTree], rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    columns = zip(trees, rows.T, strict=True)
    return np.array([_score(tree, column, labels) for tree, column in columns])


def _best(scores: np.ndarray, outside: np.ndarray | None) -> int:
    """Of the columns that are about the best, the one that says least of validation: a column
    that comes from the target may be worth nothing there."""
    if outside is None:
        return int(scores.argmax())
    among = np.flatnonzero(scores >= scores.max() - _EQUAL)
    return int(among[outside[among].argmin()])


def _score(tree: ColumnTree, column: np.ndarray, labels: np.ndarray) -> float:
    answers = tree.answers(column)
    return explained(labels, answers) if labels.ndim > 1 else float(np.mean(answers == labels))
