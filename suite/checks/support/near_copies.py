"""Examples that are changed copies of others."""

from __future__ import annotations

import math

import numpy as np

from suite.checks.support.thumbnails import is_image, thumbnails, with_channels
from suite.data.files.rows import Inputs

SIDE = 8
# Nearer than this share of the usual distance between two examples is nearly equal.
NEAR = 0.1
# A copy is that near to one example, or to a few, but not to so many as are alike anyway.
CROWD = 20
_AHEAD = 0.5
ASKED = 200
COMPARED = 4000
_VALUES = 2**23
_FEWEST_FOUND = 5


def near_copies(train: Inputs, others: Inputs) -> float:
    """The share of examples that are copies of training examples, slightly changed ones too.

    Of 200 of them the distances to at most 4,000 training examples are looked at, of images those
    between 8 by 8 thumbnails, mirrored ones too. With d_k the distance to the k-th nearest, and m
    the median distance between two training examples, a copy has

        d_1 < m / 10    and    d_1 < d_20 / 2

    The share found is divided by that of the training examples that were looked at.

    Example:
        >>> rows = np.random.default_rng(0).normal(size=(100, 20))
        >>> near_copies(rows, rows[:50] + 0.01), near_copies(rows[:50], rows[50:])
        (1.0, 0.0)
    """
    each = max(1, math.prod(train.shape[1:]))
    count = min(len(train), COMPARED, max(ASKED, _VALUES // each))
    random = np.random.default_rng(0)
    known = _flat(np.asarray(train[np.sort(random.choice(len(train), count, replace=False))]))
    asked = np.asarray(others[np.linspace(0, len(others) - 1, min(ASKED, len(others))).astype(int)])
    views = [_flat(asked), *([_flat(asked[:, :, ::-1])] if is_image(asked) else [])]
    if count <= CROWD or not all(np.isfinite(rows).all() for rows in (known, *views)):
        return 0.0
    if not is_image(asked):
        mean, spread = known.mean(axis=0), known.std(axis=0)
        spread[spread == 0] = 1
        known, views = (known - mean) / spread, [(rows - mean) / spread for rows in views]
    usual = float(np.median(np.linalg.norm(known - random.permutation(known), axis=1)))
    found = np.any([_are_copies(known, rows, usual) for rows in views], axis=0)
    if found.sum() < _FEWEST_FOUND:
        return 0.0
    return min(1.0, float(found.mean()) * len(train) / count)


def _are_copies(known: np.ndarray, asked: np.ndarray, usual: float) -> np.ndarray:
    """Which rows are so near to a known one, and not to many."""
    squares = (known**2).sum(axis=1) - 2 * asked @ known.T
    near = np.argpartition(squares, CROWD - 1, axis=1)[:, :CROWD]
    distances = np.linalg.norm(known[near] - asked[:, None], axis=2)
    first, crowd = distances.min(axis=1), distances.max(axis=1)
    return np.asarray((first < NEAR * usual) & (first < _AHEAD * crowd))


def _flat(rows: np.ndarray) -> np.ndarray:
    array = rows.astype(np.float32)
    if is_image(array):
        array = thumbnails(with_channels(array), SIDE)
    return array.reshape(len(array), -1).astype(np.float64)
