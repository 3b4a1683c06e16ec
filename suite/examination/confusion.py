"""Which classes are answered for which."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.examination.context import ExaminationContext
from suite.examination.support.answers import Answers, answered_classes

MOST_CLASSES = 1000


def confusion(context: ExaminationContext) -> dict[str, Any] | None:
    """The matrix n_tp of samples of class t that are answered by class p, in a few figures, of
    training and of validation samples.

        accuracy            sum_t n_tt / n
        predicted_classes   how many classes are ever answered
        top_share           share of the answers that are the most frequent one
        permutation         share: max over the permutations s of sum_t n_t,s(t) / n
                            of: s(0), s(1), ...

    A net whose accuracy is low, but high under another numbering of the classes, has learned
    labels that are numbered in another way. The best s is found by the Hungarian method.

    Reference: Kuhn, 1955, The Hungarian method for the assignment problem.
    Topic: practice/babysitting

    Example:
        >>> from suite.examination import Examples
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Softmax()])
        >>> model.compile(loss="sparse_categorical_crossentropy")
        >>> train = Examples(np.eye(2)[[0, 0, 1]], np.array([1, 1, 0]))
        >>> confusion(ExaminationContext(model, train))["training"]["permutation"]
        {'share': 1.0, 'of': [1, 0]}
    """
    if context.kind != "classes":
        return None
    named = {"training": context.train_answers, "validation": context.validation_answers}
    found = {name: _figures(context, given) for name, given in named.items() if given is not None}
    return found or None


def _figures(context: ExaminationContext, found: Answers) -> dict[str, Any]:
    answered = answered_classes(context.model, found.outputs)
    classes = max(2, found.outputs.shape[1], int(found.labels.max()) + 1)
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (found.labels, answered), 1)
    per_answer = counts.sum(axis=0)
    figures: dict[str, Any] = {
        "accuracy": float(counts.trace() / counts.sum()),
        "predicted_classes": int((per_answer > 0).sum()),
        "top_share": float(per_answer.max() / counts.sum()),
    }
    if classes <= MOST_CLASSES:
        figures["permutation"] = permutation(counts)
    return figures


def permutation(counts: np.ndarray) -> dict[str, Any]:
    """The best one-to-one renaming of the classes, and the accuracy under it.

    Example:
        >>> permutation(np.array([[0, 3], [1, 0]]))
        {'share': 1.0, 'of': [1, 0]}
    """
    from scipy.optimize import linear_sum_assignment  # comes with scikit-learn

    rows, columns = linear_sum_assignment(counts, maximize=True)
    return {"share": float(counts[rows, columns].sum() / counts.sum()), "of": columns.tolist()}
