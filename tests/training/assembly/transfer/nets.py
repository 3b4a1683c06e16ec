"""Small networks with names as the suite's models have them."""

from __future__ import annotations

import keras
import numpy as np

from suite.models.cnn import cnn


def network(classes: int = 3, filters: tuple[int, ...] = (4, 6), seed: int = 0) -> keras.Model:
    """Two blocks of convolution and batch normalization, a dense layer, logits."""
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((6, 6, 2), name="input")
    x = keras.layers.Normalization(mean=[0.1, 0.2], variance=[1.0, 2.0])(inputs)
    outputs = cnn(x, classes, filters=list(filters), dense=[5], norm="batch")
    return keras.Model(inputs, outputs)


def values(model: keras.Model) -> dict[str, np.ndarray]:
    return {weight.path: weight.numpy().copy() for weight in model.weights}
