"""The layers of a model, those inside nested models and wrappers too."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import keras

from suite.summary.graph import Call, Key, calls
from suite.summary.multiply_adds import multiply_adds
from suite.summary.receptive_field import WHOLE, ReceptiveField, receptive_field
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
        multiply_adds: of one sample; None where it is not known.
        field: the receptive field of an output value; None where it is not known.
    """

    name: str
    layer: Any
    inputs: tuple[str, ...]
    output_shape: tuple[int | None, ...] | None = None
    in_training: bool = False
    multiply_adds: int | None = None
    field: ReceptiveField | None = None


def describe_layers(model: keras.Model) -> list[dict[str, Any]]:
    """Every layer once, inputs first as far as the model shows its graph.

    Models in the model are walked into, as are wrappers (`Bidirectional`, `TimeDistributed`, weight
    normalization) and a stranger's layers that hold other layers. A layer of Keras's own that
    consists of others, such as attention, is one.

    Args:
        model: any; of one that is not functional the layers are those that it lists.

    Returns:
        For each layer what `describe_layer` says, its `name`, `inputs` and `output_shape`; and
        where they are known, the `multiply_adds` of one sample over all calls, and the
        `receptive_field` of an output value: its size along each axis, or `all` where it sees the
        whole input.

    Example:
        >>> inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="d")], name="m")
        >>> x = keras.Input((4,), name="x")
        >>> model = keras.Model(x, keras.layers.Dense(1, name="out")(inner(x)))
        >>> [(one["name"], one["inputs"]) for one in describe_layers(model)]
        [('x', []), ('m/d', ['x']), ('out', ['m/d'])]
    """
    found: dict[int, dict[str, Any]] = {}
    for place in _places(model, "", ()):
        if (known := found.get(id(place.layer))) is not None:
            if "multiply_adds" in known and place.multiply_adds is not None:
                known["multiply_adds"] += place.multiply_adds
            continue
        found[id(place.layer)] = _entry(place)
    return list(found.values())


def _entry(place: _Place) -> dict[str, Any]:
    described = read(functools.partial(describe_layer, place.layer))
    described = {"kind": "layer"} if described is ABSENT else described
    entry = {"name": place.name, **described, "inputs": list(place.inputs)}
    if place.in_training:
        entry["in_training"] = True
    if place.output_shape is not None:
        entry["output_shape"] = list(place.output_shape)
    if place.multiply_adds is not None:
        entry["multiply_adds"] = place.multiply_adds
    if place.field is not None:
        entry["receptive_field"] = "all" if place.field == WHOLE else list(place.field.size)
    return entry


def _places(
    model: Any, prefix: str, inputs: tuple[str, ...], field: ReceptiveField | None = None
) -> Iterator[_Place]:
    """Layers of a model.

    Args:
        prefix: put before their names.
        inputs: what the inputs of the model come from; none for the outermost model.
        field: the receptive field of what comes in; of the outermost model its inputs have one.
    """
    graph = read(lambda: calls(model))
    if graph is ABSENT:
        for layer in _parts(model):
            yield from _unfolded(_Place(prefix + layer.name, layer, ()))
        return
    # What a call puts out is named after the innermost layer that makes it.
    ends: dict[Key, tuple[str, ...]] = {}
    fields: dict[Key, ReceptiveField | None] = {}
    for call in graph:
        if prefix and not call.inputs:
            ends[call.key], fields[call.key] = inputs, field
            continue
        sources = tuple(dict.fromkeys(name for key in call.inputs for name in ends[key]))
        place = _place(call, prefix, sources, fields)
        unfolded = list(_unfolded(place))
        yield from unfolded
        last = unfolded[-1] if isinstance(call.layer, keras.Model) and unfolded else place
        ends[call.key], fields[call.key] = (last.name,), last.field


def _place(
    call: Call, prefix: str, sources: tuple[str, ...], fields: Mapping[Key, ReceptiveField | None]
) -> _Place:
    """A call of a layer; of a model in the model the field is that of what comes in."""
    layer, shape = call.layer, tuple(call.output_shape)
    before = [fields[key] for key in call.inputs]
    if isinstance(layer, keras.Model):
        field = before[0] if before else None
        return _Place(prefix + layer.name, layer, sources, shape, call.in_training, field=field)
    field = read(lambda: receptive_field(call, before))
    operations = (
        read(lambda: multiply_adds(layer, call.input_shapes[0], shape)) if call.inputs else 0
    )
    return _Place(
        prefix + layer.name,
        layer,
        sources,
        shape,
        call.in_training,
        multiply_adds=None if operations is ABSENT else operations,
        field=None if field is ABSENT else field,
    )


def _unfolded(place: _Place) -> Iterator[_Place]:
    """The place itself, unless it is a model, and the layers within."""
    layer = place.layer
    if isinstance(layer, keras.Model):
        yield from _places(layer, f"{place.name}/", place.inputs, place.field)
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
