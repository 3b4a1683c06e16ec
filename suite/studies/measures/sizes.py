"""Measures of how large a model is."""

from __future__ import annotations

from suite.studies.measures.arm import Arm


def parameters(arm: Arm, layer: str | None = None) -> float:
    """How many numbers the weights of a model hold, or of one of its layers."""
    model = arm.initial_model
    return float((model if layer is None else model.get_layer(layer)).count_params())


def trainable_parameters(arm: Arm) -> float:
    """How many of a model's numbers training may change."""
    return float(sum(weight.shape.num_elements() for weight in arm.initial_model.trainable_weights))
