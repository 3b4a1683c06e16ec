"""Activations as layers of their own, where diagnostics find them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import keras

Activation: TypeAlias = str | Callable[..., Any] | keras.layers.Layer | None


def activate(x: Any, activation: Activation, name: str) -> Any:
    """Apply an activation under a name; None and `linear` leave the layer out.

    Args:
        x: Tensor.
        activation: Name of a Keras activation; a function; or a Keras layer as a pattern: each use
            gets a copy, so that PReLU learns slopes of its own.
        name: Name of the new layer.
    """
    if isinstance(activation, keras.layers.Layer):
        config = {**activation.get_config(), "name": name}
        return type(activation).from_config(config)(x)
    function = keras.activations.get(activation)
    if function is keras.activations.linear:
        return x
    return keras.layers.Activation(function, name=name)(x)
