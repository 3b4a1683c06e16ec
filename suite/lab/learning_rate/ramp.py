"""Training with a learning rate that rises at every step.

    eta(t) = lowest (highest / lowest)^(t / (steps - 1)), with t the step, from 0

It ends early where the smoothed loss exceeds 4 times its minimum.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import keras

from suite.diagnostics import Diagnostic, Step
from suite.diagnostics.tools.edits import plain_optimizer
from suite.diagnostics.tools.rows import Rows
from suite.lab.learning_rate.range_curve import REACH, RangeCurve, first_diverged
from suite.recipe import TrainingRecipe
from suite.runs.progress.progress import Progress
from suite.training.assembly.assembly import Assembly
from suite.training.assembly.parts import refused_at
from suite.training.full_batch.full_batch import refuse_without_rate
from suite.training.loop.loop import Loop
from suite.training.loop.mini_batches import MiniBatches
from suite.training.replicas.strategy import choose_strategy

# The loop reads the losses, and can end the test, at the end of what it takes for an epoch.
_STEPS_BETWEEN_LOOKS = 10


class Ramp(Diagnostic):
    """Records each step's rate and loss, and ends training when the loss has diverged.

    Args:
        schedule: of the rates.
        steps: of the whole test.

    Example:
        >>> ramp = Ramp(lambda step: 0.1 * (step + 1), steps=4)
        >>> ramp.rates, ramp.losses = [0.1, 0.2, 0.3, 0.4], [1.0, 0.5, 0.6, float("nan")]
        >>> ramp.curve.losses.tolist()
        [1.0, 0.5, 0.6]
    """

    def __init__(
        self, schedule: keras.optimizers.schedules.LearningRateSchedule, steps: int
    ) -> None:
        super().__init__()
        self.schedule = schedule
        self.steps = steps
        self.rates: list[float] = []
        self.losses: list[float] = []

    @classmethod
    def between(cls, lowest: float, highest: float, steps: int) -> Ramp:
        """From the lowest rate to the highest."""
        decay = keras.optimizers.schedules.ExponentialDecay
        return cls(decay(lowest, steps - 1, highest / lowest), steps)

    def build(self, model: keras.Model) -> None:
        self.rows = Rows(self, rate=(), loss=())

    def observe(self, step: Step) -> None:
        # The rate as it was: a step that mixed_float16 skips does not count in the schedule.
        self.rows.write(step.iteration, rate=self.schedule(step.iteration), loss=step.loss)

    def report(self) -> dict[str, Any]:
        rows = self.rows.read()
        self.rates += rows["rate"].tolist()
        self.losses += rows["loss"].tolist()
        return {}

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        if first_diverged(self.losses, REACH * self.steps) is not None:
            self.model.stop_training = True

    @property
    def curve(self) -> RangeCurve:
        """What was measured, up to where it diverged."""
        rates, losses = self.rates[: self.steps], self.losses[: self.steps]
        return RangeCurve.until_divergence(rates, losses, REACH * self.steps)


def ramp_loop(recipe: TrainingRecipe, ramp: Ramp) -> Loop:
    """The loop of the recipe's run, but for the rate, validation and callbacks."""
    name = recipe.training.strategy
    with refused_at(recipe, "training", "strategy"):
        strategy = choose_strategy("auto" if name == "multi_worker" else name)
    assembly = Assembly(recipe, strategy)
    assembly.check_first()
    model = assembly.model
    refuse_without_rate(recipe, plain_optimizer(model))
    _refuse_accumulation(recipe, plain_optimizer(model))
    with strategy.scope():
        plain_optimizer(model).learning_rate = ramp.schedule
    assembly.initialize()
    return Loop(
        model,
        MiniBatches(assembly.pipeline.training, _STEPS_BETWEEN_LOOKS, recipe.data.batch_size),
        [ramp],
        Progress(),
        replace(assembly.loop_options(), epochs=math.ceil(ramp.steps / _STEPS_BETWEEN_LOOKS)),
        strategy=strategy,
    )


def _refuse_accumulation(recipe: TrainingRecipe, optimizer: keras.optimizers.Optimizer) -> None:
    """Refuse an optimizer that leaves the weights as they are in most steps."""
    if optimizer.gradient_accumulation_steps:
        raise recipe.problem(
            ("optimizer", "gradient_accumulation_steps"),
            "a range test changes the rate at every step; add "
            "optimizer.gradient_accumulation_steps=null to the command",
        )
