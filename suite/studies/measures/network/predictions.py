"""What a model puts out for given inputs, in training or at inference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from suite.studies.measures.network.probe import outputs_for, unchanged

if TYPE_CHECKING:
    import keras


def outputs_of(
    model: keras.Model, inputs: np.ndarray, layer: str | None = None, *, training: bool = False
) -> np.ndarray:
    """What a layer puts out for some inputs, in float64; the model is left as it was.

    Args:
        model: a functional model.
        inputs: as the model takes them.
        layer: its name; None is the last one.
        training: whether as in a training step over all of them at once.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.ReLU(name="relu")])
        >>> outputs_of(model, np.array([[-1.0, 2.0]]), "relu").tolist()
        [[0.0, 2.0]]
    """
    name = model.layers[-1].name if layer is None else layer
    return outputs_for(model, [name], inputs, training=training)[0]


def probabilities_of(
    model: keras.Model, inputs: np.ndarray, *, training: bool = False
) -> np.ndarray:
    """The softmax of what a model puts out, in float64.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.ReLU()])
        >>> probabilities_of(model, np.array([[1.0, 1.0]])).tolist()
        [[0.5, 0.5]]
    """
    logits = outputs_of(model, inputs, training=training)
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True))


def passes_of(
    model: keras.Model, batches: Iterable[np.ndarray], *, training: bool
) -> list[np.ndarray]:
    """What a model puts out for one batch after the other; each draws masks of its own.

    Example:
        >>> model = keras.Sequential([keras.Input((8,)), keras.layers.Dropout(0.5)])
        >>> one, two = passes_of(model, [np.ones((1, 8))] * 2, training=True)
        >>> bool((one == two).all())
        False
    """
    with unchanged(model):
        return [np.asarray(model(batch, training=training), np.float64) for batch in batches]
