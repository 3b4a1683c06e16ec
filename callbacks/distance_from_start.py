"""How far training has moved the weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Step
from suite.diagnostics.tools.measures import sums_of_squares
from suite.diagnostics.tools.rows import Rows
from suite.diagnostics.tools.weights import membership, trainable_weights


class DistanceFromStart(Diagnostic):
    """Distance of the weights from where the run began, layer by layer and overall.

        distance = ||w - w0||,   relative = ||w - w0|| / ||w0||,   ||x|| = sqrt(sum_i x_i^2)

    with w the trainable weights of a layer, or of all, after the update of the measured step, and
    w0 what they were when training began: random, or those of `transfer`. A resumed run keeps the
    w0 of its beginning. A layer that began at zero has no relative distance.

    Small batches are said to travel further than large ones that come to the same loss.

    Logs the relative distance under each layer's name, `overall` over all weights, and `distance`,
    the distance of all weights itself; all of the last measured step. It has nothing to say.

    Costs a copy of the trainable weights in memory, and in each checkpoint.

    Args:
        every: measured at every so many steps; by default at each of a run of up to 1,000 steps,
            and at every 50th of a longer one.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="out")])
        >>> model.compile("sgd", "mse")
        >>> far = DistanceFromStart(every=10)
        >>> far.build(model)
        >>> far.layer_names, [start.shape.as_list() for start in far.starts]
        (['out'], [[2, 1], [1]])

    Reference: Hoffer, Hubara, Soudry, 2017, Train longer, generalize better: closing the
        generalization gap in large batch training of neural networks.
    Topic: data/batch-size, init/he, practice/transfer
    """

    needs = frozenset()
    keeps = frozenset()

    def __init__(self, every: int | None = None) -> None:
        super().__init__(every)

    def build(self, model: keras.Model) -> None:
        self.weights = trainable_weights(model)
        self.layer_names, self.sums = membership(self.weights)
        by_path = {v.path: v for v in model.trainable_variables}
        self.variables = [by_path[weight.path] for weight in self.weights]
        self.starts = [
            self.accumulator(f"start/{index}", weight.shape, reduce="same", lasting=True)
            for index, weight in enumerate(self.weights)
        ]
        self.rows = Rows(self, moved=(len(self.weights),))
        self.start_squares = self.accumulator(
            "start_squares", (len(self.weights),), reduce="same", lasting=True
        )

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Remember where the weights are; a resumed run is told afterwards where they were."""
        values = [tf.cast(v.value, tf.float32) for v in self.variables]
        for start, value in zip(self.starts, values, strict=True):
            start.assign(value)
        self.start_squares.assign(sums_of_squares(values))

    def observe(self, step: Step) -> None:
        moved = [
            tf.cast(v.value, tf.float32) - tf.convert_to_tensor(start)
            for v, start in zip(self.variables, self.starts, strict=True)
        ]
        self.rows.write(step.iteration, moved=sums_of_squares(moved))

    def report(self) -> dict[str, Any]:
        rows = self.rows.read()["moved"]
        if not len(rows) or not self.weights:
            return {}
        moved, start = rows[-1], self.start_squares.numpy().astype(float)
        with np.errstate(invalid="ignore", over="ignore"):  # of a run that has diverged
            names = [*self.layer_names, "overall"]
            pairs = zip(
                names,
                [*(moved @ self.sums), moved.sum()],
                [*(start @ self.sums), start.sum()],
                strict=True,
            )
            relative = {name: np.sqrt(far / size) for name, far, size in pairs if size > 0}
            return {**relative, "distance": np.sqrt(moved.sum())}
