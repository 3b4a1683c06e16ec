"""What a single layer is and how it is set."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import keras
import numpy as np

from suite.catalog.names.spelling import snake_case
from suite.summary.setup.plain import ABSENT, attribute, described, facts, given, read

# Layers, and operations of `keras.ops` in a graph, that are an activation and nothing else.
_ACTIVATIONS = (
    *("celu", "elu", "gelu", "glu", "hard_sigmoid", "hard_silu", "hard_tanh", "leaky_relu"),
    *("log_sigmoid", "log_softmax", "mish", "prelu", "relu", "relu6", "selu", "sigmoid", "silu"),
    *("softmax", "softplus", "softsign", "sparsemax", "tanh", "threshold"),
)
_INITIALIZERS = ("kernel_initializer", "bias_initializer")
_NUMBERS = ("momentum", "epsilon", "stddev", "scale", "offset")
_RATES = ("rate", "dropout", "recurrent_dropout")


def describe_layer(layer: Any) -> dict[str, Any]:
    """The kind of a layer and its settings.

        kind, activation, units, parameters, trainable
        l1, l2, bias_l2                   of the penalties on its weights, 0 where there are none
        activity_l1, activity_l2          of those on its output
        regularizer                       a penalty of another kind
        learned                           of a frozen one: whether it was trained before
        rate                              the highest share that it drops
        momentum, epsilon                 of a normalization

    `parameters` are the layer's own: those of layers in a wrapper are counted there.

    Args:
        layer: a layer, or an operation of a graph, which has a kind and nothing more.

    Example:
        >>> found = describe_layer(keras.layers.Dense(3, "relu", kernel_regularizer="l2"))
        >>> found["kind"], found["activation"], found["units"], found["l2"], found["bias_l2"]
        ('dense', 'relu', 3, 0.01, 0.0)
    """
    kind = snake_case(type(layer).__name__)
    found = {"kind": kind, **facts(activation=_activation(layer, kind))}
    if not isinstance(layer, keras.layers.Layer):
        return found
    weights = _own_weights(layer)
    found |= facts(
        units=_units(layer),
        parameters=sum(math.prod(weight.shape) for weight in weights),
        trainable=bool(layer.trainable),
        use_bias=attribute(layer, "use_bias"),
        rate=_rate(layer),
    )
    if weights and not layer.trainable:
        found |= facts(learned=read(lambda: _has_learned(weights)))
    found |= _penalties(layer, weights)
    return found | _initializers_and_numbers(layer)


def _initializers_and_numbers(layer: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in _INITIALIZERS:
        found |= facts(**{name: described(given(layer, name))})
    for name in _NUMBERS:
        value = attribute(layer, name)
        if isinstance(value, int | float | list) and not isinstance(value, bool):
            found[name] = value
    return found


def _activation(layer: Any, kind: str) -> Any:
    """The name of the non-linearity at the end of a layer; None for a linear one."""
    if kind in _ACTIVATIONS:
        return kind
    function = given(layer, "activation")
    if function is ABSENT or function is None:
        return None
    name = getattr(function, "__name__", type(function).__name__)
    name = snake_case(name.strip("<>"))
    return None if name == "linear" else name


def _units(layer: Any) -> int | None:
    for name in ("units", "filters"):
        if isinstance(value := attribute(layer, name), int):
            return value
    return None


def _has_learned(weights: list[Any]) -> bool:
    """Whether something has moved what begins at zero."""
    begin_at_zero = [one for one in weights if one.name in ("bias", "beta", "moving_mean")]
    return any(bool(np.any(keras.ops.convert_to_numpy(one))) for one in begin_at_zero)


def _rate(layer: Any) -> Any:
    values = [attribute(layer, name) for name in _RATES]
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    return max(numbers, default=ABSENT)


def is_open(layer: Any) -> bool:
    """Whether the layers in a layer are described one by one."""
    if isinstance(layer, keras.layers.Wrapper | keras.layers.Bidirectional):
        return True
    return not type(layer).__module__.startswith(("keras.", "suite."))


def _own_weights(layer: Any) -> list[Any]:
    """The weights of a layer without those of the layers in it that are described by themselves."""
    inner = read(lambda: layer._flatten_layers(False, True)) if is_open(layer) else ()
    taken = {id(weight) for one in ([] if inner is ABSENT else inner) for weight in one.weights}
    return [weight for weight in layer.weights if id(weight) not in taken]


def _penalties(layer: Any, weights: list[Any]) -> dict[str, Any]:
    """The highest penalty on kernels, biases and outputs; and those that are neither L1 nor L2."""
    found = {"l1": 0.0, "l2": 0.0, "bias_l2": 0.0, "activity_l1": 0.0, "activity_l2": 0.0}
    for where, regularizer in _regularizers(layer, weights):
        known = _l1_l2(regularizer)
        if known is None:
            other = described(regularizer)
            if other is not ABSENT and where == "":
                found["regularizer"] = other
            continue
        for name, value in zip(("l1", "l2"), known, strict=True):
            if where + name in found:
                found[where + name] = max(found[where + name], value)
    return found


def _regularizers(layer: Any, weights: list[Any]) -> Iterator[tuple[str, Any]]:
    """("", "bias_" or "activity_", regularizer) of a layer's arguments and of its variables."""
    for name, value in vars(layer).items():
        if (match := re.fullmatch(r"_?(\w+)_regularizer", name)) and value is not None:
            part = match[1]
            yield ("activity_" if part == "activity" else "bias_" if part == "bias" else ""), value
    for weight in weights:
        if (value := getattr(weight, "regularizer", None)) is not None:
            yield ("bias_" if "bias" in weight.name else ""), value


def _l1_l2(regularizer: Any) -> tuple[float, float] | None:
    """Their factors; None for a regularizer of another kind."""
    if not isinstance(
        regularizer,
        keras.regularizers.L1 | keras.regularizers.L2 | keras.regularizers.L1L2,
    ):
        config = read(regularizer.get_config)
        if not isinstance(config, Mapping) or not {"l1", "l2"} & set(config):
            return None
    values = [attribute(regularizer, name) for name in ("l1", "l2")]
    numbers = [float(v) if isinstance(v, int | float) else 0.0 for v in values]
    return numbers[0], numbers[1]
