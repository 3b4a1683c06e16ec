"""Whether the layers keep the scale of what they pass on."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from suite.checks import roles
from suite.checks.context import CheckContext
from suite.checks.graph import Graph
from suite.diagnostics import Finding
from suite.summary.graph import Call

LARGEST_RATIO = 10.0


def init_gain(context: CheckContext) -> list[Finding]:
    """The variance of the pre-activations, from layer to layer.

        ratio = max_l v_l / min_l v_l

    with v_l the variance, over the first batch, all positions and units, of what the activation of
    layer l takes in, without the bias. It is measured at inference, since dropout adds variance.
    Counted are the activations that every path through the network passes and that have no
    normalisation beside them. 0.01 N(0, 1) shrinks the variance at each layer, N(0, 1) lets it
    grow, N(0, 1) / sqrt(n) halves it with ReLU.

        warning   ratio > 10

    Topic: init/small, init/large, init/xavier, init/he
    """
    layers = measured_layers(context.graph)
    if len(layers) < 2 or len(context.model.inputs) != 1:
        return []
    variances = measure(context, layers)
    if not np.isfinite(variances).all() or not min(variances, default=0.0):
        return []  # `init_loss` and `init_symmetry` name the cause
    ratio = max(variances) / min(variances)
    if ratio <= LARGEST_RATIO:
        return []
    grows = variances[-1] > variances[0]
    weakest = layers[int(np.argmax(variances) if grows else np.argmin(variances))].layer.name
    text = (
        f"The initial weights do not keep the scale: the variance before the activations "
        f"{'grows' if grows else 'shrinks'} from {variances[0]:.2g} to {variances[-1]:.2g} and is "
        f"{'largest' if grows else 'smallest'} at {weakest}."
    )
    return [
        Finding(
            "init_gain",
            text,
            layer=weakest,
            figure=float(ratio),
            limit=LARGEST_RATIO,
            topic="init/large" if grows else "init/small",
            edit=context.edit("model.kernel_initializer", "he_normal"),
        )
    ]


def measured_layers(graph: Graph) -> list[Call]:
    """The calls whose activation has no normalisation before or after it."""
    return [
        call
        for call in graph.spine
        if graph.consumers(call)
        and roles.activation(call.layer) is not None
        and not is_normalized(graph, call)
    ]


def is_normalized(graph: Graph, call: Call) -> bool:
    """Whether a normalisation stands beside an activation, or in a branch of the sum before it."""
    neighbours = [graph.after(call, roles.passes)]
    if roles.is_activation(call.layer):
        source = graph.before(call, roles.passes)
        neighbours.append(source)
        if source is not None and isinstance(source.layer, roles.MERGES):
            neighbours += graph.inputs(source)
    return any(call is not None and roles.is_norm(call.layer) for call in neighbours)


def measure(context: CheckContext, layers: list[Call]) -> list[float]:
    """v_l for each of the calls; nothing where they cannot be measured."""
    inputs = context.tap([call.layer.input for call in layers], context.samples()[0])
    return [
        float(np.var(pre_activation(call.layer, x), dtype=np.float64))
        for call, x in zip(layers, inputs or [], strict=inputs is not None)
    ]


def pre_activation(layer: Any, x: np.ndarray) -> np.ndarray:
    """What the activation of a layer takes in, but for the bias."""
    if not roles.has_kernel(layer):
        return x
    x, w = keras.ops.cast(x, "float32"), keras.ops.cast(roles.kernel(layer), "float32")
    inner = roles.unwrapped(layer)
    if isinstance(inner, keras.layers.Dense):
        return keras.ops.convert_to_numpy(keras.ops.matmul(x, w))
    return keras.ops.convert_to_numpy(inner.convolution_op(x, w))
