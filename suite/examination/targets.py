"""Real-valued targets against what the net can answer."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.checks.data.target_range import outside, reachable
from suite.examination.context import ExaminationContext


def targets(context: ExaminationContext) -> dict[str, Any] | None:
    """The range of real-valued targets, and that of the last activation.

        min, max, mean, std       of the targets of training
        output_min, output_max    bounds of the last activation; absent where there are none
        outside                   share of the targets that are beyond them
        answered_std              deviation of the trained net's answers

    Topic: loss/regression

    Example:
        >>> from suite.examination import Examples
        >>> layers = [keras.Input((1,)), keras.layers.Dense(1, "sigmoid")]
        >>> train = Examples(np.ones((4, 1)), np.array([0.0, 0.5, 2.0, 3.0]))
        >>> context = ExaminationContext(keras.Sequential(layers), train, targets="values")
        >>> targets(context)["outside"]
        0.5
    """
    values = context.train_labels
    if context.kind != "values" or values is None:
        return None
    figures = {what: float(getattr(values, what)()) for what in ("min", "max", "mean", "std")}
    low, high = reachable(context.model)
    if low is not None:
        figures["output_min"] = low
    if high is not None:
        figures["output_max"] = high
    figures["outside"] = outside(values, low, high)
    if context.train_answers is not None:
        figures["answered_std"] = float(np.std(context.train_answers.outputs))
    return figures
