"""The layers of a network as few boxes as tell it: small ones join the layer before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Layer = Mapping[str, Any]  # as `setup.json` describes it

# What is said shorter in a box.
_SHORT = {"_layer": "", "_normalization": " norm", "pooling": "pool", "padding": "pad", "_": " "}
# Layers that do something to what one layer gives, and that are read as a part of it.
_SMALL = ("activation", "flatten", "normalization", "permute", "rescaling", "reshape")
_SMALL_STARTS = ("zero_padding", "cropping", "random_")
_SMALL_ENDS = ("_normalization", "dropout", "dropout1d", "dropout2d", "dropout3d")


@dataclass(frozen=True)
class Box:
    """One box of the graph.

    Args:
        kind: of its first layer, with the number of its units: `conv2d 16`.
        joined: what follows in the same box: `batch norm`, `relu`.
        shape: of what comes out of it, as people write it.
        parameters: of all layers in it.
        inputs: numbers of the boxes that it takes its inputs from.
    """

    kind: str
    joined: tuple[str, ...]
    shape: str
    parameters: int
    inputs: tuple[int, ...]


def outer_layers(layers: Sequence[Layer]) -> list[Layer]:
    """The layers without those in wrappers, whose parameters then count for their wrapper's.

    Example:
        >>> wrapped = [{"name": "t", "parameters": 0}, {"name": "t/d", "parameters": 8}]
        >>> outer_layers(wrapped)
        [{'name': 't', 'parameters': 8}]
    """
    names = {layer["name"] for layer in layers}
    found: dict[str, dict[str, Any]] = {}
    for layer in layers:
        owner = _owner(layer["name"], names)
        if owner is None or owner not in found:
            found[layer["name"]] = dict(layer)
        else:
            inner = layer.get("parameters") or 0
            found[owner]["parameters"] = (found[owner].get("parameters") or 0) + inner
    return list(found.values())


def boxes(layers: Sequence[Layer]) -> list[Box]:
    """The boxes in the order of the layers.

    Example:
        >>> conv = {"name": "c", "kind": "conv2d", "units": 8, "parameters": 72, "inputs": []}
        >>> relu = {"name": "a", "kind": "activation", "activation": "relu", "inputs": ["c"]}
        >>> [(box.kind, box.joined, box.parameters) for box in boxes([conv, relu])]
        [('conv2d 8', ('relu',), 72)]
    """
    takers = Counter(name for layer in layers for name in _inputs(layer))
    found: list[Box] = []
    ends: dict[str, int] = {}  # layer -> the box that it ends
    box_of: dict[str, int] = {}
    for layer in layers:
        inputs = [name for name in _inputs(layer) if name in box_of]
        before = inputs[0] if len(inputs) == 1 else None
        if before in ends and takers[before] == 1 and _is_small(layer):
            number = ends.pop(before)
            found[number] = _joined(found[number], layer)
        else:
            number = len(found)
            found.append(_box(layer, tuple(dict.fromkeys(box_of[name] for name in inputs))))
        ends[layer["name"]] = box_of[layer["name"]] = number
    return found


def shape_text(shape: object) -> str:
    """`8 x 8 x 16`, without the batch axis; empty where it is not known."""
    if not isinstance(shape, Sequence) or isinstance(shape, str):
        return ""
    return " x ".join("?" if size is None else f"{size}" for size in shape[1:])


def _owner(name: str, names: set[str]) -> str | None:
    """The outermost wrapper of a layer."""
    parts = name.split("/")
    outer = ("/".join(parts[:count]) for count in range(1, len(parts)))
    return next((one for one in outer if one in names), None)


def _inputs(layer: Layer) -> list[str]:
    return [name for name in layer.get("inputs") or () if isinstance(name, str)]


def _is_small(layer: Layer) -> bool:
    kind = layer.get("kind", "")
    is_activation = layer.get("activation") == kind
    is_named = kind in _SMALL or kind.startswith(_SMALL_STARTS) or kind.endswith(_SMALL_ENDS)
    return is_named or is_activation


def _word(layer: Layer) -> str:
    """What a layer is called in a box: an activation by its function."""
    kind = str(layer.get("kind", "layer"))
    word = str(layer.get("activation") or kind) if kind == "activation" else kind
    for long, short in _SHORT.items():
        word = word.replace(long, short)
    return word


def _box(layer: Layer, inputs: tuple[int, ...]) -> Box:
    word, units, activation = _word(layer), layer.get("units"), layer.get("activation")
    return Box(
        kind=word if units is None else f"{word} {units}",
        joined=(str(activation),) if activation and activation != layer.get("kind") else (),
        shape=shape_text(layer.get("output_shape")),
        parameters=layer.get("parameters") or 0,
        inputs=inputs,
    )


def _joined(box: Box, layer: Layer) -> Box:
    return replace(
        box,
        joined=(*box.joined, _word(layer)),
        shape=shape_text(layer.get("output_shape")) or box.shape,
        parameters=box.parameters + (layer.get("parameters") or 0),
    )
