"""What reaches a layer of a model, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np


class LayerInputs:
    """What reaches a layer, batch by batch.

    Args:
        model: Whose weights as they are give it.
        inputs: Raw training inputs.
        layer: Of the model.
        batch_size: At most the number of inputs.
    """

    def __init__(
        self, model: keras.Model, inputs: Any, layer: keras.layers.Layer, batch_size: int
    ) -> None:
        first = layer.input is model.input
        self.before = None if first else keras.Model(model.input, layer.input, name="before")
        if self.before is not None:
            self.before.jit_compile = False
        self.inputs = inputs
        self.batch_size = batch_size
        # In mixed precision too the autoencoder computes in the variables' type.
        self.dtype = layer.variable_dtype

    def shuffled(self, random: np.random.Generator) -> Iterator[np.ndarray]:
        """Batches in a new order, the remainder dropped."""
        rows = random.permutation(len(self.inputs))
        for start in range(0, len(rows) - self.batch_size + 1, self.batch_size):
            yield self.at(rows[start : start + self.batch_size])

    def all(self) -> Iterator[np.ndarray]:
        """Batches of everything, in order."""
        rows = np.arange(len(self.inputs))
        for start in range(0, len(rows), self.batch_size):
            yield self.at(rows[start : start + self.batch_size])

    def at(self, rows: np.ndarray) -> np.ndarray:
        x = np.asarray(self.inputs[rows])
        if self.before is not None:
            x = self.before.predict_on_batch(x)
        return np.asarray(x).astype(self.dtype)
