"""Whether a batch is a sample of all classes."""

from __future__ import annotations

import math

import numpy as np

from suite.checks.support.context import CheckContext
from suite.diagnostics import Finding

# So unlikely a batch is no bad luck, in any number of runs.
SMALLEST_CHANCE = 1e-8
FEWEST_LABELS = 8


def batch_variety(context: CheckContext) -> list[Finding]:
    """Whether the first batch holds as many classes as one that is drawn at random.

    With p_c the share of class c in the training set, or 1 / C where that is not known, and B the
    size of the batch, a batch drawn at random holds sum_c (1 - (1 - p_c)^B) classes, and no more
    than d of them with a probability of at most

        P(d) = binomial(C, d) (sum of the d largest p_c)^B

        warning   P(d) < 1e-8 for the d classes of the first batch: the data is not shuffled

    Topic: data/batch-size

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(4)])
        >>> batch = np.ones((32, 1)), np.zeros(32, int)
        >>> print(batch_variety(CheckContext(None, model, None, batch, 4))[0].text)
        The 32 samples of the first batch are of 1 of 4 classes: the data is not shuffled.
    """
    labels = _class_numbers(context)
    if labels is None or len(labels) < FEWEST_LABELS:
        return []
    assert context.classes is not None
    shares = _shares(context)
    found = len(np.unique(labels))
    if _log_chance(shares, found, len(labels)) > math.log(SMALLEST_CHANCE):
        return []
    text = (
        f"The {len(labels)} samples of the first batch are of {found} of {context.classes} "
        "classes: the data is not shuffled."
    )
    limit = expected_classes(shares, len(labels))
    return [
        Finding(
            "batch_variety", text, "warning", figure=found, limit=limit, topic="data/batch-size"
        )
    ]


def _class_numbers(context: CheckContext) -> np.ndarray | None:
    """Of the first batch; None where they are no class numbers."""
    y = context.labels
    if context.classes is None or context.classes < 2 or y.dtype.kind not in "biuf":
        return None
    if y.ndim == 2 and y.shape[1] > 1:
        return np.asarray(y.argmax(axis=1))
    return y.reshape(-1) if y.size == len(y) else None


def _shares(context: CheckContext) -> np.ndarray:
    if context.dataset is None:
        return np.full(context.classes or 1, 1 / (context.classes or 1))
    counts = np.bincount(context.dataset.train.labels, minlength=context.classes or 0)
    return np.asarray(counts / counts.sum())


def _log_chance(shares: np.ndarray, found: int, batch: int) -> float:
    """ln P(d)"""
    classes, largest = len(shares), np.sort(shares)[::-1][:found].sum()
    if found >= classes:
        return 0.0
    ways = math.lgamma(classes + 1) - math.lgamma(found + 1) - math.lgamma(classes - found + 1)
    return ways + batch * math.log(max(float(largest), 1e-300))


def expected_classes(counts: np.ndarray, batch: int) -> float:
    """How many classes a batch holds that is drawn at random.

    Example:
        >>> expected_classes(np.array([10, 10]), 2)
        1.5
    """
    shares = counts / counts.sum()
    return float((1 - (1 - shares) ** batch).sum())
