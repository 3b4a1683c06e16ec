"""Squeeze-and-excitation: channels reweighted by what the whole image shows."""

from __future__ import annotations

from typing import Any

import keras

from suite.models.parts.units import Units


def squeeze_excitation(x: Any, ratio: int, units: Units, prefix: str) -> Any:
    """Scale every channel by a gate computed from all channels' means.

    y_c = x_c * sigmoid(W2 relu(W1 z + b1) + b2)_c,   z_c = mean of x_c over the positions

    Args:
        x: Feature maps (batch, height, width, channels).
        ratio: The hidden layer has channels / ratio units, at least one.
        units: Source of the dense layers.
        prefix: Of the layers' names.

    Example:
        >>> from suite.models.parts.norm import Norm
        >>> units = Units("relu", Norm("batch"))
        >>> squeeze_excitation(keras.Input((8, 8, 16)), 4, units, "se_").shape
        (None, 8, 8, 16)

    Reference:
        Hu, Shen, Sun (2018), Squeeze-and-excitation networks.
    """
    channels = x.shape[-1]
    gate = keras.layers.GlobalAveragePooling2D(name=f"{prefix}pool")(x)
    hidden = max(1, channels // ratio)
    gate = units.dense(gate, hidden, f"{prefix}reduce", norm_next=False)
    gate = keras.layers.Activation("relu", name=f"{prefix}activation")(gate)
    gate = units.dense(gate, channels, f"{prefix}expand", norm_next=False)
    gate = keras.layers.Activation("sigmoid", name=f"{prefix}gate")(gate)
    gate = keras.layers.Reshape((1, 1, channels), name=f"{prefix}reshape")(gate)
    return keras.layers.Multiply(name=f"{prefix}scale")([x, gate])
