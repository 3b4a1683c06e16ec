"""Penalties and bounds: what they cost, and what they leave of the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suite.studies.measures.arm import Arm

if TYPE_CHECKING:
    import keras


def penalty_per_square(arm: Arm) -> float:
    """What the penalty adds to the loss, for each unit of the kernels' squared norm.

    sum of the model's penalties / sum_j |W_j|^2

    which is `weight_decay` / 2, or lambda / (2 m). The initial model is looked at.
    """
    model = arm.initial_model
    squares = sum(float(np.square(kernel).sum()) for kernel in _kernels(model))
    return float(sum(np.asarray(one) for one in model.losses)) / squares


def kernel_norm(arm: Arm) -> float:
    """The norm of all kernels of the trained model taken together.

    sqrt(sum_j |W_j|^2)
    """
    return float(np.sqrt(sum(np.square(kernel).sum() for kernel in _kernels(arm.model))))


def largest_unit_norm(arm: Arm, layer: str) -> float:
    """The largest norm that the weights of one unit of a layer have, of the trained model.

    max_j |w_j|        with w_j the weights from all inputs to unit j
    """
    kernel = np.asarray(arm.model.get_layer(layer).kernel, np.float64)
    return float(np.linalg.norm(kernel.reshape(-1, kernel.shape[-1]), axis=0).max())


def tiny_weights(arm: Arm, tolerance: float = 1e-3) -> float:
    """The share of the weights of all kernels within `tolerance` of zero, of the trained model."""
    weights = np.concatenate([kernel.ravel() for kernel in _kernels(arm.model)])
    return float((np.abs(weights) <= tolerance).mean())


def region_lengths(seed: int, ratio: float) -> float:
    """How many different lengths the pool regions of 36 pixels have in a training pass.

    Args:
        seed: of the regions.
        ratio: of fractional max pooling, above 1; 2 is ordinary max pooling.
    """
    return float(len(set(np.diff(_last_pixels(seed, ratio), prepend=-1).tolist())))


def regions_change(seed: int, ratio: float) -> float:
    """The share of 20 training passes in which regions lie differently than in the pass before."""
    ends = [_last_pixels(100 * seed + one, ratio).tolist() for one in range(21)]
    return float(np.mean([now != before for now, before in zip(ends[1:], ends, strict=False)]))


def _last_pixels(seed: int, ratio: float) -> np.ndarray:
    """Where each region ends, found by pooling a ramp: the maximum is the last pixel."""
    from suite.layers.fractional_max_pooling2d import FractionalMaxPooling2D

    ramp = np.tile(np.arange(36.0, dtype=np.float32), (36, 1))[None, ..., None]
    layer = FractionalMaxPooling2D(pool_ratio=ratio, overlapping=False, seed=seed)
    return np.asarray(layer(ramp, training=True))[0, 0, :, 0]


def _kernels(model: keras.Model) -> list[np.ndarray]:
    return [np.asarray(one, np.float64) for one in model.weights if one.name == "kernel"]
