"""The digits, split as the suite splits them."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits

Arrays = tuple[np.ndarray, np.ndarray]


def digits() -> tuple[Arrays, Arrays, Arrays]:
    """Images and labels for training, validation and testing."""
    bunch = load_digits()
    x, y = bunch.images[..., None].astype("float32"), bunch.target
    order = np.zeros(len(y), int)
    for digit in range(10):
        order[y == digit] = np.arange(np.sum(y == digit))
    test, validation = order % 5 == 0, order % 10 == 2
    train = ~(test | validation)
    return (x[train], y[train]), (x[validation], y[validation]), (x[test], y[test])
