"""Whether a model is right as often as it is sure."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.examination.outcome.predictions import Predictions
from suite.examination.outcome.reliability import Reliability


def calibration(found: Predictions) -> dict[str, Any] | None:
    """Answers sorted by how sure the model is of them, into 15 bins of equal width.

        counts       answers in each bin
        confidence   their mean probability
        accuracy     the share of them that is right
        error        the expected calibration error, see `Reliability`

    Of several labels each is an answer: yes with its probability p, or no with 1 - p. None where
    the outputs are no probabilities.

    Example:
        >>> outputs = np.array([[0.9, 0.1], [0.8, 0.2]])
        >>> calibration(Predictions("classes", outputs, np.array([0, 1]), "softmax"))["error"]
        0.45
    """
    p = found.probabilities
    if p is None or not found.sound.any():
        return None
    p, y = p[found.sound], found.targets[found.sound]
    if found.kind == "labels":
        p = np.stack([1 - p.reshape(-1), p.reshape(-1)], axis=-1)
        y = (y.reshape(-1) > 0.5).astype(np.int64)
    told = Reliability.of(p, y)
    return {
        "counts": told.counts.tolist(),
        "confidence": told.confidence.round(4).tolist(),
        "accuracy": told.accuracy.round(4).tolist(),
        "error": round(told.error, 4),
    }
