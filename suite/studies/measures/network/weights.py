"""Measures of a model's weights."""

from __future__ import annotations

import math

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.studies.measures.network.probe import kernel_of, layer_of


def distance_from_start(arm: Arm, layer: str | None = None) -> float:
    """How far training has moved the weights of a model, or of one of its layers.

        || w - w0 ||

    with w the trained weights and w0 what they were before the first step.

    Raises:
        UserError: the trained model has other weights than the initial one.
    """
    now, before = _pairs(arm, layer)
    return math.sqrt(sum(float(((a - b) ** 2).sum()) for a, b in zip(now, before, strict=True)))


def relative_distance(arm: Arm, layer: str | None = None) -> float:
    """How far training has moved the weights, as a share of what they were.

    || w - w0 || / || w0 ||
    """
    _, before = _pairs(arm, layer)
    size = math.sqrt(sum(float((one**2).sum()) for one in before))
    return distance_from_start(arm, layer) / size if size else math.inf


def zero_weight_share(arm: Arm, layer: str) -> float:
    """Share of a layer's kernel that is exactly 0."""
    return float(np.mean(np.asarray(kernel_of(arm.model, layer)) == 0))


def links(arm: Arm, layer: str) -> float:
    """How many inputs a unit of a layer has at most with a weight that is not 0."""
    kernel = np.asarray(kernel_of(arm.model, layer))
    return float((kernel.reshape(-1, kernel.shape[-1]) != 0).sum(axis=0).max())


def weight_mean(arm: Arm, layer: str, weight: str = "kernel") -> float:
    """Mean of a weight of a layer, by the weight's name: `kernel`, `bias`, `gamma`, `alpha`."""
    found = {v.name: np.asarray(v, dtype=float) for v in layer_of(arm.model, layer).weights}
    if weight not in found:
        has = ", ".join(found) or "none"
        raise UserError(f"the layer `{layer}` has no weight `{weight}`; it has {has}")
    return float(found[weight].mean())


def _pairs(arm: Arm, layer: str | None) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The trained weights now, and before training."""
    owners = [
        model if layer is None else layer_of(model, layer)
        for model in (arm.model, arm.initial_model)
    ]
    now, before = (
        [np.asarray(v, dtype=float) for v in owner.trainable_variables] for owner in owners
    )
    if [one.shape for one in now] != [one.shape for one in before]:
        raise UserError("the trained model has other weights than the initial one")
    return now, before
