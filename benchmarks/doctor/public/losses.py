"""Losses as people write them, right and wrong."""

from __future__ import annotations

from typing import Any

import keras


def plain(y_true: Any, y_pred: Any) -> Any:
    """Cross-entropy of probabilities, one a sample."""
    return keras.losses.sparse_categorical_crossentropy(y_true, y_pred)


def flipped(y_true: Any, y_pred: Any) -> Any:
    """The mean log-likelihood, which should have been maximized."""
    return -plain(y_true, y_pred)


def squared(y_true: Any, y_pred: Any) -> Any:
    return keras.ops.mean(keras.ops.square(y_true - y_pred), axis=-1)


def flipped_squared(y_true: Any, y_pred: Any) -> Any:
    return -squared(y_true, y_pred)


def thousandfold(y_true: Any, y_pred: Any) -> Any:
    """A weight that was meant for another loss."""
    return 1000.0 * plain(y_true, y_pred)


def swapped(y_true: Any, y_pred: Any) -> Any:
    """Labels where the predictions belong."""
    return keras.losses.categorical_crossentropy(y_pred, y_true)


def reciprocal_rate(epoch: int, rate: float) -> float:
    """A scheduler that divides what was divided already: the rate falls as 1 / (100^epoch)."""
    return rate / 100.0 if epoch else rate
