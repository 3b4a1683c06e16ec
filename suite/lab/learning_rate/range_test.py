"""The learning-rate range test: `python -m suite lr RECIPE`."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from numbers import Integral
from pathlib import Path

import keras

from suite.diagnostics import Diagnostic
from suite.diagnostics.tools.edits import plain_optimizer
from suite.diagnostics.tools.rows import Rows
from suite.errors import UserError
from suite.lab.learning_rate.range_curve import DIVERGED, REACH, RangeCurve, first_diverged
from suite.recipe import Recipe
from suite.runs.numbers import show, show_metric
from suite.runs.pictures.rate_pictures import draw_range_test, refuse_bad_picture
from suite.runs.progress.progress import Progress
from suite.training.assembly.assembly import Assembly
from suite.training.assembly.parts import refused_at
from suite.training.assembly.transfer import prepare_source
from suite.training.full_batch.full_batch import refuse_without_rate
from suite.training.loop.loop import Loop, TrainingData
from suite.training.process.process import process_settings
from suite.training.replicas.strategy import choose_strategy

LEAST_STEPS = 10
# The loop reads the losses, and can end the test, at the end of what it takes for an epoch.
STEPS_BETWEEN_LOOKS = 10


class Ramp(Diagnostic):
    """Records each step's rate and loss, and ends training when the loss has diverged.

    Args:
        schedule: of the rates.
        steps: of the whole test.
    """

    def __init__(self, schedule: keras.optimizers.schedules.LearningRateSchedule, steps: int):
        super().__init__()
        self.schedule = schedule
        self.steps = steps
        self.rates: list[float] = []
        self.losses: list[float] = []

    def build(self, model):
        self.rows = Rows(self, rate=(), loss=())

    def observe(self, step):
        # The rate as it was: a step that mixed_float16 skips does not count in the schedule.
        self.rows.write(step.iteration, rate=self.schedule(step.iteration), loss=step.loss)

    def report(self):
        rows = self.rows.read()
        self.rates += rows["rate"].tolist()
        self.losses += rows["loss"].tolist()
        return {}

    def on_epoch_end(self, epoch, logs=None):
        if first_diverged(self.losses, REACH * self.steps) is not None:
            self.model.stop_training = True

    @property
    def curve(self) -> RangeCurve:
        rates, losses = self.rates[: self.steps], self.losses[: self.steps]
        return RangeCurve.until_divergence(rates, losses, REACH * self.steps)


@dataclass(frozen=True, eq=False)
class RangeTest:
    """What a range test found.

    Args:
        recipe: that was tested.
        curve: what was measured.
        steps: that were meant to be taken.
    """

    recipe: Recipe
    curve: RangeCurve
    steps: int

    @property
    def suggestions(self) -> dict[str, float]:
        """The rate that each rule suggests; none where the loss does not fall."""
        if not self.curve.falls:
            return {}
        return {"steepest descent": self.curve.steepest, "minimum / 10": self.curve.lowest[0] / 10}

    def to_text(self) -> str:
        """What was done, and a line for each rule."""
        recipe, rates = self.recipe, self.curve.rates
        lines = [
            f"{recipe.name}: {len(rates)} of {self.steps} steps of {recipe.optimizer.kind}, from "
            f"{brief(rates[0])} to {brief(rates[-1])} in place of optimizer.learning_rate"
        ]
        if len(rates) < self.steps:
            lines.append(f"ended early: the smoothed loss exceeded {DIVERGED:g} times its minimum")
        if not self.suggestions:
            wider = (
                "no suggestion: the loss does not fall in this range; try another --from and --to"
            )
            return "\n".join([*lines, wider])
        lowest, loss = self.curve.lowest
        remarks = (
            "where the smoothed loss falls fastest",
            f"the smoothed loss is least, {show_metric(loss)}, at {brief(lowest)}",
        )
        for (rule, rate), remark in zip(self.suggestions.items(), remarks, strict=True):
            lines.append(f"{rule:<16}  {brief(rate):<8}  {remark}")
        if lowest == rates[-1]:
            lines.append("the loss still falls at the last rate: try a higher --to")
        return "\n".join(lines)


def range_test(
    recipe: Recipe,
    picture: str | Path = "lr.png",
    *,
    lowest: float = 1e-6,
    highest: float = 1.0,
    steps: int = 100,
) -> RangeTest:
    """Train with a rate that rises at every step, and watch the loss.

    eta(t) = lowest (highest / lowest)^(t / (steps - 1)), with t the step, from 0

    in place of the recipe's learning rate or schedule. Model, optimizer, data and batches are the
    recipe's; its callbacks and diagnostics stay out. The test ends early where the smoothed loss
    exceeds 4 times its minimum. Nothing but the picture is left behind, the loss over the rate.

    Args:
        recipe: from `suite.load`; one process tests it, also where several would train it.
        picture: a PNG file, replaced if it is there.
        lowest: the first rate, above 0.
        highest: the last rate, above the first.
        steps: at least 10.

    Returns:
        What was measured, with the suggested rates.

    Raises:
        UserError: an argument is out of its range, the loss is not finite from the first step on,
            or the recipe or its data is wrong.

    Reference: Smith, 2017, Cyclical Learning Rates for Training Neural Networks.

    Topic: optim/learning-rate
    """
    check_range(lowest, highest, steps)
    refuse_bad_picture(Path(picture))
    recipe = recipe.to_train
    prepare_source(recipe)
    settings = recipe.training
    with process_settings(recipe.seed, settings.precision, settings.determinism):
        ramp = Ramp(
            keras.optimizers.schedules.ExponentialDecay(lowest, steps - 1, highest / lowest), steps
        )
        ramp_loop(recipe, ramp).run()
    if not math.isfinite(ramp.losses[0]):
        raise UserError(
            f"{recipe.name}: the loss is not finite in the first step, before the rate has any "
            "effect; `check --build` looks for the cause."
        )
    curve = ramp.curve
    found = RangeTest(recipe, curve, steps)
    draw_range_test(
        curve.rates, curve.losses, curve.smooth, found.suggestions, Path(picture), recipe.name
    )
    return found


def ramp_loop(recipe: Recipe, ramp: Ramp) -> Loop:
    """The loop of the recipe's run, but for the rate, validation and callbacks."""
    name = recipe.training.strategy
    with refused_at(recipe, "training", "strategy"):
        strategy = choose_strategy("auto" if name == "multi_worker" else name)
    assembly = Assembly(recipe, strategy)
    assembly.check_first()
    model = assembly.model
    refuse_without_rate(recipe, plain_optimizer(model))
    refuse_accumulation(recipe, plain_optimizer(model))
    with strategy.scope():
        plain_optimizer(model).learning_rate = ramp.schedule
    assembly.initialize()
    return Loop(
        model,
        TrainingData(assembly.pipeline.training, STEPS_BETWEEN_LOOKS, recipe.data.batch_size),
        [ramp],
        Progress(),
        replace(assembly.loop_options(), epochs=math.ceil(ramp.steps / STEPS_BETWEEN_LOOKS)),
        strategy=strategy,
    )


def refuse_accumulation(recipe: Recipe, optimizer: keras.optimizers.Optimizer) -> None:
    """Refuse an optimizer that leaves the weights as they are in most steps."""
    if optimizer.gradient_accumulation_steps:
        raise recipe.problem(
            ("optimizer", "gradient_accumulation_steps"),
            "a range test changes the rate at every step; add "
            "optimizer.gradient_accumulation_steps=null to the command",
        )


def check_range(lowest: float, highest: float, steps: int) -> None:
    """Refuse rates that do not rise, and a test too short to show anything."""
    if not 0 < lowest < highest < math.inf:
        raise UserError(
            "The rates must rise from `--from`, above 0, to `--to`, finite. "
            f"Received: --from {lowest:g} --to {highest:g}"
        )
    if not (isinstance(steps, Integral) and steps >= LEAST_STEPS):
        raise UserError(
            f"`--steps` must be a whole number of at least {LEAST_STEPS}. Received: --steps {steps}"
        )


def brief(rate: float) -> str:
    """Two digits: a range test tells no more."""
    return show(float(f"{rate:.2g}"))
