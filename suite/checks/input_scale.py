"""The scale of what the model sees."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np

from suite.checks.support import roles
from suite.checks.support.context import CheckContext
from suite.data.files.rows import Rows
from suite.diagnostics.finding import Finding, Severity
from suite.edit import Edit

LARGEST = 10.0
# One rare outlier does not disturb training: this share of the values must be beyond LARGEST.
RARE = 1e-3
LARGEST_RARE = 100.0
LARGEST_STD = 5.0
SMALLEST_STD = 0.02
OFF_CENTER = 1.0
SAMPLED_ROWS = 2048
SAMPLED_VALUES = 2**21

TOPIC = "data/normalization"


def input_scale(context: CheckContext) -> list[Finding]:
    """Mean, spread and extremes of what the model sees after its normalization layers.

    With m_c and s_c the mean and standard deviation of channel c over a sample of the training set
    (evenly spread, at most 2,048 rows), n_bad the number of values that are not finite:

        error     n_bad > 0
        warning   max |x| > 10, max_c s_c > 5, or sqrt(mean_c s_c^2) < 0.02
        note      max_c |m_c| / s_c > 1: not centered

    Only a note where fewer than 1 in 1,000 values is beyond 10 and none beyond 100, and where a
    normalization follows the first layer, which makes the network indifferent to the scale. The
    first batch, which is augmented, is looked at for values that are not finite.

    Topic: data/normalization

    Example:
        >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
        >>> batch = np.linspace(0, 255, 64).reshape(16, 4), np.zeros(16)
        >>> print(input_scale(CheckContext(None, model, None, batch, 2))[0].text)
        The model's inputs have a standard deviation of 74.6; about 1 is right.
    """
    values = seen(context)
    if values is None:
        return []
    for name, part in (("sampled inputs", values), ("first batch", context.inputs)):
        bad = int(part.size - np.isfinite(part).sum())
        if bad:
            text = f"{bad} of {part.size} values of the {name} are not finite."
            return [_finding(context, text, "error", bad, 0)]
    judgement = judged(values, normalizes_itself(context))
    return [] if judgement is None else [_finding(context, *judgement)]


def judged(values: np.ndarray, tolerant: bool) -> tuple[str, Severity, float, float] | None:
    """Text, severity, figure and limit of the first thing that is wrong with finite values.

    Args:
        values: channels last.
        tolerant: whether the network is indifferent to their scale.
    """
    mean, std = channel_statistics(values)
    usual: Severity = "note" if tolerant else "warning"
    if std.max() > LARGEST_STD:
        text = f"The model's inputs have a standard deviation of {std.max():.3g}; about 1 is right."
        return text, usual, std.max(), LARGEST_STD
    largest = float(np.abs(values).max())
    if largest > LARGEST:
        share = float(np.mean(np.abs(values) > LARGEST))
        grave = share > RARE or largest > LARGEST_RARE
        text = (
            f"The model's inputs go up to {largest:.3g} ({share:.2g} of them beyond {LARGEST:g})."
        )
        return text, usual if grave else "note", largest, LARGEST
    spread = float(np.sqrt(np.mean(std**2)))
    if spread < SMALLEST_STD:
        text = f"The model's inputs hardly vary: their standard deviation is {spread:.3g}."
        return text, usual, spread, SMALLEST_STD
    offset = float(np.max(np.abs(mean[std > 0]) / std[std > 0]))
    if offset > OFF_CENTER and not tolerant:
        text = f"The model's inputs are not centered: a mean is {offset:.3g} deviations from 0."
        return text, "note", offset, OFF_CENTER
    return None


def _finding(
    context: CheckContext, text: str, severity: Severity, figure: float, limit: float
) -> Finding:
    edit = None
    if context.recipe is not None and context.recipe.data.normalize.kind != "standard":
        edit = Edit("data.normalize", context.recipe.data.normalize.kind, "standard")
    return Finding(
        "input_scale",
        text,
        severity,
        figure=float(figure),
        limit=float(limit),
        topic=TOPIC,
        edit=edit,
    )


def seen(context: CheckContext) -> np.ndarray | None:
    """A sample of inputs behind the model's own preprocessing; None with several inputs."""
    if not context.has_one_input:
        return None
    inputs: np.ndarray | Rows
    if context.dataset is None:
        inputs = np.asarray(context.samples()[0])
    else:
        inputs = context.dataset.train.inputs
    most = max(1, SAMPLED_VALUES // math.prod(inputs.shape[1:]))
    count = min(len(inputs), SAMPLED_ROWS, most)
    inputs = inputs[np.linspace(0, len(inputs) - 1, count).astype(int)]
    call, last = context.graph.input, None
    while call is not None:
        call = context.graph.after(call, lambda layer: False)
        if call is None or not isinstance(call.layer, roles.PREPROCESSING):
            break
        last = call.layer
    if last is None:
        return np.asarray(inputs, np.float32)
    values = context.tap([last.output], inputs)
    return None if values is None else values[0]


def channel_statistics(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation over all axes but the last."""
    axes = tuple(range(values.ndim - 1))
    mean = values.mean(axis=axes, dtype=np.float64)
    return mean, values.std(axis=axes, dtype=np.float64)


def normalizes_itself(context: CheckContext) -> bool:
    """Whether the first layer, or what follows it, normalizes."""

    def scales(layer: Any) -> bool:  # whether a factor on its input is a factor on its output
        if roles.activation(layer) not in (None, "relu", "leaky_relu", "prelu"):
            return False
        known = roles.has_kernel(layer) or roles.is_activation(layer) or roles.passes(layer)
        return known or isinstance(layer, (*roles.PREPROCESSING, keras.layers.ZeroPadding2D))

    graph = context.graph
    first = None if graph.input is None else graph.after(graph.input, scales)
    return first is not None and roles.is_norm(first.layer)
