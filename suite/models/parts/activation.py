"""Activations as layers of their own, where diagnostics find them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import keras

Activation = str | Callable[..., Any] | keras.layers.Layer | None

# A function with arguments bound cannot be saved; the layer of the same name and arguments can.
_LAYERS = {
    keras.activations.relu: keras.layers.ReLU,
    keras.activations.leaky_relu: keras.layers.LeakyReLU,
    keras.activations.elu: keras.layers.ELU,
    keras.activations.softmax: keras.layers.Softmax,
}


def activate(x: Any, activation: Activation, name: str) -> Any:
    """Apply an activation under a name; None and `linear` leave the layer out.

    Args:
        x: Tensor.
        activation: Name of a Keras activation; a function; relu, leaky_relu, elu or softmax with
            arguments bound by `functools.partial`; or a Keras layer as a pattern: each use gets a
            copy, so that PReLU learns slopes of its own.
        name: Name of the new layer.
    """
    if isinstance(activation, keras.layers.Layer):
        config = {**activation.get_config(), "name": name}
        return type(activation).from_config(config)(x)
    if isinstance(activation, functools.partial):
        return _bound_layer(activation, name)(x)
    function = keras.activations.get(activation)
    if function is keras.activations.linear:
        return x
    return keras.layers.Activation(function, name=name)(x)


def _bound_layer(activation: functools.partial, name: str) -> keras.layers.Layer:
    if activation.func not in _LAYERS:
        accepted = ", ".join(function.__name__ for function in _LAYERS)
        raise ValueError(
            f"Argument `activation` must be one of {accepted} to take arguments. "
            f"Received: activation={activation.func.__name__} with {activation.keywords}"
        )
    return _LAYERS[activation.func](**activation.keywords, name=name)
