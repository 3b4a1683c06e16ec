"""How far estimates of real values are from them."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.examination.outcome.predictions import Predictions

MOST_VALUES = 4
MOST_POINTS = 500
_BINS = 30


def estimates(found: Predictions) -> list[dict[str, Any]] | None:
    """Figures of each value that is estimated, of at most the first four.

        name              of the value
        mae, rmse         mean of |f - y|, root of the mean of (f - y)^2, with estimates f of y
        r2                1 - sum (f - y)^2 / sum (y - mean y)^2; None if all y are equal
        true, estimated   y and f of at most 500 samples
        edges, counts     of 30 bins of f - y, as a histogram

    Samples whose outputs are not finite are left out.

    Example:
        >>> found = Predictions("values", np.array([[1.0], [3.0]]), np.array([[2.0], [3.0]]))
        >>> estimates(found)[0]["mae"]
        0.5
    """
    if found.kind != "values" or not found.sound.any():
        return None
    outputs, targets = (
        np.asarray(rows[found.sound], np.float64) for rows in (found.outputs, found.targets)
    )
    return [
        {"name": found.name(number), **_figures(outputs[:, number], targets[:, number])}
        for number in range(min(MOST_VALUES, targets.shape[1]))
    ]


def _figures(estimate: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    error = estimate - y
    squares, total = float(np.square(error).sum()), float(np.square(y - y.mean()).sum())
    counts, edges = np.histogram(error, bins=_BINS, range=_span(error))
    return {
        "mae": float(np.abs(error).mean()),
        "rmse": float(np.sqrt(squares / len(y))),
        "r2": 1 - squares / total if total > 0 else None,
        # The samples come in random order.
        "true": _short(y[:MOST_POINTS]),
        "estimated": _short(estimate[:MOST_POINTS]),
        "edges": _short(edges),
        "counts": counts.tolist(),
    }


def _span(error: np.ndarray) -> tuple[float, float]:
    """From the least to the greatest, wide enough to be divided into bins."""
    low, high = float(error.min()), float(error.max())
    least = 1e-6 * max(abs(low), abs(high), 1e-6)
    return (low - least, high + least) if high - low < least else (low, high)


def _short(values: np.ndarray) -> list[float]:
    """In as many digits as a picture shows."""
    return [float(f"{value:.5g}") for value in values]
