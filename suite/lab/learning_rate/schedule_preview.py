"""The learning rate over a whole run, without training: `python -m suite lr RECIPE --preview`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from suite.diagnostics.tools.edits import learning_rate_schedule
from suite.recipe import Recipe
from suite.runs.numbers import show
from suite.runs.pictures.picture import refuse_bad_picture
from suite.runs.pictures.rate_pictures import draw_schedule
from suite.training.assembly.assembly import Assembly
from suite.training.full_batch.full_batch import refuse_without_rate
from suite.training.process.keras_globals import standard_keras

# They set the rate by what happens in the run.
_CHANGE_RATE = ("reduce_lr_on_plateau", "learning_rate_scheduler")


@dataclass(frozen=True, eq=False)
class SchedulePreview:
    """The rates of a run.

    Args:
        rates: one per step.
        steps_per_epoch: batches in an epoch.
        changed_by: callbacks that may change these rates while training.

    Example:
        >>> print(SchedulePreview(np.array([0.1, 0.3, 0.2]), 1, ("swa",)).to_text())
        first  0.1        step 0
        peak   0.3        step 1
        last   0.2        step 2
        swa may change it while training
    """

    rates: np.ndarray
    steps_per_epoch: int
    changed_by: tuple[str, ...] = ()

    @property
    def is_constant(self) -> bool:
        """Whether every step has the same rate; of such rates there is no picture."""
        return bool((self.rates == self.rates[0]).all())

    def to_text(self) -> str:
        """First, highest and last rate; of a constant one a sentence."""
        changes = [f"{name} may change it while training" for name in self.changed_by]
        if self.is_constant:
            rate, steps = show(float(self.rates[0])), len(self.rates)
            told = f"the learning rate is {rate} in each of the {steps:,} steps; nothing to draw"
            return "\n".join([told, *changes])
        last, peak = len(self.rates) - 1, int(self.rates.argmax())
        lines = [
            f"{name:<5}  {show(float(self.rates[step])):<9}  step {step:,}"
            for name, step in (("first", 0), ("peak", peak), ("last", last))
        ]
        return "\n".join([*lines, *changes])


@standard_keras()
def preview_schedule(recipe: Recipe, picture: str | Path = "lr.png") -> SchedulePreview:
    """Draw the recipe's learning rate over all steps of its run.

    The data is read for the length of an epoch; no model is built, nothing is trained.

    Args:
        recipe: from `suite.load`.
        picture: a PNG file, replaced if it is there; of a constant rate none is drawn.

    Raises:
        UserError: the recipe or its data is wrong, or the picture cannot be written.

    Topic: optim/schedules
    """
    refuse_bad_picture(Path(picture))
    recipe = recipe.to_train
    assembly = Assembly(recipe)
    refuse_without_rate(recipe, assembly.optimizer)
    steps_per_epoch = assembly.clock.steps_per_epoch
    rates = _rates_of(assembly.optimizer, assembly.clock.total)
    named = [component.kind for component in recipe.callbacks]
    changed_by = tuple(name for name in named if name in _CHANGE_RATE)
    preview = SchedulePreview(rates, steps_per_epoch, changed_by)
    if not preview.is_constant:
        draw_schedule(rates.tolist(), steps_per_epoch, Path(picture), recipe.name)
    return preview


def _rates_of(optimizer: keras.optimizers.Optimizer, steps: int) -> np.ndarray:
    """The learning rate of each of the first steps."""
    schedule = learning_rate_schedule(optimizer)
    if schedule is None:
        return np.full(steps, float(optimizer.learning_rate.numpy()))

    each = optimizer.gradient_accumulation_steps or 1  # steps in an update of the weights

    @tf.function
    def rates() -> tf.Tensor:  # one by one: not every schedule takes a vector of steps
        return tf.map_fn(
            lambda step: tf.cast(schedule(step // each), tf.float32),
            tf.range(steps, dtype=tf.int64),
            fn_output_signature=tf.float32,
        )

    return np.asarray(rates(), float)
