"""What one column of a table tells of the target."""

from __future__ import annotations

from typing import Any

import numpy as np

BINS = 32


class ColumnTree:
    """A leaf for each value of a column, or for each of 32 shares of the samples.

    Args:
        column: of shape (N,).
        labels: class numbers, of shape (N,); or values, of shape (N, K).

    Example:
        >>> tree = ColumnTree(np.array([0.0, 1.0, 1.0]), np.array([2, 0, 0]))
        >>> tree.answers(np.array([1.0, 0.0])).tolist()
        [0, 2]
    """

    def __init__(self, column: np.ndarray, labels: np.ndarray) -> None:
        values = np.unique(column)
        if len(values) > BINS:
            shares = np.linspace(0, 1, BINS + 1)[1:-1]
            self._edges = np.unique(np.quantile(column, shares))
        else:
            self._edges = (values[1:] + values[:-1]) / 2
        leaves = self._leaves(column)
        whole = _answer(labels)
        self._answers = np.array(
            [
                _answer(labels[leaves == leaf]) if (leaves == leaf).any() else whole
                for leaf in range(len(self._edges) + 1)
            ]
        )

    def answers(self, column: np.ndarray) -> np.ndarray:
        """The most frequent class, or the mean value, of the leaf of each sample."""
        return np.asarray(self._answers[self._leaves(column)])

    def _leaves(self, column: np.ndarray) -> np.ndarray:
        return np.searchsorted(self._edges, column)


def _answer(labels: np.ndarray) -> Any:
    return labels.mean(axis=0) if labels.ndim > 1 else np.bincount(labels).argmax()
