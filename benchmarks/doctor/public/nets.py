"""Nets as people write them: functions that stack layers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
from keras import layers

from benchmarks.doctor.public.traits import Traits


def net(
    inputs: keras.KerasTensor, classes: int, *, style: str, traits: Mapping[str, Any] | None = None
) -> keras.KerasTensor:
    """A net in one of the styles.

    Args:
        style: of `STYLES`.
        traits: what is unusual about it; see `Traits`. No recipe's key is called like one of them.
    """
    return _STYLES[style](inputs, classes, Traits(**(traits or {})))


def _dense(inputs: keras.KerasTensor, classes: int, traits: Traits) -> keras.KerasTensor:
    """Flatten, dense layers, the output: as in most tutorials on MNIST."""
    x = traits.entrance(inputs)
    x = layers.Flatten()(x)
    for units in traits.widths or (64, 64):
        x = traits.hidden_layer(layers.Dense, units)(x)
        x = traits.follow(x)
    return traits.output(x, classes)


def _sequential(inputs: keras.KerasTensor, classes: int, traits: Traits) -> keras.KerasTensor:
    """A `keras.Sequential` of convolutions, called on the input: a model inside the model."""
    stack = keras.Sequential(name="my_cnn")
    stack.add(keras.Input(inputs.shape[1:]))
    for filters in traits.widths or (8, 16):
        stack.add(traits.hidden_layer(layers.Conv2D, filters, kernel_size=3, padding="same"))
        for layer in traits.following():
            stack.add(layer)
        stack.add(layers.MaxPooling2D())
    stack.add(layers.Flatten())
    stack.add(traits.hidden_layer(layers.Dense, 32))
    return traits.output(stack(traits.entrance(inputs)), classes)


def _functional(inputs: keras.KerasTensor, classes: int, traits: Traits) -> keras.KerasTensor:
    """Convolutions and pools, flat, with a dense layer before the output."""
    x = traits.entrance(inputs)
    for filters in traits.widths or (16, 32):
        x = traits.hidden_layer(layers.Conv2D, filters, kernel_size=3, padding="same")(x)
        x = traits.follow(x)
        x = layers.MaxPooling2D(traits.pool)(x)
    x = layers.Flatten()(x)
    x = traits.follow(traits.hidden_layer(layers.Dense, 32)(x))
    return traits.output(x, classes)


def _nested(inputs: keras.KerasTensor, classes: int, traits: Traits) -> keras.KerasTensor:
    """A backbone that is a model of its own, its mean over positions, a head: transfer learning."""
    entry = keras.Input(inputs.shape[1:])
    x = entry
    for filters in traits.widths or (16, 32):
        x = traits.hidden_layer(layers.Conv2D, filters, kernel_size=3, strides=2)(x)
        x = traits.follow(x)
    backbone = keras.Model(entry, x, name="backbone")
    backbone.trainable = not traits.frozen
    x = layers.GlobalAveragePooling2D()(backbone(traits.entrance(inputs)))
    x = traits.hidden_layer(layers.Dense, 32)(x)
    return traits.output(x, classes)


def _application(inputs: keras.KerasTensor, classes: int, traits: Traits) -> keras.KerasTensor:
    """As keras.applications build them: scaling inside, separable convolutions, batch norm."""
    x = layers.Rescaling(1 / 127.5, offset=-1.0)(inputs)
    x = traits.entrance(x)
    for filters in traits.widths or (16, 32):
        x = layers.SeparableConv2D(filters, 3, strides=2, padding="same", use_bias=False)(x)
        x = traits.norm_layer()(x)
        x = layers.ReLU(max_value=6.0)(x)
        x = layers.Conv2D(filters, 1, use_bias=False)(x)
        x = traits.norm_layer()(x)
        x = layers.ReLU(max_value=6.0)(x)
    x = layers.GlobalAveragePooling2D()(x)
    for layer in traits.dropping() if traits.drop else ():
        x = layer(x)
    return traits.output(x, classes)


_STYLES = {
    "dense": _dense,
    "sequential": _sequential,
    "functional": _functional,
    "nested": _nested,
    "application": _application,
}
