"""What the loss says by itself: stuck, diverging, overfitting."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Finding, Step
from suite.diagnostics import Edit
from suite.diagnostics.tools.edits import learning_rate_edit
from suite.diagnostics.tools.rows import Rows
from suite.diagnostics.tools.stuck import Stuck, guessing_loss
from suite.diagnostics.tools.window import Window

DECAY = 0.9
RISE = 2.0
CHECKS = 5
JUMP = 3.0
JUMP_STEPS = 10
# A step's loss over fewer samples than these jumps by chance; steps are then judged together.
JUMP_SAMPLES = 32
OVERFIT_EPOCHS = 3
OVERFIT_RATIO = 1.5
BY_HEART, LEAST_GAP = 0.97, 0.07


class LossCurve(Diagnostic):
    """Judges a run by its loss alone: is it stuck, does it diverge, does it overfit?

        stuck:     median loss of the last epoch > 0.9 min(ln C, L0)
        diverges:  e > 2 min e at 5 reports in a row
        jumps:     L > 3 mean(L of the 10 steps before); a note, for many a run recovers
        overfits:  validation loss risen 3 epochs in a row, > 1.5 times the training loss and
                   > 1.5 times its own minimum; a note where accuracies are less than 0.07 apart,
                   or less than 0.97 of the training set is right

    with L the loss of a step (of 32 / n steps together where a batch has n < 32 samples), L0 of the
    first, e its moving average of decay 0.9, and C the number
    of classes. Penalties on weights do not count for `stuck`, and before the run's end it looks at
    100 steps at least. A net that has learned its data by heart has a tiny loss that doubles every
    now and then: a rise counts only above 0.5 min(ln C, L0).

    Logs `average`, the moving average e, and `median`, the median since the last report.

    Args:
        every: measured at every so many steps; by default at each of a run of up to 1,000 steps,
            and at every 50th of a longer one.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, "softmax")])
        >>> model.compile("sgd", "sparse_categorical_crossentropy")
        >>> curve = LossCurve()
        >>> curve.build(model)
        >>> for step, loss in enumerate([1.0] * 10 + [9.0]):
        ...     curve.follow(step, loss)
        >>> list(curve.found)
        ['jumps']

    Topic: practice/babysitting, optim/learning-rate, reg/early-stopping
    """

    keeps = frozenset.union(
        Window.keeps,
        Stuck.keeps,
        {"average", "checks", "found", "highest", "least", "recent", "together", "validation"},
    )

    def __init__(self, every: int | None = None) -> None:
        super().__init__(every)

    def build(self, model: keras.Model) -> None:
        self.rows = Rows(self, loss=())
        self.window = Window(self)
        self.stuck = Stuck(model, self.window)
        self.guessing = guessing_loss(model)
        self.rates = {factor: learning_rate_edit(model, factor) for factor in (0.1, 10.0)}
        self.average: float | None = None
        self.least = math.inf
        self.highest = 0.0
        self.checks = 0
        self.recent: list[float] = []
        self.together: list[float] = []
        self.validation: list[float] = []
        self.found: dict[str, Finding] = {}

    def observe(self, step: Step) -> None:
        self.rows.write(step.iteration, loss=step.loss)

    def report(self) -> dict[str, Any]:
        rows = self.rows.read()
        losses = rows["loss"]
        if not len(losses):
            return {}
        self.window.add(rows)
        self.stuck.add(rows)
        for step, loss in zip(rows["step"].tolist(), losses.tolist(), strict=True):
            self.together.append(loss)
            if len(self.together) >= self.steps_together:
                self.follow(step, sum(self.together) / len(self.together))
                self.together.clear()
        self.check_rise(int(rows["step"][-1]))
        average = {} if self.average is None else {"average": self.average}
        return {**average, "median": np.median(losses)}

    @functools.cached_property
    def steps_together(self) -> int:
        """How many steps make one loss that is judged."""
        if self.batches is None:
            return 1
        inputs = tf.nest.flatten(self.batches(0).element_spec)[0]
        return -(-JUMP_SAMPLES // (inputs.shape[0] or JUMP_SAMPLES))

    @property
    def floor(self) -> float:
        """No rise below this is worth a word."""
        return 0.5 * min(self.guessing, float(self.first_loss))

    def follow(self, step: int, loss: float) -> None:
        """Take one step's loss into the averages; look for a jump."""
        if len(self.recent) == JUMP_STEPS:
            limit = max(JUMP * sum(self.recent) / JUMP_STEPS, self.floor)
            if loss > limit:
                self.say_jumps(step, loss, limit)
        self.recent = [*self.recent, loss][-JUMP_STEPS:]
        self.highest = max(self.highest, loss)
        before = loss if self.average is None else self.average
        self.average = DECAY * before + (1.0 - DECAY) * loss
        self.least = min(self.least, self.average)

    def check_rise(self, step: int) -> None:
        limit = max(RISE * self.least, self.floor)
        average = self.average or 0.0
        self.checks = self.checks + 1 if average > limit else 0
        if self.checks >= CHECKS:
            self.say_diverges(step, average, limit)

    def say_jumps(self, step: int, figure: float, limit: float) -> None:
        finding = Finding(
            self.name,
            f"The loss jumped to {figure:.3g} in one step, above {limit:.3g}.",
            "note",
            step=step,
            figure=figure,
            limit=limit,
            topic="optim/learning-rate",
        )
        self.found.setdefault("jumps", finding)

    def say_diverges(self, step: int, figure: float, limit: float) -> None:
        finding = Finding(
            self.name,
            f"The loss, averaged over about {round(1 / (1 - DECAY))} steps, has risen to "
            f"{figure:.3g}, above {limit:.3g}: training diverges.",
            step=step,
            figure=figure,
            limit=limit,
            topic="optim/learning-rate",
            edit=self.rates[0.1],
        )
        self.found.setdefault("diverges", finding)

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        """Look for overfitting; said at the next report."""
        logs = logs or {}
        if "val_loss" not in logs:
            return
        self.validation.append(logs["val_loss"])
        last = self.validation[-OVERFIT_EPOCHS - 1 :]
        rising = len(last) > OVERFIT_EPOCHS and all(np.diff(last) > 0)
        # A loss worse than that of guessing has learned nothing, by heart or otherwise.
        if logs["loss"] > self.guessing:
            return
        if not rising or last[-1] <= OVERFIT_RATIO * max(logs["loss"], min(self.validation)):
            return
        best = epoch - len(self.validation) + 2 + int(np.argmin(self.validation))
        ratio = last[-1] / logs["loss"] if logs["loss"] else math.inf
        finding = Finding(
            self.name,
            f"The validation loss has risen for {OVERFIT_EPOCHS} epochs and is {ratio:.1f} times "
            f"the training loss: the net learns its data by heart. It was best after epoch {best}.",
            severity="warning" if self.is_of_harm(logs) else "note",
            step=best * self.params["steps"],
            figure=ratio,
            limit=OVERFIT_RATIO,
            topic="reg/early-stopping",
            edit=Edit("training.epochs", self.params["epochs"], best),
        )
        before = self.found.get("overfits")
        if before is None or (before.severity, finding.severity) == ("note", "warning"):
            self.found["overfits"] = finding

    @staticmethod
    def is_of_harm(logs: Mapping[str, float]) -> bool:
        """Whether all is known by heart, and less is right in validation: a surer net alone has a
        larger loss where it is wrong."""
        accuracy = logs.get("accuracy", math.nan)
        gap = accuracy - logs.get("val_accuracy", math.nan)
        return not (accuracy < BY_HEART or gap < LEAST_GAP)

    def findings(self) -> list[Finding]:
        if self.stuck and "stuck" not in self.found:
            self.found["stuck"] = self.stuck_finding()
        return list(self.found.values())

    def stuck_finding(self) -> Finding:
        # A loss that never rose asks for larger steps; one that was thrown about, for smaller ones.
        thrown = self.highest > 1.5 * self.first_loss
        return Finding(
            self.name,
            f"The loss is stuck at {self.stuck.figure:.3g}, where guessing or doing nothing gives "
            f"{self.stuck.limit / 0.9:.3g}: nothing is learned.",
            step=int(self.window["step"][0]),
            figure=self.stuck.figure,
            limit=self.stuck.limit,
            topic="practice/babysitting",
            edit=self.rates[0.1 if thrown else 10.0],
        )
