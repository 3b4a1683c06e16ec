"""Inputs and their targets, as arrays."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from suite.data.files.rows import Inputs

MOST = 2000
# Values that a sample's inputs may have in all; of large images fewer are taken, but these.
VALUES = 2**23
FEWEST = 128


@dataclass(frozen=True, eq=False)
class Examples:
    """Inputs and targets of a training or a validation set, all of them or a sample.

    Args:
        inputs: an array of shape (N, ...), which may lie in a memory map; or several of them in a
            list or dict, as a model with several inputs takes them.
        targets: the same for the outputs.

    Example:
        >>> examples = Examples(np.eye(3), np.array([0, 1, 2]))
        >>> len(examples), examples.take(np.array([2])).targets.tolist()
        (3, [2])
    """

    inputs: Any
    targets: Any

    def __len__(self) -> int:
        return len(keras.tree.flatten(self.inputs)[0])

    @property
    def values(self) -> int:
        """Numbers in the inputs of one example."""
        return sum(math.prod(part.shape[1:]) for part in keras.tree.flatten(self.inputs))

    @functools.cached_property
    def array(self) -> np.ndarray | None:
        """The inputs as one float32 array; None where there are several, or no numbers."""
        if not isinstance(self.inputs, Inputs) or self.inputs.dtype.kind not in "biuf":
            return None
        return np.asarray(self.inputs, dtype=np.float32)

    def take(self, rows: np.ndarray | slice) -> Examples:
        """Some rows, in memory."""

        def taken(part: Any) -> np.ndarray:
            return np.asarray(part[rows])

        inputs = keras.tree.map_structure(taken, self.inputs)
        return Examples(inputs, keras.tree.map_structure(taken, self.targets))

    def sample(self, most: int = MOST) -> Examples:
        """At most so many examples, drawn at random, always the same ones, in random order."""
        count = min(len(self), most, max(FEWEST, VALUES // max(1, self.values)))
        # In random order: what is cut off at its end for lack of time leaves a fair sample.
        rows = np.random.default_rng(0).choice(len(self), count, replace=False)
        return self.take(rows)
