"""Training on batches that come from different distributions."""

from __future__ import annotations

import numpy as np

from suite.errors import UserError

_STEPS, _BATCH, _FEATURES, _UNITS, _RATE = 150, 32, 10, 32, 0.1


def loss_after(seed: int, spread: float, norm: str = "none") -> float:
    """The training loss that a small net comes to on batches that are each moved by a number.

        x = z + s_k 1,   z from N(+-0.5 w, 1) by class,   s_k from N(0, spread^2) for batch k

    Two classes in 10 dimensions, one hidden layer of 32 ReLU units, the logistic loss, 150 steps
    of gradient descent on 32 samples each; the mean loss of the last 50 steps.

    Args:
        seed: of data, order and weights.
        spread: deviation of what the batches are moved by; 0 draws them all alike.
        norm: `batch` takes each batch's own mean off its inputs and divides by its deviation.
    """
    if norm not in ("none", "batch"):
        raise UserError(f"`norm` is none or batch. Received: {norm}")
    draws = np.random.default_rng(seed)
    direction = draws.normal(size=_FEATURES)
    weights = [
        draws.normal(size=(_FEATURES, _UNITS)) * np.sqrt(2 / _FEATURES),
        np.zeros(_UNITS),
        draws.normal(size=_UNITS) * np.sqrt(1 / _UNITS),
        np.zeros(1),
    ]
    losses = []
    for _ in range(_STEPS):
        labels = draws.integers(0, 2, _BATCH)
        x = draws.normal(size=(_BATCH, _FEATURES)) + np.outer(labels - 0.5, direction)
        x = x + spread * draws.normal()
        if norm == "batch":
            x = (x - x.mean(axis=0)) / x.std(axis=0)
        losses.append(_step(weights, x, labels))
    return float(np.mean(losses[-50:]))


def _step(weights: list[np.ndarray], x: np.ndarray, labels: np.ndarray) -> float:
    """One step of gradient descent, in place; the loss before it."""
    first, bias, last, offset = weights
    hidden = np.maximum(x @ first + bias, 0.0)
    signs = 2.0 * labels - 1
    margins = signs * (hidden @ last + offset)
    back = -signs / (1 + np.exp(np.minimum(margins, 500))) / len(x)
    behind = np.outer(back, last) * (hidden > 0)
    gradients = [x.T @ behind, behind.sum(axis=0), hidden.T @ back, np.array([back.sum()])]
    for weight, gradient in zip(weights, gradients, strict=True):
        weight -= _RATE * gradient
    return float(np.logaddexp(0.0, -margins).mean())
