"""A model as those call it who do not train: its inputs one by one, what only trains left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import keras
import numpy as np
import tensorflow as tf

# Name -> a batch, of each input or of each output of a model.
Arrays: TypeAlias = Mapping[str, np.ndarray]
# What an exported model is asked by: a batch of each input gives one of each output.
Asked: TypeAlias = Callable[[Arrays], Arrays]


class Served:
    """The forward pass of a model at inference.

    `Model.export` of Keras 3.15 leaves open whether the model trains, and a layer such as
    `RandomFlip` then decides for all of them: dropout, augmentation and the statistics of a batch
    would be in the file. Here `training=False` is said.

    Args:
        model: functional or sequential, built.

    Example:
        >>> x = keras.Input((3,), name="features")
        >>> served = Served(keras.Model(x, keras.layers.Dropout(0.9, name="drop")(x)))
        >>> served.output_names, served(np.ones((1, 3), "float32")).numpy().tolist()
        (['drop'], [[1.0, 1.0, 1.0]])
    """

    def __init__(self, model: keras.Model) -> None:
        # Over the same layers; its inputs and outputs are lists, whatever the model's are.
        self.model = keras.Model(list(model.inputs), list(model.outputs), name=model.name)
        self.specs = [
            tf.TensorSpec((None, *tensor.shape[1:]), tensor.dtype, name=name)
            for tensor, name in zip(self.model.inputs, self.input_names, strict=True)
        ]

    @property
    def input_names(self) -> list[str]:
        """One for each input, no two the same."""
        return _names(tensor.name for tensor in self.model.inputs)

    @property
    def output_names(self) -> list[str]:
        """One for each output, no two the same: those of the layers that give them."""
        return _names(self.model.output_names)

    def __call__(self, *inputs: Any) -> Any:
        """The output; where there are several, name -> output."""
        named = self.named(*inputs)
        return named if len(named) > 1 else next(iter(named.values()))

    def named(self, *inputs: Any) -> dict[str, Any]:
        """Name -> output, also of a single one."""
        found = keras.tree.flatten(self.model(list(inputs), training=False))
        return dict(zip(self.output_names, found, strict=True))

    def outputs(self, inputs: Arrays) -> dict[str, np.ndarray]:
        """What the model itself makes of a batch."""
        found = self.named(*inputs.values())
        return {name: keras.ops.convert_to_numpy(one) for name, one in found.items()}


def _names(given: Iterable[str]) -> list[str]:
    """The names as every format takes them; one that was there before gets its place behind it."""
    names: list[str] = []
    for name in given:
        name = re.sub(r"[^A-Za-z0-9_]", "_", name)
        name = name if name[:1].isalpha() else f"x{name}"
        names.append(f"{name}_{len(names)}" if name in names else name)
    return names
