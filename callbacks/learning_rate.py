"""The learning rate, as set and as it works."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Step
from suite.diagnostics.tools.edits import learning_rate_schedule, plain_optimizer
from suite.diagnostics.tools.measures import sums_of_squares
from suite.diagnostics.tools.rows import Rows
from suite.diagnostics.tools.weights import gradients_of, membership, trainable_weights


class LearningRate(Diagnostic):
    """The learning rate of each step, and the effective rate of each layer.

        effective = ||dw|| / ||g||

    with g the gradient of a layer's weights before clipping, and dw what the update adds to them.
    For plain SGD it is the learning rate itself; momentum, clipping and adaptive optimizers make
    the difference. A layer without a gradient has no effective rate.

    Logs `rate` of the last measured step, and the mean effective rate since the last report under
    each layer's name; `rates` lists every measured step. It has nothing to say.

    Args:
        every: measured at every so many steps.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="out")])
        >>> model.compile("sgd", "mse")
        >>> rate = LearningRate(every=10)
        >>> rate.build(model)
        >>> round(float(rate.rate(tf.constant(0))), 4)
        0.01

    Topic: optim/learning-rate, optim/schedules, optim/adam
    """

    needs = frozenset({"gradients", "weights", "updates"})
    keeps = frozenset()

    def __init__(self, every: int = 10) -> None:
        super().__init__(every)

    def build(self, model: keras.Model) -> None:
        self.weights = trainable_weights(model)
        self.layer_names, self.sums = membership(self.weights)
        self.optimizer = plain_optimizer(model)
        self.schedule = learning_rate_schedule(self.optimizer)
        count = len(self.weights)
        self.rows = Rows(self, rate=(), moved=(count,), gradient=(count,))

    def observe(self, step: Step) -> None:
        self.rows.write(
            step.iteration,
            rate=self.rate(step.iteration),
            moved=sums_of_squares([step.updates[weight.path] for weight in self.weights]),
            gradient=sums_of_squares(gradients_of(step.gradients, self.weights)),
        )

    def rate(self, iteration: tf.Tensor) -> tf.Tensor:
        # The optimizer has counted this step already: its own rate is the next step's.
        if self.schedule is not None:
            # A schedule counts updates, of which several steps may make one.
            return self.schedule(iteration // (self.optimizer.gradient_accumulation_steps or 1))
        return tf.convert_to_tensor(self.optimizer.learning_rate)

    def report(self) -> dict[str, Any]:
        rows = self.rows.read()
        if not len(rows["step"]):
            return {}
        moved, gradient = rows["moved"] @ self.sums, rows["gradient"] @ self.sums
        known = gradient > 0
        effective = np.sqrt(np.divide(moved, gradient, out=np.zeros_like(moved), where=known))
        means = effective.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        measured = zip(self.layer_names, means, known.any(axis=0), strict=True)
        return {
            "rate": rows["rate"][-1],
            "steps": rows["step"],
            "rates": rows["rate"],
            **{name: mean for name, mean, is_known in measured if is_known},
        }
