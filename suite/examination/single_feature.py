"""Whether one column of a table gives the target away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from suite.examination.context import ExaminationContext
from suite.examination.support.answers import explained

BINS = 32
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
    trees = [_Tree(column[fit], labels[fit]) for column in array.T]
    scores = _scores(trees, array[judged], labels[judged])
    outside = _outside(context, trees)
    best = _best(scores, outside)
    nothing = np.zeros(len(labels))
    chance = _Tree(nothing[fit], labels[fit]).score(nothing[judged], labels[judged])
    figures = {"column": best, "score": float(scores[best]), "chance": chance}
    if len(scores) > 1:
        figures["second"] = float(np.delete(scores, best).max())
    return figures if outside is None else {**figures, "validation_score": float(outside[best])}


def _outside(context: ExaminationContext, trees: Sequence[_Tree]) -> np.ndarray | None:
    """The scores on validation samples, if there are any."""
    held, labels = context.validation_sample, context.validation_labels
    if held is None or held.array is None or labels is None:
        return None
    return _scores(trees, held.array, labels)


def _scores(trees: Sequence[_Tree], rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    columns = zip(trees, rows.T, strict=True)
    return np.array([tree.score(column, labels) for tree, column in columns])


def _best(scores: np.ndarray, outside: np.ndarray | None) -> int:
    """Of the columns that are about the best, the one that says least of validation: a column
    that comes from the target may be worth nothing there."""
    if outside is None:
        return int(scores.argmax())
    among = np.flatnonzero(scores >= scores.max() - _EQUAL)
    return int(among[outside[among].argmin()])


class _Tree:
    """Leaves along one column."""

    def __init__(self, column: np.ndarray, labels: np.ndarray) -> None:
        values = np.unique(column)
        if len(values) > BINS:
            shares = np.linspace(0, 1, BINS + 1)[1:-1]
            self.edges = np.unique(np.quantile(column, shares))
        else:
            self.edges = (values[1:] + values[:-1]) / 2
        leaves = self.leaves(column)
        whole = self.answer(labels)
        self.answers = np.array(
            [
                self.answer(labels[leaves == leaf]) if (leaves == leaf).any() else whole
                for leaf in range(len(self.edges) + 1)
            ]
        )

    def leaves(self, column: np.ndarray) -> np.ndarray:
        return np.searchsorted(self.edges, column)

    def answer(self, labels: np.ndarray) -> Any:
        """The most frequent class, or the mean value."""
        return labels.mean(axis=0) if labels.ndim > 1 else np.bincount(labels).argmax()

    def score(self, column: np.ndarray, labels: np.ndarray) -> float:
        answers = self.answers[self.leaves(column)]
        return explained(labels, answers) if labels.ndim > 1 else float(np.mean(answers == labels))
