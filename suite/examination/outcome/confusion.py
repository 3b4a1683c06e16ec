"""Which classes are taken for which."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.examination.outcome.predictions import Predictions

MOST_CLASSES = 50
MOST_PAIRS = 30


def confusion(found: Predictions) -> dict[str, Any] | None:
    """The matrix n_tp of samples of class t that are answered by class p.

        names, counts   of up to 50 classes: their names, and the matrix, a row each class t
        pairs           of more: the 30 pairs of classes with the largest n_tp; `true`, `answered`,
                        `count`, and `share`, n_tp / sum_p n_tp
        classes         how many there are

    Samples whose outputs are not finite are left out.

    Example:
        >>> outputs = np.eye(2)[[0, 0, 1]]
        >>> confusion(Predictions("classes", outputs, np.array([0, 1, 1])))["counts"]
        [[1, 0], [1, 1]]
    """
    if found.kind != "classes" or not found.sound.any():
        return None
    classes = found.classes
    if classes > MOST_CLASSES:
        return {"classes": classes, "pairs": _pairs(found)}
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (found.targets[found.sound], found.answered[found.sound]), 1)
    names = [found.name(number) for number in range(classes)]
    return {"classes": classes, "names": names, "counts": counts.tolist()}


def _pairs(found: Predictions) -> list[dict[str, Any]]:
    """The most frequent mistakes; of equally frequent ones the lower numbers come first."""
    y, answered = found.targets[found.sound], found.answered[found.sound]
    wrong = y != answered
    pairs, counts = np.unique(
        np.stack([y[wrong], answered[wrong]], axis=1), axis=0, return_counts=True
    )
    of_class = np.bincount(y, minlength=found.classes)
    order = np.argsort(-counts, kind="stable")[:MOST_PAIRS]
    return [
        {
            "true": found.name(int(pairs[place, 0])),
            "answered": found.name(int(pairs[place, 1])),
            "count": int(counts[place]),
            "share": round(float(counts[place] / of_class[pairs[place, 0]]), 4),
        }
        for place in order
    ]
