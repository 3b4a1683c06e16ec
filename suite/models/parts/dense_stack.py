"""Hidden dense layers: the body of an MLP, the head of a CNN."""

from __future__ import annotations

from typing import Any

import keras

from suite.models.parts.choices import check_count, check_rate, per_item
from suite.models.parts.units import Units


def dense_stack(x: Any, widths: list[int], dropout: float | list[float], units: Units) -> Any:
    """Flatten, then dense, norm, activation and dropout once a width, numbered from 1.

    Args:
        x: Tensor with known size.
        widths: Units of each hidden layer; an empty list adds none.
        dropout: One rate in [0, 1), or one per layer; a rate of 0 leaves the layer out.
        units: What the layers share.

    Example:
        >>> from suite.models.parts.norm import Norm
        >>> units = Units("relu", Norm("none"))
        >>> dense_stack(keras.Input((4, 4, 3)), [32, 16], dropout=0.1, units=units).shape
        (None, 16)
    """
    x = flatten(x)
    rates = per_item("dropout", dropout, len(widths), "hidden dense layer")
    for index, (width, rate) in enumerate(zip(widths, rates, strict=True), start=1):
        check_count("widths", width)
        x = units.dense(x, width, f"dense{index}", norm_next=units.norm_first)
        x = units.norm_activation(x, suffix=str(index))
        x = drop(x, rate, "dropout", f"dropout{index}")
    return x


def flatten(x: Any) -> Any:
    """Vectors of images; vectors pass."""
    if None in x.shape[1:]:
        raise ValueError(
            "Argument `inputs` must have a known size where dense layers follow. "
            f"Received: inputs.shape={tuple(x.shape)}"
        )
    return x if len(x.shape) == 2 else keras.layers.Flatten(name="flatten")(x)


def drop(x: Any, rate: float, argument: str, name: str) -> Any:
    """Inverted dropout, left out at rate 0."""
    check_rate(argument, rate)
    return keras.layers.Dropout(rate, name=name)(x) if rate else x
