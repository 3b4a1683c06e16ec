"""The graph that a functional or sequential model runs through."""

from __future__ import annotations

from typing import Any

import keras


def nodes_of(model: keras.Model) -> list[Any]:
    """The calls of layers and operations that make up the model, in the order of the pass.

    A layer may have been called elsewhere too: `Sequential.add` runs through all layers again and
    again, and only the last pass is the model's.
    """
    graph = getattr(model, "_functional", None) or model  # a Sequential holds one
    by_depth = graph._nodes_by_depth
    return [node for depth in sorted(by_depth, reverse=True) for node in by_depth[depth]]


def output_of(model: keras.Model, name: str) -> Any:
    """What a layer gives in the model: of a shared one, what it gives first.

    Example:
        >>> model = keras.Sequential()
        >>> for one in (keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1, name="b")):
        ...     model.add(one)
        >>> output_of(model, "b") is model.outputs[0]
        True
    """
    return given_by(model, model.get_layer(name))


def given_by(model: keras.Model, operation: Any) -> Any:
    """What a layer or an operation of the model gives in it, as `output_of` does.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
        >>> given_by(model, model.layers[0]).shape
        (None, 3)
    """
    outputs = next(node.outputs for node in nodes_of(model) if node.operation is operation)
    return outputs[0] if len(outputs) == 1 else list(outputs)
