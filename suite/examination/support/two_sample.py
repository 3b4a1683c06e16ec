"""Whether two sets of rows come from one distribution."""

from __future__ import annotations

import numpy as np

FOLDS = 4
FEWEST = 30
# A fit with fewer samples than a quarter of its coefficients says nothing of new ones.
_COLUMNS_PER_SAMPLE = 4
_PENALTY = 1e-2


def two_sample_auc(one: np.ndarray, other: np.ndarray) -> float | None:
    """Area under the ROC curve of a linear classifier that tells one set from the other.

    Its scores are made by cross-validation, of 4 folds, with Fisher's discriminant: the ridge
    regression of the set on the columns, which are scaled to deviation 1. 0.5: the sets are alike;
    1: no sample of one is like those of the other. None of too few samples.

    Shapes:
        (N, F) and (M, F).

    Reference: Lopez-Paz & Oquab, 2017, Revisiting classifier two-sample tests.

    Example:
        >>> rows = np.random.default_rng(0).normal(size=(100, 2))
        >>> two_sample_auc(rows, rows + 9)
        1.0
    """
    fewest = max(FEWEST, one.shape[1] // _COLUMNS_PER_SAMPLE)
    if min(len(one), len(other)) < fewest:
        return None
    rows = np.concatenate([one, other]).astype(np.float64)
    spread = rows.std(axis=0)
    rows = (rows - rows.mean(axis=0))[:, spread > 0] / spread[spread > 0]
    is_other = np.arange(len(rows)) >= len(one)
    fold = np.random.default_rng(0).permutation(len(rows)) % FOLDS
    areas = []
    for number in range(FOLDS):
        held = fold == number
        weights = _discriminant(rows[~held], is_other[~held])
        areas.append(auc(rows[held] @ weights, is_other[held]))
    return float(np.mean(areas))


def _discriminant(rows: np.ndarray, is_other: np.ndarray) -> np.ndarray:
    """The direction that tells the sets apart; each set weighs the same."""
    weight = np.where(is_other, 0.5 / is_other.sum(), 0.5 / (~is_other).sum())
    target = np.where(is_other, 1.0, -1.0)
    centered = rows - weight @ rows
    moment = (centered * weight[:, None]).T @ centered + _PENALTY * np.eye(rows.shape[1])
    return np.asarray(np.linalg.solve(moment, (centered * weight[:, None]).T @ target))


def auc(scores: np.ndarray, positive: np.ndarray) -> float:
    """Probability that a positive sample has the higher score than a negative one, ties halved.

    Example:
        >>> auc(np.array([1.0, 2.0, 2.0]), np.array([False, True, False]))
        0.75
    """
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    count = int(positive.sum())
    if not 0 < count < len(scores):
        return 0.5
    above = ranks[positive].sum() - count * (count + 1) / 2
    return float(above / (count * (len(scores) - count)))
