"""Trainable weights that do not move."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from suite import Diagnostic, Finding, Step
from suite.diagnostics import Edit
from suite.diagnostics.start import start_of
from suite.diagnostics.tools.edits import learning_rate_edit, plain_optimizer
from suite.diagnostics.tools.measures import mean_magnitudes
from suite.diagnostics.tools.rows import Rows
from suite.diagnostics.tools.weights import gradients_of, trainable_weights
from suite.diagnostics.tools.window import Window

LEAST_MEASURED = 10
# Against the largest gradient of the step: less is rounding.
NOISE = 1e-4


class FrozenWeights(Diagnostic):
    """Trainable variables that no update has moved for an epoch.

        frozen  iff  MA(dw) = 0 at every measured step,   MA(x) = mean |x|

    over max(1 epoch, 100 steps) and at least 10 measured steps, with dw what the update adds to a
    variable.

    Some variables rightly have no gradient: what a norm subtracts again makes the bias before it
    idle. So a variable that is no kernel counts only if it has a gradient, one above 1e-4 of the
    step's largest MA(g): less is rounding. What a recipe freezes does not count, nor what it lets
    join in later (`transfer.unfreeze`) before it has.

    Logs `frozen`, the number of variables without a move since the last report.

    Speaks of the first frozen layer in the order of the forward pass, and of how many there are.

    Args:
        every: measured at every so many steps.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="out")])
        >>> model.compile("sgd", "mse")
        >>> frozen = FrozenWeights(every=10)
        >>> frozen.build(model)
        >>> [weight.name for weight in frozen.weights], frozen.is_kernel.tolist()
        (['kernel', 'bias'], [True, False])

    Topic: practice/transfer, optim/learning-rate
    """

    needs = frozenset({"gradients", "weights", "updates"})
    keeps = Window.keeps

    def __init__(self, every: int = 10) -> None:
        super().__init__(every)

    def build(self, model: keras.Model) -> None:
        self.weights = trainable_weights(model)
        self.is_kernel = np.array([weight.is_kernel for weight in self.weights], bool)
        count = len(self.weights)
        joins = start_of(model).joins
        self.joins = np.array([joins.get(weight.path, 0) for weight in self.weights], int)
        self.rows = Rows(self, moved=(count,), gradient=(count,))
        self.window = Window(self)
        self.higher_rate = learning_rate_edit(model, 10.0)

    def observe(self, step: Step) -> None:
        self.rows.write(
            step.iteration,
            moved=mean_magnitudes([step.updates[weight.path] for weight in self.weights]),
            gradient=mean_magnitudes(gradients_of(step.gradients, self.weights)),
        )

    def report(self) -> dict[str, Any]:
        rows = self.rows.read()
        if not len(rows["step"]):
            return {}
        self.window.add(rows)
        still = np.all(rows["moved"] == 0, axis=0) & (self.joins <= rows["step"][0])
        return {"frozen": int(np.sum(still))}

    def findings(self) -> list[Finding]:
        if not self.window.full or len(self.window["step"]) < LEAST_MEASURED:
            return []
        gradient = self.window["gradient"]
        largest = gradient.max(axis=1, keepdims=True)
        has_gradient = np.any(gradient > NOISE * largest, axis=0)
        frozen = np.all(self.window["moved"] == 0, axis=0) & (self.is_kernel | has_gradient)
        frozen &= self.joins <= self.window["step"][0]
        if not frozen.any():
            return []
        return [self.finding(frozen, has_gradient)]

    def finding(self, frozen: np.ndarray, has_gradient: np.ndarray) -> Finding:
        first = int(np.argmax(frozen))
        weight, count = self.weights[first], int(frozen.sum())
        others = f" (and {count - 1} more variables)" if count > 1 else ""
        text = f"`{weight.layer}` does not train: its {weight.name}{others} has not moved"
        if has_gradient[first]:
            text += ", although it has a gradient."
            change, topic = self.rate_edit(), "optim/learning-rate"
        else:
            text += ", for no gradient reaches it."
            change, topic = None, "foundations/backprop"
        return Finding(
            self.name,
            text,
            layer=weight.layer,
            step=int(self.window["step"][0]),
            figure=float(count),
            limit=0.0,
            topic=topic,
            edit=change,
        )

    def rate_edit(self) -> Edit | None:
        rate = float(plain_optimizer(self.model).learning_rate.numpy())
        return self.higher_rate if rate else Edit("optimizer.learning_rate", rate, 0.01)
