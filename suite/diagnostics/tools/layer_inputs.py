"""What the layers with a kernel take in, and whether training moves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import keras

from suite.diagnostics.tools.graph import nodes_of
from suite.diagnostics.tools.weights import trainable_weights


@dataclass(frozen=True)
class LayerInput:
    """The input of a layer with a trainable kernel.

    Args:
        layer: its name.
        source: the layer whose output it takes.
        channels: size of the last axis.
        moves: whether trainable weights stand before it, so that training moves it.

    Example:
        >>> layers = [keras.layers.Dense(8, "relu", name="a"), keras.layers.Dense(2, name="b")]
        >>> layer_inputs(keras.Sequential([keras.Input((4,)), *layers]))
        [LayerInput(layer='b', source='a', channels=8, moves=True)]
    """

    layer: str
    source: str
    channels: int
    moves: bool


def layer_inputs(model: keras.Model) -> list[LayerInput]:
    """The inputs of the layers with a trainable kernel, in the order of the forward pass.

    Left out are layers that are used more than once, that take several tensors, or none of real
    numbers, what comes from no layer of the model, and what lies inside a nested model.

    Example:
        >>> layers = [keras.layers.Flatten(name="flat"), keras.layers.Dense(3, name="one")]
        >>> [one.source for one in layer_inputs(keras.Sequential([keras.Input((2, 2)), *layers]))]
        ['flat']
    """
    nodes = nodes_of(model)
    uses = Counter(id(node.operation) for node in nodes)
    layers = {id(layer) for layer in model.layers if uses[id(layer)] == 1}
    with_kernel = {weight.layer for weight in trainable_weights(model) if weight.is_kernel}
    found = []
    moved: set[int] = set()
    for node in nodes:
        operation, tensors = node.operation, node.input_tensors
        moves = any(id(tensor) in moved for tensor in tensors)
        if moves or getattr(operation, "trainable_variables", None):
            moved.update(id(tensor) for tensor in node.output_tensors)
        if id(operation) in layers and operation.name in with_kernel:
            source = _source(tensors, layers)
            if source is not None:
                channels = int(tensors[0].shape[-1])
                found.append(LayerInput(operation.name, source, channels, moves))
    return found


def chosen_inputs(model: keras.Model, layers: Sequence[str] | None) -> list[LayerInput]:
    """The inputs of the named layers, or all that training moves.

    Raises:
        ValueError: a named layer has no such input.
    """
    found = {one.layer: one for one in layer_inputs(model)}
    if layers is None:
        return [one for one in found.values() if one.moves]
    for name in layers:
        if name not in found:
            raise ValueError(
                "Argument `layers` must name layers with a trainable kernel that take the output "
                f"of one other layer. Received: {name!r}; the model has {list(found)}"
            )
    return [found[name] for name in layers]


def _source(tensors: Sequence[Any], layers: Collection[int]) -> str | None:
    """The layer that gives the one tensor of real numbers; None where it is not that."""
    if len(tensors) != 1 or not str(tensors[0].dtype).startswith(("float", "bfloat")):
        return None
    (tensor,) = tensors
    operation, index, _ = tensor._keras_history
    is_whole = len(operation._inbound_nodes[index].outputs) == 1 and tensor.shape[-1] is not None
    return str(operation.name) if id(operation) in layers and is_whole else None
