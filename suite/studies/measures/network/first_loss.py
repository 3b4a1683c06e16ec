"""The loss before the first step."""

from __future__ import annotations

from suite.studies.measures.arm import Arm

_EXAMPLES = 512


def initial_loss(arm: Arm) -> float:
    """The loss of a model that has not learned anything, over the first 512 training examples.

    log K where each of K classes gets the same probability; with the penalties, if there are any.
    """
    model, labels = arm.initial_model, arm.labels(_EXAMPLES)
    outputs = model(arm.inputs(_EXAMPLES), training=False)
    return float(model.compute_loss(y=labels, y_pred=outputs))
