"""Targets in one form, whatever the loss takes."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from suite.checks.support.loss_kind import loss_kind, loss_name
from suite.data.targets import Targets

_KINDS: dict[str, Targets] = {"index": "classes", "one_hot": "classes", "values": "values"}


def target_kind(model: keras.Model, targets: Any) -> Targets | None:
    """What targets stand for, by the model's loss and by themselves; None where nobody can tell.

    Class numbers and one-hot rows are `classes` whatever the loss is: a net with several outputs
    that learns whole numbers, or rows of one 1, by the squared error, classifies.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile(loss="mse")
        >>> target_kind(model, np.array([0.5, 2.0]))
        'values'
    """
    if not isinstance(targets, np.ndarray) or targets.dtype.kind not in "biuf":
        return None
    outputs = getattr(model, "outputs", None)
    if outputs and len(outputs) != 1:
        return None
    kind, width = loss_kind(model), int(np.prod(targets.shape[1:]))
    units = outputs[0].shape[-1] if outputs else width
    if targets.ndim == 2 and width > 1:
        one_hot = bool(((targets == 0) | (targets == 1)).all())
        if one_hot and (targets.sum(axis=1) == 1).all():
            return "classes"
        return "labels" if one_hot else _real(kind)
    if targets.ndim > 2:
        return None
    whole = bool((targets == np.floor(targets)).all())
    named = model.loss if isinstance(model.loss, str) else loss_name(model.loss)
    if not outputs and whole and named.startswith("sparse_"):
        return "classes"
    if units is not None and units > 1:
        return "classes" if whole else _real(kind)
    if kind is None or kind.labels != "values":
        return "classes" if whole and len(np.unique(targets)) <= 2 else _real(kind)
    return "values"


def _real(kind: Any) -> Targets | None:
    """The targets of a loss for real numbers, or of one that is not known."""
    return None if kind is not None and kind.labels != "values" else "values"


def as_labels(targets: Any, kind: Targets | None) -> np.ndarray | None:
    """Targets in one form; None where they have another.

    Args:
        targets: class numbers, of one column too, -1 and 1, one-hot rows; or rows of values.
        kind: of them.

    Shapes:
        (N,), int, for classes; else (N, K), float.

    Example:
        >>> as_labels(np.eye(3)[[2, 0]], "classes").tolist()
        [2, 0]
    """
    if kind is None or not isinstance(targets, np.ndarray) or targets.dtype.kind not in "biuf":
        return None
    if targets.ndim > 2:
        return None
    if kind != "classes":
        rows = targets.reshape(len(targets), -1).astype(np.float64)
        return rows if np.isfinite(rows).all() else None
    if targets.ndim == 2 and targets.shape[1] > 1:
        return np.asarray(targets.argmax(axis=1), np.int64)
    flat = targets.reshape(-1)
    if set(np.unique(flat).tolist()) <= {-1, 1} and (flat < 0).any():
        flat = (flat + 1) / 2
    if not np.isfinite(flat).all() or (flat < 0).any() or (flat != np.floor(flat)).any():
        return None
    return flat.astype(np.int64)
