"""Build a model as the suite does: input, the model's function, a functional model."""

from __future__ import annotations

import keras


def build(function, shape=(8, 8, 3), classes=4, **arguments) -> keras.Model:
    inputs = keras.Input(shape)
    return keras.Model(inputs, function(inputs, classes, **arguments))


def names(model: keras.Model) -> list[str]:
    """The layers' names without the input's."""
    return [layer.name for layer in model.layers[1:]]


def sources(model: keras.Model, name: str) -> list[str]:
    """Names of the layers whose outputs a layer takes."""
    (config,) = [one for one in model.get_config()["layers"] if one["name"] == name]
    (node,) = config["inbound_nodes"]
    (argument,) = node["args"]
    tensors = argument if isinstance(argument, list | tuple) else [argument]
    return [tensor["config"]["keras_history"][0] for tensor in tensors]
