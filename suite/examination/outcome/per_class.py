"""How well each class, or each label, is known."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.examination.outcome.predictions import Predictions

MOST_ROWS = 50


def per_class(found: Predictions) -> dict[str, Any] | None:
    """Figures of each class or label; of more than 50, those of the 50 with the least F1.

        name        of the class
        count       samples that belong to it
        precision   share of the samples answered by it that belong to it; None where there are none
        recall      share of the samples of it that are answered by it; None where there are none
        f1          2 TP / (2 TP + FP + FN); None where it neither occurs nor is answered

    Beside these `rows` there are `of`, how many classes there are, and `macro`, the means over the
    classes where a figure is known.

    Example:
        >>> outputs = np.eye(2)[[0, 0, 1]]
        >>> per_class(Predictions("classes", outputs, np.array([0, 1, 1])))["rows"][0]
        {'name': '0', 'count': 1, 'precision': 0.5, 'recall': 1.0, 'f1': 0.6667}
    """
    if found.kind == "values" or not found.sound.any():
        return None
    right, answered, counts = _tallies(found)
    columns = {
        "precision": _ratio(right, answered),
        "recall": _ratio(right, counts),
        "f1": _ratio(2 * right, answered + counts),
    }
    order = np.arange(len(counts))
    if len(order) > MOST_ROWS:
        f1 = np.nan_to_num(columns["f1"], nan=np.inf)
        order = np.sort(np.argsort(f1, kind="stable")[:MOST_ROWS])
    rows = [
        {
            "name": found.name(int(number)),
            "count": int(counts[number]),
            **{name: _known(values[number]) for name, values in columns.items()},
        }
        for number in order
    ]
    macro = {name: _mean(values) for name, values in columns.items()}
    return {"of": len(counts), "rows": rows, "macro": macro}


def _tallies(found: Predictions) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each class: right answers, answers, samples."""
    y, answered = found.targets[found.sound], found.answered[found.sound]
    if found.kind == "labels":
        has = y > 0.5
        return (has & answered).sum(axis=0), answered.sum(axis=0), has.sum(axis=0)
    size = found.classes
    right = np.bincount(y[y == answered], minlength=size)
    return right, np.bincount(answered, minlength=size), np.bincount(y, minlength=size)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)


def _mean(values: np.ndarray) -> float | None:
    known = values[~np.isnan(values)]
    return round(float(known.mean()), 4) if len(known) else None


def _known(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)
