"""The scale of what the model sees."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np

from suite.checks.support import roles
from suite.checks.support.context import CheckContext, tapped
from suite.checks.support.graph import Graph
from suite.data.files.rows import Inputs
from suite.diagnostics.finding import Finding, Severity
from suite.diagnostics.tools.graph import given_by
from suite.edit import Edit
from suite.summary.graph import Call

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
# Class names of the operations that a scaling written in code leaves in a graph.
_ARITHMETIC = ("Add", "Divide", "Multiply", "Negative", "Subtract", "TrueDivide")
_LINEAR = (*roles.AFFINE_PREPROCESSING, keras.layers.Resizing, keras.layers.ZeroPadding2D)


def input_scale(context: CheckContext) -> list[Finding]:
    """Mean, spread and extremes of what the model sees after its normalization layers.

    With m_c and s_c the mean and standard deviation of channel c over a sample of the training set
    (evenly spread, at most 2,048 rows), n_bad the number of values that are not finite:

        error     n_bad > 0
        warning   max |x| > 10, max_c s_c > 5, or sqrt(mean_c s_c^2) < 0.02
        note      max_c |m_c| / max(s_c, sqrt(mean_c s_c^2)) > 1: not centered

    Where the net scales its inputs itself, by layers or by arithmetic before its first weights,
    also within a model at its beginning, what comes out of that is judged. The networks of
    keras.applications want what their authors fed them, whatever its size.

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
    if context.recipe is not None and context.recipe.to_train.model.kind == "application":
        return []
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
    # A column that hardly varies, as a pixel at the edge, is not far out for being constant.
    offset = float(np.max(np.abs(mean) / np.maximum(std, spread)))
    if offset > OFF_CENTER and not tolerant:
        text = f"The model's inputs are not centered: a mean is {offset:.3g} deviations from 0."
        return text, "note", offset, OFF_CENTER
    return None


def _finding(
    context: CheckContext, text: str, severity: Severity, figure: float, limit: float
) -> Finding:
    edit, normalized = None, context.recipe and context.recipe.data.normalize.kind
    # What a net scales itself it would scale once more.
    again = normalized in (None, "none") and severity != "error" and _scales_itself(context.graph)
    if again:
        text = f"{text} That is behind the scaling of the model's own: were they scaled before?"
    elif normalized not in (None, "standard"):
        edit = Edit("data.normalize", normalized, "standard")
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
    inputs: Inputs
    if context.dataset is None:
        inputs = np.asarray(context.samples()[0])
    else:
        inputs = context.dataset.train.inputs
    most = max(1, SAMPLED_VALUES // math.prod(inputs.shape[1:]))
    count = min(len(inputs), SAMPLED_ROWS, most)
    inputs = inputs[np.linspace(0, len(inputs) - 1, count).astype(int)]
    return _scaled(context.model, context.graph, inputs)


def _scaled(model: keras.Model, graph: Graph, inputs: Any) -> np.ndarray | None:
    """The inputs behind the last layer or operation that scales them before the first weights."""
    last, call = _scaling(graph)
    values: np.ndarray | None = np.asarray(inputs, np.float32)
    if last is not None:
        found = tapped(model, [given_by(model, last.layer)], inputs)
        values = None if found is None else found[0]
    if values is None or call is None or not isinstance(call.layer, keras.Model):
        return values
    fits = call.layer.inputs and call.layer.inputs[0].shape[1:] == values.shape[1:]
    return _scaled(call.layer, Graph.of(call.layer), values) if fits else values


def _scaling(graph: Graph) -> tuple[Call | None, Call | None]:
    """The last call that scales the inputs before the first weights, and the call where these, or a
    model within, begin."""
    call, last = graph.input, None
    while call is not None:
        call = graph.after(call, lambda layer: False)
        if call is None or isinstance(call.layer, keras.Model) or not _is_before(call.layer):
            break
        last = call if _scales(call.layer) else last
    return last, call


def _scales_itself(graph: Graph) -> bool:
    """Whether the net, or a model at its beginning, brings a scale of its inputs along."""
    last, call = _scaling(graph)
    if last is not None or call is None or not isinstance(call.layer, keras.Model):
        return last is not None
    return _scales_itself(Graph.of(call.layer))


def _is_before(layer: Any) -> bool:
    """Whether what comes out still is the input: nothing has been learned or cut off."""
    if isinstance(layer, roles.PREPROCESSING):
        return True
    return not (getattr(layer, "weights", ()) or roles.is_activation(layer))


def _scales(layer: Any) -> bool:
    """Whether a layer or an operation gives its input another scale."""
    if isinstance(layer, (*roles.PREPROCESSING, keras.layers.Lambda)):
        return True
    return type(layer).__name__ in _ARITHMETIC


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
        return known or isinstance(layer, _LINEAR) or type(layer).__name__ in _ARITHMETIC

    graph, first = context.graph, None
    while graph.input is not None:
        first = graph.after(graph.input, scales)
        if first is None or not isinstance(first.layer, keras.Model):
            break
        graph = Graph.of(first.layer)
    return first is not None and roles.is_norm(first.layer)
