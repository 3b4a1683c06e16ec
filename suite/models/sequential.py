"""A free stack of layers of the catalog."""

from __future__ import annotations

import re
from typing import Any

import keras

from suite.models.parts.choices import check_count, checked
from suite.models.parts.dense_stack import flatten
from suite.models.parts.norm import Norm
from suite.models.parts.units import Units


@checked
def sequential(
    inputs: keras.KerasTensor, classes: int, *, layers: list[keras.layers.Layer]
) -> keras.KerasTensor:
    """Any layers of the catalog in a row, then logits.

    logits = W flatten(f_n(... f_1(inputs))) + b

    with f_i the i-th layer. A layer without a name of its own is called after its class and its
    place: `dense_1`, `dropout_2`. Feature maps are flattened before the logits, and nowhere else: a
    dense layer acts on every pixel unless `{kind: flatten}` stands before it.

    Args:
        inputs: Vectors, images or sequences, normalized.
        classes: Number of logits.
        layers: Each as `{kind: dense, units: 32, activation: relu}`, in this order; none leave
            linear regression on the classes.

    Shapes:
        (batch, ...) to (batch, classes).

    Raises:
        ValueError: where an item is no layer, two layers have one name, or a layer does not take
            what the one before it gives.

    Example:
        >>> hidden = [keras.layers.Dense(16, "relu"), keras.layers.Dropout(0.5)]
        >>> sequential(keras.Input((8,)), 3, layers=hidden).shape
        (None, 3)

    Topic: models/mlp, models/cnn
    """
    check_count("classes", classes)
    x = inputs
    taken = {"flatten", "logits"}
    for place, layer in enumerate(layers, start=1):
        _check_layer(layer, place, taken)
        taken.add(layer.name)
        x = _applied(layer, x, place)
    return Units(None, Norm("none")).logits(flatten(x), classes)


def _check_layer(layer: Any, place: int, taken: set[str]) -> None:
    """Refuse what is no layer, or has another's name once it is called after its place."""
    if not isinstance(layer, keras.layers.Layer):
        raise ValueError(
            f"Argument `layers` must hold layers, each as {{kind: NAME, ...}}. Received: "
            f"{layer!r} in place {place}"
        )
    _name_after_place(layer, place)
    if layer.name in taken:
        raise ValueError(
            f"Argument `layers` must hold layers of different names, none of them `flatten` or "
            f"`logits`. Received: `{layer.name}` in place {place}"
        )


def _name_after_place(layer: keras.layers.Layer, place: int) -> None:
    """Give a layer that Keras named, and one that it wraps, a name that depends on the place alone.

    Keras counts all layers of the process, and a checkpoint finds its variables by name.
    """
    stem = re.sub(r"_\d+$", "", layer.name)
    if stem.replace("_", "") == type(layer).__name__.lower():
        layer.name = f"{stem}_{place}"
    if isinstance(layer, keras.layers.Wrapper):
        _name_after_place(layer.layer, place)


def _applied(layer: keras.layers.Layer, x: Any, place: int) -> Any:
    """The layer's output; a refusal says which layer it was and what it received."""
    try:
        return layer(x)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"Argument `layers` must hold layers that take what the one before gives. Received: "
            f"`{layer.name}` in place {place} after shape {tuple(x.shape)}: {error}"
        ) from error
