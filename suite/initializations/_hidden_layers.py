"""The hidden layers of a chain of layers, in order."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import keras

_TRAINED = (keras.layers.Dense, keras.layers.Conv1D, keras.layers.Conv2D, keras.layers.Conv3D)


@dataclass(frozen=True, eq=False)
class HiddenLayer:
    """A layer with weights that is not the last one.

    Args:
        layer: Dense or Conv1D-3D.
        activation: The operation after it, where that is a function of each entry, or None.
    """

    layer: keras.layers.Layer
    activation: Any

    def activate(self, x: Any) -> Any:
        """Apply the activation without making it part of another graph."""
        return x if self.activation is None else self.activation.call(x)


def hidden_layers(model: keras.Model) -> list[HiddenLayer]:
    """Each Dense and Conv1D-3D layer but the last, from input to output.

    Raises:
        ValueError: the model is no chain, has a layer that cannot be trained this way, or none.
    """
    chain = _operations(model)
    places = [index for index, one in enumerate(chain) if type(one) in _TRAINED]
    for index, one in enumerate(chain):
        _check_trained(one, after_first=bool(places) and index > places[0])
    if len(places) < 2:
        raise ValueError(
            "greedy pre-training needs hidden dense or convolution layers, and the model has none: "
            f"{len(places)} layer{'' if len(places) == 1 else 's'} with the output"
        )
    return [HiddenLayer(chain[place], _entrywise(chain[place + 1])) for place in places[:-1]]


def _operations(model: keras.Model) -> list[Any]:
    """The model's layers and operations, refused where they are no chain."""
    chain = list(model.operations)
    for one, following in itertools.pairwise(chain):
        if following.input is not one.output:
            raise ValueError(
                f"greedy pre-training needs a chain of layers, and `{following.name}` takes more "
                f"or something else than the output of `{one.name}`: where paths meet, as at a "
                "residual connection, what a layer gets is the code of no single autoencoder; use "
                "lsuv or data_dependent"
            )
    return chain


def _check_trained(one: Any, after_first: bool) -> None:
    """Refuse a layer with weights that is not pre-trained, but for the scaling of inputs."""
    if type(one) in _TRAINED:
        plain = isinstance(one, keras.layers.Dense) or (
            one.groups == 1 and one.padding != "causal" and set(one.dilation_rate) == {1}
        )
        if not plain:
            raise ValueError(
                f"convolution `{one.name}` has groups, dilation or causal padding, for which there "
                "is no transposed convolution to decode with on every device; use lsuv or "
                "data_dependent"
            )
        return
    weights = getattr(one, "weights", [])
    if weights and (after_first or one.trainable_weights):
        raise ValueError(
            f"greedy pre-training knows dense and convolution layers, and `{one.name}` is a "
            f"{type(one).__name__} with weights of its own; take it out, or use lsuv or "
            "data_dependent"
        )


def _entrywise(one: Any) -> Any:
    """The operation if it can be an activation: it keeps the shape and draws nothing."""
    draws = getattr(one, "seed_generator", None) is not None
    same = one.input.shape == one.output.shape and not getattr(one, "weights", [])
    return one if same and not draws and type(one) not in _TRAINED else None
