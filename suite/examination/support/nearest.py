"""The nearest of many rows."""

from __future__ import annotations

import numpy as np

_CHUNK = 256


def nearest(
    rows: np.ndarray, queries: np.ndarray, count: int, own: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Places and distances of the rows that are nearest to each query, the nearest first.

    Args:
        rows: of shape (N, F), N > count.
        queries: of shape (M, F).
        count: how many, >= 1.
        own: whether query i is row i, which is left out.

    Returns:
        (M, count) places, and as many Euclidean distances.

    Example:
        >>> places, distances = nearest(np.array([[0.0], [1.0], [5.0]]), np.array([[4.0]]), 2)
        >>> places.tolist(), distances.tolist()
        ([[2, 1]], [[1.0, 3.0]])
    """
    squares = (rows**2).sum(axis=1)
    places, distances = [], []
    for start in range(0, len(queries), _CHUNK):
        part = queries[start : start + _CHUNK]
        found = squares - 2 * part @ rows.T
        if own:
            found[np.arange(len(part)), start + np.arange(len(part))] = np.inf
        near = np.argpartition(found, count - 1, axis=1)[:, :count]
        # Again, from the difference: that of large squares has lost the digits of small distances.
        exact = np.sqrt(((rows[near] - part[:, None]) ** 2).sum(axis=2))
        order = np.argsort(exact, axis=1, kind="stable")
        places.append(np.take_along_axis(near, order, axis=1))
        distances.append(np.take_along_axis(exact, order, axis=1))
    return np.concatenate(places), np.concatenate(distances)
