"""A recipe's penalties and constraints, given to the layers of a built model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

import keras

from suite.catalog import Component, ComponentError
from suite.layers.weight_normalization import WeightNormalization
from suite.recipe.schema.penalty_settings import ATTRIBUTES, PenaltySettings
from suite.recipe.text.key_path import KeyPath
from suite.suggest import close_names, did_you_mean

# A function (kind, component, path below `penalties`) that makes a regularizer or a constraint.
_Build = Callable[[str, Component, KeyPath], Any]
# Where a layer keeps the variable of an argument, if not under the argument's own name.
_VARIABLES = {
    "depthwise": ("depthwise_kernel", "kernel"),  # SeparableConv2D, DepthwiseConv2D
    "pointwise": ("pointwise_kernel",),
}


def apply_penalties(
    model: keras.Model, penalties: Sequence[PenaltySettings], build: _Build
) -> None:
    """Give layers penalties and constraints, as if their constructors had got them.

    Loss, optimizer, the layer's `get_config` and so the saved model take them from there. A
    pattern may match layers that lack what a penalty is for, such as activations; one at least
    must have it.

    Args:
        model: built and not yet compiled.
        penalties: of a recipe.
        build: makes the objects; each layer gets one of its own.

    Raises:
        ComponentError: a pattern matches no layer (close matches are named), no layer that it
            matches has the weights, or a layer has a penalty already.
    """
    given: dict[tuple[str, str], int] = {}
    for number, entry in enumerate(penalties):
        layers = _matching(model, entry.layers)
        if not layers:
            raise ComponentError(_no_match(model, entry.layers), (number, "layers"))
        for attribute, component in entry.components.items():
            path = (number, attribute)
            having = [layer for layer in layers if _can_have(layer, attribute)]
            if not having:
                raise ComponentError(_nobody_has(layers, attribute), path)
            for layer in having:
                first = given.setdefault((layer.name, attribute), number)
                _refuse_second(layer, attribute, path, first)
                _give(layer, attribute, build(ATTRIBUTES[attribute], component, path))


def _matching(model: keras.Model, pattern: str) -> list[keras.Layer]:
    """The layers whose names match, inputs aside."""
    return [layer for layer in _layers(model) if fnmatchcase(layer.name, pattern)]


def _layers(model: keras.Model) -> Iterator[keras.Layer]:
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _layers(layer)
        elif not isinstance(layer, keras.layers.InputLayer):
            yield layer


def _can_have(layer: keras.Layer, attribute: str) -> bool:
    """Whether a layer has weights that the penalty is for."""
    if attribute == "activity_regularizer":
        return not isinstance(layer, keras.layers.Wrapper)
    if _variable(layer, attribute) is None or not hasattr(_inner(layer), attribute):
        return False
    # What it would constrain is the length of a direction, which means nothing.
    return attribute.endswith("_regularizer") or not _is_direction(layer, attribute)


def _give(layer: keras.Layer, attribute: str, value: Any) -> None:
    """Set a regularizer or a constraint on a built layer."""
    inner = _inner(layer)
    setattr(inner, attribute, value)  # for `get_config`
    variable = _variable(layer, attribute)
    if variable is None:  # on activity
        return
    if _is_direction(layer, attribute):
        layer.penalize(value)
    elif attribute.endswith("_regularizer"):
        variable.regularizer = value
    else:
        variable.constraint = value


def _inner(layer: keras.Layer) -> keras.Layer:
    return layer.layer if isinstance(layer, keras.layers.Wrapper) else layer


def _variable(layer: keras.Layer, attribute: str) -> keras.Variable | None:
    stem = attribute.rpartition("_")[0]
    found = (getattr(_inner(layer), name, None) for name in _VARIABLES.get(stem, (stem,)))
    return next((one for one in found if isinstance(one, keras.Variable)), None)


def _is_direction(layer: keras.Layer, attribute: str) -> bool:
    """Whether the variable is a kernel of which weight normalization takes the direction only."""
    return isinstance(layer, WeightNormalization) and _variable(layer, attribute) is layer.v


def _refuse_second(layer: keras.Layer, attribute: str, path: KeyPath, first: int) -> None:
    if first != path[0]:
        source = f"penalties.{first}"
    elif getattr(_inner(layer), attribute) is not None:
        source = "the model's own arguments"
    else:
        return
    raise ComponentError(
        f"layer {layer.name!r} has a {attribute} already, from {source}; remove one of the two, "
        "or narrow `layers`",
        path,
    )


def _no_match(model: keras.Model, pattern: str) -> str:
    names = [layer.name for layer in _matching(model, "*")]
    text = pattern.replace("*", "")
    inside = [f"*{text}*"] if any(text in name for name in names) else []
    hint = did_you_mean(inside or close_names(text, names, 3))
    shown = [*names[:12], *(["..."] if len(names) > 12 else [])]
    return f"no layer of the model matches {pattern!r}{hint} the layers are {', '.join(shown)}"


def _nobody_has(layers: Sequence[keras.Layer], attribute: str) -> str:
    accepted = [one for one in ATTRIBUTES if any(_can_have(layer, one) for layer in layers)]
    names = ", ".join(layer.name for layer in layers[:5]) + (", ..." if len(layers) > 5 else "")
    takes = f"they take {', '.join(accepted)}" if accepted else "they take no penalty"
    return f"no layer that `layers` matches ({names}) takes one; {takes}"
