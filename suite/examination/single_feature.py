"""Whether one column of a table gives the target away."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.examination.context import ExaminationContext
from suite.examination.support.answers import explained

BINS = 32
MOST_COLUMNS = 512


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
    array, labels, kind = context.train_sample.array, context.train_labels, context.kind
    if array is None or labels is None or kind not in ("classes", "values") or len(array) < 2:
        return None
    if array.ndim != 2 or array.shape[1] > MOST_COLUMNS or not np.isfinite(array).all():
        return None
    fit, judged = slice(0, None, 2), slice(1, None, 2)
    trees = [_Tree(column[fit], labels[fit]) for column in array.T]
    columns = zip(trees, array.T, strict=True)
    scores = [tree.score(column[judged], labels[judged]) for tree, column in columns]
    best, nothing = int(np.argmax(scores)), np.zeros(len(labels))
    chance = _Tree(nothing[fit], labels[fit]).score(nothing[judged], labels[judged])
    figures = {"column": best, "score": scores[best], "chance": chance}
    if len(scores) > 1:
        figures["second"] = float(np.sort(scores)[-2])
    held, expected = context.validation_sample, context.validation_labels
    if held is not None and held.array is not None and expected is not None:
        figures["validation_score"] = trees[best].score(held.array[:, best], expected)
    return figures


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
