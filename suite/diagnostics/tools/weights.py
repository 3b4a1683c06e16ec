"""The trainable weights of a model, named by the layers that hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf


@dataclass(frozen=True)
class Weight:
    """One trainable variable.

    Args:
        path: its key in `Step.gradients`, `Step.weights` and `Step.updates`.
        layer: name of the layer that holds it; `outer/inner` inside a nested model.
        name: of the variable in its layer, such as `kernel`.
        shape: of its value.
    """

    path: str
    layer: str
    name: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))

    @property
    def is_kernel(self) -> bool:
        """Whether it maps inputs to outputs, as the w of w x + b; a GRU has a bias of two rows."""
        return len(self.shape) >= 2 and "bias" not in self.name


def trainable_weights(model: keras.Model) -> list[Weight]:
    """Every trainable variable once, in the order of the forward pass."""
    found: dict[str, Weight] = {}
    for name, layer in leaf_layers(model):
        for v in layer.trainable_variables:
            found.setdefault(v.path, Weight(v.path, name, v.name, tuple(v.shape)))
    # A variable that belongs to the model itself and to no layer of it comes last.
    for v in model.trainable_variables:
        found.setdefault(v.path, Weight(v.path, model.name, v.name, tuple(v.shape)))
    return list(found.values())


def kernels(model: keras.Model) -> dict[str, Weight]:
    """The trainable kernels by layer; `layer/name` where a layer holds several."""
    weights = [weight for weight in trainable_weights(model) if weight.is_kernel]
    layers = [weight.layer for weight in weights]
    return {w.layer if layers.count(w.layer) == 1 else f"{w.layer}/{w.name}": w for w in weights}


def leaf_layers(model: keras.Model, prefix: str = "") -> Iterator[tuple[str, keras.Layer]]:
    """The layers in the order of the forward pass, those of nested models in their place."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from leaf_layers(layer, f"{prefix}{layer.name}/")
        else:
            yield prefix + layer.name, layer


def membership(weights: Sequence[Weight]) -> tuple[list[str], np.ndarray]:
    """The layers, and the matrix (weights, layers) that sums a value per weight over each layer."""
    layers = list(dict.fromkeys(weight.layer for weight in weights))
    columns = [layers.index(weight.layer) for weight in weights]
    return layers, np.eye(len(layers))[columns].reshape(len(weights), len(layers))


def gradients_of(gradients: Mapping[str, tf.Tensor], weights: Sequence[Weight]) -> list[tf.Tensor]:
    """The gradient of each weight; zeros where the loss does not depend on it."""
    return [
        gradients[weight.path] if weight.path in gradients else tf.zeros(weight.shape)
        for weight in weights
    ]
