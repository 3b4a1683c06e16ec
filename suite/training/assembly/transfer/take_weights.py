"""From one model to another: the weights of the layers of the same names."""

from __future__ import annotations

from collections.abc import Collection

import keras

from suite.checks.support.roles import PREPROCESSING
from suite.diagnostics.tools.weights import leaf_layers
from suite.layers.weight_normalization import WeightNormalization

_SHOWN = 5


class Misfit(Exception):
    """The layers in which a source does not fit."""

    def __init__(self, parts: list[str]) -> None:
        count = len(parts)
        more = f"; and {count - _SHOWN} more" if count > _SHOWN else ""
        layers = "layer" if count == 1 else "layers"
        super().__init__(f"does not fit in {count} {layers}: {'; '.join(parts[:_SHOWN])}{more}")


def layers_with_weights(model: keras.Model) -> dict[str, keras.Layer]:
    """In the order of the forward pass, without those that normalize the inputs."""
    return {
        name: layer
        for name, layer in leaf_layers(model)
        if layer.weights and not isinstance(layer, PREPROCESSING)
    }


def head_of(model: keras.Model) -> str:
    """The name of the last layer with weights."""
    return list(layers_with_weights(model))[-1]


def take_weights(
    model: keras.Model, source: keras.Model, head: str, replaced: Collection[str] = ()
) -> None:
    """Give the model the source's weights, or nothing at all.

    Layers are compared by name, heads with each other whatever their names.

    Args:
        model: that is going to be trained.
        source: the trained one.
        head: `auto`: new where the number of classes alone differs; `new`; `keep`.
        replaced: names of layers, of either model, that are left as they are.

    Raises:
        Misfit: a layer is missing on one side, or its shapes differ.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> source = keras.models.clone_model(model)
        >>> take_weights(model, source, head="keep")
        >>> bool((model.get_weights()[0] == source.get_weights()[0]).all())
        True
    """
    pairs, parts = _paired(model, source, head, replaced)
    parts += [
        _difference(name, *pair)
        for name, pair in pairs.items()
        if _shapes_differ(*pair) and not _is_plain_form(*pair)
    ]
    if parts:
        raise Misfit(parts)
    for source_layer, layer in pairs.values():
        if _is_plain_form(source_layer, layer):
            layer.take_plain(source_layer)
        else:
            layer.set_weights(source_layer.get_weights())
    _take_fixed(model, source)


def _paired(
    model: keras.Model, source: keras.Model, head: str, replaced: Collection[str]
) -> tuple[dict[str, tuple[keras.Layer, keras.Layer]], list[str]]:
    """Name -> the source's layer and the model's, and which layers have no counterpart."""
    wanted, given = layers_with_weights(model), layers_with_weights(source)
    (own, own_head), (other, other_head) = wanted.popitem(), given.popitem()
    if own in replaced or other in replaced:
        head = "new"
    for name in replaced:
        wanted.pop(name, None)
        given.pop(name, None)
    alone = [f"{name}: absent in the source" for name in wanted if name not in given]
    alone += [f"{name}: absent in the model" for name in given if name not in wanted]
    pairs = {name: (given[name], wanted[name]) for name in wanted if name in given}
    if head == "keep" or (head == "auto" and not _is_other_task(other_head, own_head)):
        pairs[own if own == other else f"{own} ({other} in the source)"] = (other_head, own_head)
    return pairs, alone


def _take_fixed(model: keras.Model, source: keras.Model) -> None:
    """Give the model what its source's normalizations of the inputs have learned."""
    within = {name: layer for name, layer in leaf_layers(source) if is_fixed(layer)}
    for name, layer in leaf_layers(model):
        # Some networks of keras.applications normalize once more, behind the inputs' own layer.
        if is_fixed(layer) and layer is not model.layers[1] and name in within:
            layer.set_weights(within[name].get_weights())


def _is_plain_form(source: keras.Layer, layer: keras.Layer) -> bool:
    """Whether the source's layer is what a weight-normalized one becomes in `model.keras`."""
    is_normalized = isinstance(layer, WeightNormalization)
    return is_normalized and _shapes(source) == _shapes(layer.layer)


def is_fixed(layer: keras.Layer) -> bool:
    """Whether a layer normalizes inputs by numbers that it holds as weights."""
    return bool(layer.weights) and isinstance(layer, PREPROCESSING)


def _is_other_task(source: keras.Layer, layer: keras.Layer) -> bool:
    """Whether two heads differ in the number of classes and in nothing else."""
    theirs, ours = _shapes(source), _shapes(layer)
    return theirs != ours and [shape[:-1] for shape in theirs] == [shape[:-1] for shape in ours]


def _shapes(layer: keras.Layer) -> list[tuple[int, ...]]:
    return [tuple(weight.shape) for weight in layer.weights]


def _shapes_differ(source: keras.Layer, layer: keras.Layer) -> bool:
    return _shapes(source) != _shapes(layer)


def _difference(name: str, source: keras.Layer, layer: keras.Layer) -> str:
    """`conv1: kernel (3, 3, 1, 8) in the source, (3, 3, 1, 16) wanted`"""
    theirs = [weight.name for weight in source.weights]
    ours = [weight.name for weight in layer.weights]
    if theirs != ours:
        return f"{name}: {', '.join(theirs)} in the source, {', '.join(ours)} wanted"
    for weight, a, b in zip(ours, _shapes(source), _shapes(layer), strict=True):
        if a != b:
            return f"{name}: {weight} {a} in the source, {b} wanted"
    raise ValueError(f"{name} does not differ")
