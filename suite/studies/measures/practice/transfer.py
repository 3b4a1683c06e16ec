"""Measures of what a run took from its source, and what it moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm

if TYPE_CHECKING:
    import keras


def moved_layers(arm: Arm) -> float:
    """How many layers have other weights after training than before, by a single bit or more.

    Args:
        arm: of the run. Statistics of normalizations count as weights; those of the inputs do not.
    """
    return float(_differing(_layers(arm.initial_model), _layers(arm.model)))


def layers_from_source(arm: Arm) -> float:
    """How many layers begin with the weights of the source's layer of the same name, bit for bit.

    Args:
        arm: of a recipe with `transfer.source`.
    """
    from suite.training.assembly.transfer.source import open_source

    transfer = arm.recipe.transfer
    if transfer is None or transfer.source is None:
        raise UserError("the recipe has no transfer.source that its layers could come from")
    own = _layers(arm.initial_model)
    theirs = _layers(open_source(arm.recipe, transfer.source))
    shared = own.keys() & theirs.keys()
    pairs = ({name: layers[name] for name in shared} for layers in (own, theirs))
    return float(len(shared) - _differing(*pairs))


def _layers(model: keras.Model) -> dict[str, list[np.ndarray]]:
    """Name -> weights of each layer that has some."""
    from suite.training.assembly.transfer.take_weights import layers_with_weights

    return {name: layer.get_weights() for name, layer in layers_with_weights(model).items()}


def _differing(one: dict[str, list[np.ndarray]], other: dict[str, list[np.ndarray]]) -> int:
    same = (
        len(one[name]) == len(other[name]) and all(map(np.array_equal, one[name], other[name]))
        for name in one
    )
    return sum(not equal for equal in same)
