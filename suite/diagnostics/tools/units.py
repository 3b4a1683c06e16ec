"""The units of a model: where its activation functions are, and which entries belong to one."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

# Kinds whose output has the sign of their input, and that a unit can leave for good.
RECTIFIERS = frozenset({"relu", "relu6", "leaky_relu", "prelu", "elu", "selu", "celu"})
# Those of them that pass no gradient to a negative input.
DYING = frozenset({"relu", "relu6"})
_NO_UNITS = frozenset({"linear", "softmax", "log_softmax"})
_LAYERS = {
    keras.layers.LeakyReLU: "leaky_relu",
    keras.layers.PReLU: "prelu",
    keras.layers.ELU: "elu",
    keras.layers.Softmax: "softmax",
}


@dataclass(frozen=True)
class Units:
    """The units behind one activation function; a unit is a channel, the last axis.

    Args:
        layer: the name of the layer whose output they are.
        kind: of the activation, such as `relu`.
        count: of the units.

    Example:
        >>> layers = [keras.layers.Dense(8, "relu", name="hidden"), keras.layers.Dense(2)]
        >>> activation_units(keras.Sequential([keras.Input((4,)), *layers]))
        [Units(layer='hidden', kind='relu', count=8)]
    """

    layer: str
    kind: str
    count: int


def activation_units(model: keras.Model) -> list[Units]:
    """The hidden units with an activation function, in the order of the forward pass.

    They are found in layers with an argument `activation`, in Activation, ReLU, LeakyReLU, PReLU,
    ELU and Maxout, and through wrappers such as WeightNormalization. Left out are outputs of the
    model, softmax, the gates of recurrent layers, and what lies inside a nested model.
    """
    outputs = {id(tensor) for tensor in model.outputs}
    found = []
    for layer in model.layers:
        kind = activation_kind(layer)
        if kind not in _NO_UNITS and id(layer.output) not in outputs:
            found.append(Units(layer.name, kind, int(layer.output.shape[-1])))
    return found


def chosen_units(
    model: keras.Model, layers: Sequence[str] | None, kinds: Collection[str] | None = None
) -> list[Units]:
    """The units of the named layers, or all there are; of these kinds of activation, or of any.

    Raises:
        ValueError: a named layer has no such units.
    """
    found = {
        units.layer: units
        for units in activation_units(model)
        if kinds is None or units.kind in kinds
    }
    if layers is None:
        return list(found.values())
    for name in layers:
        if name not in found:
            which = "an activation function" if kinds is None else f"one of {sorted(kinds)}"
            raise ValueError(
                f"Argument `layers` must name hidden layers with {which}. Received: {name!r}; "
                f"the model has {list(found)}"
            )
    return [found[name] for name in layers]


def check_positions(positions: int | None) -> None:
    """Refuse anything but None and a number of at least 1."""
    if positions is not None and positions < 1:
        raise ValueError(
            f"Argument `positions` must be at least 1, or None. Received: positions={positions}"
        )


def activation_kind(layer: keras.Layer) -> str:
    """The name of the activation function that a layer ends with; `linear` for none."""
    while isinstance(layer, keras.layers.Wrapper):
        layer = layer.layer
    if isinstance(layer, keras.layers.RNN):
        return "linear"
    if isinstance(layer, keras.layers.ReLU):
        return "leaky_relu" if layer.negative_slope else "relu"
    if type(layer).__name__ == "Maxout":
        return "maxout"
    for kind, name in _LAYERS.items():
        if isinstance(layer, kind):
            return name
    return function_name(getattr(layer, "activation", None))


def function_name(activation: Callable[..., Any] | keras.Layer | None) -> str:
    """The name of an activation function, with or without arguments bound to it."""
    if activation is None:
        return "linear"
    if isinstance(activation, keras.Layer):
        return activation_kind(activation)
    arguments: dict[str, Any] = getattr(activation, "arguments", {})
    function = getattr(activation, "function", activation)
    name = getattr(function, "__name__", type(function).__name__)
    return "leaky_relu" if name == "relu" and arguments.get("negative_slope") else name


def entries(activations: tf.Tensor, positions: int | None) -> tf.Tensor:
    """The entries of each unit that are looked at: (entries, units).

    Args:
        activations: (samples, ..., units).
        positions: of each feature map that are looked at, the same in every sample; None is all.
            Maps of unknown size are looked at everywhere.
    """
    units = activations.shape[-1]
    size = activations.shape[1:-1].num_elements()
    if positions is not None and size is not None and size > positions:
        maps = tf.reshape(activations, [-1, size, units])
        # A strided slice would do the same five times as slowly.
        activations = tf.gather(maps, lattice(size, positions), axis=1)
    return tf.reshape(activations, [-1, units])


def lattice(size: int, count: int) -> np.ndarray:
    """`count` of the positions 0 ... size - 1, evenly spread over the rows and columns of a map.

    k s mod size for k = 0 ... count - 1, with s next to the golden section of `size` and without a
    common factor: a lattice of rank one.
    """
    step = round(size * (math.sqrt(5) - 1) / 2)
    while math.gcd(step, size) > 1:
        step += 1
    return np.sort(np.arange(count) * step % size).astype("int32")
