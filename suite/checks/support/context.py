"""What the checks look at."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite.catalog import Component
from suite.checks.support.graph import Graph
from suite.checks.support.row_hashes import hashes
from suite.data import Dataset
from suite.edit import Edit
from suite.recipe import Recipe

# Values that a forward pass of a check may hold at once (64 MB in float32), and the fewest
# samples that it takes all the same: statistics of a batch need some.
VALUES = 2**24
FEWEST_SAMPLES = 16


@dataclass(frozen=True, eq=False)
class CheckContext:
    """A compiled model with its data, before the first step.

    Args:
        recipe: where the model comes from; None for a model that was built elsewhere.
        model: compiled; checks of its graph see nothing if it is not functional.
        dataset: None where only a batch is known.
        batch: `(x, y)` or `(x, y, sample_weight)` of the first training step.
        classes: of the task; None where it is no classification.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> context = CheckContext(None, model, None, (np.eye(2), np.arange(2)), 2)
        >>> context.has_one_input, context.labels.tolist()
        (True, [0, 1])
    """

    recipe: Recipe | None
    model: keras.Model
    dataset: Dataset | None
    batch: tuple[Any, ...]
    classes: int | None

    @functools.cached_property
    def graph(self) -> Graph:
        return Graph.of(self.model)

    @functools.cached_property
    def train_hashes(self) -> tuple[np.ndarray, np.ndarray]:
        """Hashes of the training inputs, or of a random part of them, and the rows of these."""
        assert self.dataset is not None
        return hashes(self.dataset.train.inputs)

    @property
    def has_one_input(self) -> bool:
        """Whether the model is known to take a single tensor."""
        return len(getattr(self.model, "inputs", None) or ()) == 1

    @property
    def inputs(self) -> np.ndarray:
        """x of the batch, of a model with one input."""
        return np.asarray(keras.utils.unpack_x_y_sample_weight(self.batch)[0])

    @property
    def labels(self) -> np.ndarray:
        """y of the batch; several outputs give an array of objects that no check takes."""
        return np.asarray(keras.utils.unpack_x_y_sample_weight(self.batch)[1])

    def samples(self, most: int | None = None) -> tuple[Any, Any]:
        """(x, y) of the batch's first samples, as many as a forward pass may hold."""
        x, y, _ = keras.utils.unpack_x_y_sample_weight(self.batch)
        size = sum(math.prod(n or 1 for n in call.output_shape[1:]) for call in self.graph.calls)
        count = max(FEWEST_SAMPLES, VALUES // max(size, 1))
        count = count if most is None else min(count, most)
        x, y = tf.nest.map_structure(lambda t: tf.convert_to_tensor(t)[:count], (x, y))
        return x, y

    def tap(self, tensors: list[keras.KerasTensor], x: Any) -> list[np.ndarray] | None:
        """The values of some of the model's tensors for x, in inference mode; None where a layer
        belongs to another model too, and its tensor to that one."""
        return tapped(self.model, tensors, x)

    def edit(self, key: str, new: object) -> Edit | None:
        """`key: old -> new`; None where the recipe does not hold that key, or holds that value.

        Args:
            key: such as `model.dropout`; the first part is a field of the recipe.
            new: the value to write there.
        """
        if self.recipe is None:
            return None
        field, *path = key.split(".")
        value = getattr(self.recipe, field)
        for name in path:
            is_component = isinstance(value, Component)
            value = value.arguments.get(name) if is_component else getattr(value, name, None)
        old, wanted = _by_name(value), _by_name(new)
        return None if old in (None, wanted) else Edit(key, old, wanted)


def tapped(model: keras.Model, tensors: list[keras.KerasTensor], x: Any) -> list[np.ndarray] | None:
    """The values of some of a model's tensors for x, as `CheckContext.tap` gives them."""
    # A dict, since Keras takes the only tensor out of a list of one.
    named = {str(index): tensor for index, tensor in enumerate(tensors)}
    functional = getattr(model, "_functional", None) or model  # of a Sequential
    try:
        values = keras.Model(functional.input, named, name="tap")(x, training=False)
    except (ValueError, KeyError):  # by Keras's version: not connected to this model's input
        return None
    return [keras.ops.convert_to_numpy(values[name]) for name in named]


def classes_of(dataset: Dataset) -> int | None:
    """The number of classes, of which a sample belongs to one; None where it is no such task.

    Example:
        >>> from suite.data import Split
        >>> split = Split(np.zeros((4, 2), "float32"), np.array([0, 1, 2, 0]))
        >>> classes_of(Dataset("mine", split, None, None, ("a", "b", "c")))
        3
    """
    return dataset.classes if dataset.targets == "classes" else None


def _by_name(value: object) -> object:
    """A component by its name alone."""
    return str(value.get("kind")) if isinstance(value, dict) else value
