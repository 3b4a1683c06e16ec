"""Whether the layers keep the scale of what they pass on."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from suite.checks.support import roles
from suite.checks.support.context import CheckContext
from suite.checks.support.graph import Graph
from suite.checks.support.right_initializer import right_initializer
from suite.diagnostics import Finding
from suite.summary.graph import Call

LARGEST_RATIO = 10.0
# Nets that train well all the same reach 40: Glorot's weights in five layers of ReLUs, for one.
WARNING_RATIO = 100.0
SMALLEST_VARIANCE = 1e-30


def init_gain(context: CheckContext) -> list[Finding]:
    """The variance of the pre-activations, from layer to layer.

        ratio = max_l v_l / min_l v_l

    with v_l the variance, over the first batch, all positions and units, of what the activation of
    layer l takes in, without the bias. It is measured at inference, since dropout adds variance.
    Counted are the activations that every path through the network passes and that have no
    normalization beside them. 0.01 N(0, 1) shrinks the variance at each layer, N(0, 1) lets it
    grow, N(0, 1) / sqrt(n) halves it with ReLU; negative biases cut it.

        warning   ratio > 100
        note      ratio > 10

    Topic: init/small, init/large, init/xavier, init/he, init/bias

    Example:
        >>> tiny = keras.initializers.RandomNormal(0, 1e-3)
        >>> hidden = [keras.layers.Dense(8, "tanh", kernel_initializer=tiny) for _ in range(2)]
        >>> model = keras.Sequential([keras.Input((8,)), *hidden, keras.layers.Dense(2)])
        >>> init_gain(CheckContext(None, model, None, (np.eye(8), np.zeros(8)), 2))[0].topic
        'init/small'
    """
    layers = measured_layers(context.graph)
    if len(layers) < 2 or not context.has_one_input:
        return []
    variances = measure(context, layers)
    if not np.isfinite(variances).all() or not any(variances):
        return []  # `init_loss` and `init_symmetry` name the cause
    ratio = max(variances) / max(min(variances), SMALLEST_VARIANCE)
    if ratio <= LARGEST_RATIO:
        return []
    return [_finding(context, layers, variances, ratio)]


def _finding(
    context: CheckContext, layers: list[Call], variances: list[float], ratio: float
) -> Finding:
    grows = variances[-1] > variances[0]
    extreme = layers[int(np.argmax(variances) if grows else np.argmin(variances))].layer.name
    topic, cause = "init/large" if grows else "init/small", "weights"
    edit = "model.kernel_initializer", right_initializer(layers)
    if any(has_bias(call.layer) for call in context.graph.calls):
        topic, edit, cause = "init/bias", ("model.bias_initializer", "zeros"), "biases"
    grave = ratio > WARNING_RATIO
    return Finding(
        "init_gain",
        f"The initial {cause} do not keep the scale: the variance before the activations "
        f"{'grows' if grows else 'shrinks'} from {variances[0]:.2g} to {variances[-1]:.2g} and is "
        f"{'largest' if grows else 'smallest'} at {extreme}.",
        "warning" if grave else "note",
        layer=extreme,
        figure=float(ratio),
        limit=WARNING_RATIO if grave else LARGEST_RATIO,
        topic=topic,
        edit=context.edit(*edit),
    )


def measured_layers(graph: Graph) -> list[Call]:
    """The calls whose activation has no normalization before or after it."""
    return [
        call
        for call in graph.spine
        if graph.consumers(call)
        and roles.activation(call.layer) is not None
        and not is_normalized(graph, call)
    ]


def is_normalized(graph: Graph, call: Call) -> bool:
    """Whether a normalization stands beside an activation.

    Sums grow from block to block without harm where the branches are normalized.
    """
    neighbors = [graph.after(call, roles.passes)]
    if roles.is_activation(call.layer):
        source = graph.before(call, roles.passes)
        if source is not None and isinstance(source.layer, roles.MERGES):
            return any(roles.is_norm(call.layer) for call in graph.calls)
        neighbors.append(source)
    return any(call is not None and roles.is_norm(call.layer) for call in neighbors)


def has_bias(layer: Any) -> bool:
    """Whether a layer begins with biases that are not zero."""
    bias = getattr(roles.unwrapped(layer), "bias", None) if roles.has_kernel(layer) else None
    return bias is not None and bool(np.any(keras.ops.convert_to_numpy(bias)))


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
        return np.asarray(keras.ops.convert_to_numpy(keras.ops.matmul(x, w)))
    return np.asarray(keras.ops.convert_to_numpy(inner.convolution_op(x, w)))
