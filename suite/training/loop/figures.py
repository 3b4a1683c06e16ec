"""Results of metrics as numbers that a history can hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def figures(results: Mapping[str, Any]) -> dict[str, float]:
    """Each result as a number; a vector, such as an F1 score per class, is several.

    Args:
        results: what `Model.get_metrics_result` returns.

    Example:
        >>> figures({"loss": 0.5, "f1_score": [0.9, 0.8]})
        {'loss': 0.5, 'f1_score_0': 0.9, 'f1_score_1': 0.8}
    """
    found: dict[str, float] = {}
    for name, value in results.items():
        values = np.asarray(value)
        if values.ndim == 0:
            found[name] = float(values)
            continue
        for index in np.ndindex(values.shape):
            found["_".join([name, *map(str, index)])] = float(values[index])
    return found
