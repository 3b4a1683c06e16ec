"""The calls of a functional model, read from its configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

import keras

Key = tuple[str, int]  # layer name, number of the call of that layer
Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Call:
    """One call of a layer.

    Args:
        layer: The layer, or the Keras operation.
        key: Its name and the number of the call.
        inputs: Keys of the calls whose outputs it takes; none for an input layer.
        input_shapes: Shapes of those outputs, the batch axis included.
        output_shape: Of the first output.
        in_training: Whether it is called as in training, whatever the model is.
    """

    layer: Any
    key: Key
    inputs: tuple[Key, ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    in_training: bool = False


def calls(model: keras.Model) -> list[Call]:
    """Every call of the model's layers, in an order in which inputs come first.

    Keras offers no public way to walk a graph; the configuration, the content of every `.keras`
    file, holds it whole.
    """
    if isinstance(model, keras.Sequential) and model.built:
        model = keras.Model(model.inputs, model.outputs)
    config = model.get_config()
    if "input_layers" not in config:
        raise ValueError(
            "Argument `model` must be a functional model, or a sequential one that is built. "
            f"Received: model={model}"
        )
    sources = {
        (layer["name"], number): list(_tensors(node))
        for layer in config["layers"]
        for number, node in enumerate(layer["inbound_nodes"] or [None])
    }
    always = {
        (layer["name"], number)
        for layer in config["layers"]
        for number, node in enumerate(layer["inbound_nodes"])
        if isinstance(node, dict) and node.get("kwargs", {}).get("training") is True
    }
    shapes = _output_shapes(model, config, sources)
    layers = {operation.name: operation for operation in model.operations}
    graph = {key: [one.source for one in tensors] for key, tensors in sources.items()}
    return [
        Call(
            layers[key[0]],
            key,
            tuple(one.source for one in sources[key]),
            tuple(one.shape for one in sources[key]),
            shapes[key],
            key in always,
        )
        for key in _ordered(graph)
    ]


def _ordered(graph: dict[Key, list[Key]]) -> list[Key]:
    """The configuration's order, which only a layer called twice can break."""
    place = {key: index for index, key in enumerate(graph)}
    if all(place[source] < place[key] for key, sources in graph.items() for source in sources):
        return list(graph)
    return list(TopologicalSorter(graph).static_order())


class _Tensor(NamedTuple):
    """An output of a call: whose, which of its outputs, and of what shape."""

    source: Key
    number: int
    shape: Shape


def _tensors(node: Any) -> Iterator[_Tensor]:
    """The tensors among a node's arguments, however nested."""
    if isinstance(node, dict) and node.get("class_name") == "__keras_tensor__":
        name, number, index = node["config"]["keras_history"]
        yield _Tensor((name, number), index, tuple(node["config"]["shape"]))
    elif isinstance(node, dict | list | tuple):
        for part in node.values() if isinstance(node, dict) else node:
            yield from _tensors(part)


def _output_shapes(
    model: keras.Model, config: dict[str, Any], sources: Mapping[Key, Sequence[_Tensor]]
) -> dict[Key, Shape]:
    """The shape of each call's first output: every output is an input of another call, or an
    output of the model."""
    tensors = [one for taken in sources.values() for one in taken]
    for ends, outputs in (("input_layers", model.inputs), ("output_layers", model.outputs)):
        for (key, index), output in zip(_endpoints(config[ends]), outputs, strict=True):
            tensors.append(_Tensor(key, index, tuple(output.shape)))
    first = sorted(tensors, key=lambda one: one.number, reverse=True)
    return {one.source: one.shape for one in first}


def _endpoints(value: Any) -> Iterator[tuple[Key, int]]:
    """The `[layer, call, output]` triples in a nested configuration entry, in Keras's order: that
    of a dict is the order of its sorted keys."""
    if isinstance(value, dict):
        value = [value[name] for name in sorted(value)]
    if value and isinstance(value[0], str):
        yield (value[0], value[1]), value[2]
        return
    for part in value:
        yield from _endpoints(part)
