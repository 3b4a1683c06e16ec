"""The proximal operator of L1 and L2 penalties: what keeps weights exactly zero."""

from __future__ import annotations

from keras import ops

from suite.tensors import Tensor


def soft_threshold(v: Tensor, threshold: Tensor) -> Tensor:
    """sign(v) max(|v| - threshold, 0)."""
    return ops.sign(v) * ops.maximum(ops.abs(v) - threshold, 0)


def proximal_step(v: Tensor, rate: Tensor, l1: float, l2: float) -> Tensor:
    """The minimum over w of (w - v)^2 / 2 + rate (l1 |w| + l2 w^2 / 2), in closed form.

    w = sign(v) max(|v| - rate l1, 0) / (1 + rate l2)
    """
    return soft_threshold(v, rate * l1) / (1 + rate * l2)
