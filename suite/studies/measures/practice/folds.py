"""Measures of cross-validation, with a model that is fitted in no time."""

from __future__ import annotations

import numpy as np

from suite.errors import UserError

_REPEATS = 20
_RIDGE = 10.0


def estimate_deviation(seed: int, folds: int, used: int, examples: int = 100) -> float:
    """How much an estimate of the accuracy hangs on the split that it was made with.

    The standard deviation over 20 random splits of the same examples into `folds` parts. The
    estimate is the mean accuracy on the first `used` parts, each by a linear model of least
    squares (with a ridge of 10) that was fitted to all other parts.

    Args:
        seed: draws the examples, of the digits for training, and the splits.
        folds: the number of parts, at least 2.
        used: 1 is one split into training and validation; `folds` is cross-validation.
        examples: how many there are.
    """
    from suite.data.folds import fold_numbers
    from suite.data.sources.digits import digits

    if not 1 <= used <= folds:
        raise UserError(f"`used` lies between 1 and the {folds} folds. Received: {used}")
    train = digits().train
    rows = np.random.default_rng([seed, 0xF01D]).permutation(len(train))[: int(examples)]
    inputs = np.asarray(train.inputs[rows], np.float64).reshape(len(rows), -1) / 16
    labels = train.labels[rows]
    estimates = []
    for repeat in range(_REPEATS):
        parts = fold_numbers(labels, int(folds), _REPEATS * seed + repeat)
        scores = [_accuracy(inputs, labels, parts == part) for part in range(int(used))]
        estimates.append(np.mean(scores))
    return float(np.std(estimates))


def _accuracy(inputs: np.ndarray, labels: np.ndarray, held: np.ndarray) -> float:
    """Of a linear model that was fitted to what is not held out, on what is."""
    x = np.column_stack([inputs, np.ones(len(inputs))])
    targets = np.eye(10)[labels]
    known = x[~held]
    gram = known.T @ known + _RIDGE * np.eye(x.shape[1])
    weights = np.linalg.solve(gram, known.T @ targets[~held])
    return float(((x[held] @ weights).argmax(axis=1) == labels[held]).mean())
