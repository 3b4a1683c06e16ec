"""The layers of a model, those inside nested models and wrappers too."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras

from suite.summary.graph import Key, calls
from suite.summary.setup.layer_facts import describe_layer, is_open
from suite.summary.setup.plain import ABSENT, read


@dataclass(frozen=True)
class _Place:
    """A layer where it stands.

    Args:
        name: with the names of what it is in, joined by "/".
        inputs: names of the layers whose outputs it takes.
        output_shape: of its first output, with the batch axis; None where it is not known.
        in_training: whether it is called as in training, whatever the model is.
    """

    name: str
    layer: Any
    inputs: tuple[str, ...]
    output_shape: tuple[int | None, ...] | None = None
    in_training: bool = False


def describe_layers(model: keras.Model) -> list[dict[str, Any]]:
    """Every layer once, inputs first as far as the model shows its graph.

    Models in the model are walked into, as are wrappers (`Bidirectional`, `TimeDistributed`, weight
    normalization) and a stranger's layers that hold other layers. A layer of Keras's own that
    consists of others, such as attention, is one.

    Args:
        model: any; of one that is not functional the layers are those that it lists.

    Returns:
        For each layer what `describe_layer` says, its `name`, `inputs` and `output_shape`.

    Example:
        >>> inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="d")], name="m")
        >>> x = keras.Input((4,), name="x")
        >>> model = keras.Model(x, keras.layers.Dense(1, name="out")(inner(x)))
        >>> [(one["name"], one["inputs"]) for one in describe_layers(model)]
        [('x', []), ('m/d', ['x']), ('out', ['m/d'])]
    """
    seen: set[int] = set()
    found = []
    for place in _places(model, "", ()):
        if id(place.layer) in seen:
            continue
        seen.add(id(place.layer))
        known = read(functools.partial(describe_layer, place.layer))
        known = {"kind": "layer"} if known is ABSENT else known
        entry = {"name": place.name, **known, "inputs": list(place.inputs)}
        if place.in_training:
            entry["in_training"] = True
        if place.output_shape is not None:
            entry["output_shape"] = list(place.output_shape)
        found.append(entry)
    return found


def _places(model: Any, prefix: str, inputs: tuple[str, ...]) -> Iterator[_Place]:
    """Layers of a model.

    Args:
        prefix: put before their names.
        inputs: what the inputs of the model come from; none for the outermost model.
    """
    graph = read(lambda: calls(model))
    if graph is ABSENT:
        for layer in _parts(model):
            yield from _unfolded(_Place(prefix + layer.name, layer, ()))
        return
    # What a call puts out is named after the innermost layer that makes it.
    ends: dict[Key, tuple[str, ...]] = {}
    for call in graph:
        if prefix and not call.inputs:
            ends[call.key] = inputs
            continue
        sources = tuple(dict.fromkeys(name for key in call.inputs for name in ends[key]))
        name, shape = prefix + call.layer.name, tuple(call.output_shape)
        place = _Place(name, call.layer, sources, shape, call.in_training)
        unfolded = list(_unfolded(place))
        yield from unfolded
        is_model = isinstance(call.layer, keras.Model) and unfolded
        ends[call.key] = (unfolded[-1].name if is_model else place.name,)


def _unfolded(place: _Place) -> Iterator[_Place]:
    """The place itself, unless it is a model, and the layers within."""
    layer = place.layer
    if isinstance(layer, keras.Model):
        yield from _places(layer, f"{place.name}/", place.inputs)
        return
    yield place
    if is_open(layer):
        for inner in _parts(layer):
            yield from _unfolded(_Place(f"{place.name}/{inner.name}", inner, place.inputs))


def _parts(layer: Any) -> list[Any]:
    """The layers that a layer or a model holds."""
    listed = getattr(layer, "layers", None) if isinstance(layer, keras.Model) else None
    found = listed if listed is not None else read(lambda: layer._flatten_layers(False, False))
    return [] if found is ABSENT else list(found)
