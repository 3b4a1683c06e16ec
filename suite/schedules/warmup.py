"""Linear warm-up around another schedule."""

from __future__ import annotations

import math
from numbers import Integral, Real

import keras
from keras import ops


def ramp(step, start, target, steps):
    """The line from `start` at step 0 to `target` at step `steps`, and `target` from there on."""
    line = start + (target - start) * ops.cast(step, "float32") / max(steps, 1)
    return ops.where(step < steps, line, target)


@keras.saving.register_keras_serializable(package="suite")
class Warmup(keras.optimizers.schedules.LearningRateSchedule):
    """A linear rise at the beginning of any schedule.

    eta(t) = start + (s(steps) - start) * t / steps for t < steps, and s(t) from then on, with t the
    step and s the schedule. The schedule is not shifted: it counts from the beginning of the run,
    so `decay_steps: 100%` still ends with the run and a boundary at `82ep` stays at epoch 82.

    Args:
        schedule: what to follow after the rise: a schedule, or a number for a constant rate.
        steps: length of the rise, at least 0; 0 leaves the schedule as it is.
        start: learning rate of step 0, at least 0; with 0 that step moves no weight.

    Raises:
        ValueError: if an argument is out of its range.

    Reference: Goyal et al., 2017, Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour.

    Topic: optim/schedules
    """

    def __init__(
        self,
        schedule: keras.optimizers.schedules.LearningRateSchedule | float,
        steps: int,
        start: float = 0.0,
    ):
        is_schedule = isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule)
        if not is_schedule and not (isinstance(schedule, Real) and 0 <= schedule < math.inf):
            raise ValueError(
                "Argument `schedule` must be a learning-rate schedule or a finite number of at "
                f"least 0. Received: schedule={schedule!r}"
            )
        if not (isinstance(steps, Integral) and steps >= 0):
            raise ValueError(
                f"Argument `steps` must be a whole number of at least 0. Received: steps={steps}"
            )
        if not 0 <= start < math.inf:
            raise ValueError(
                f"Argument `start` must be finite and at least 0. Received: start={start}"
            )
        self.schedule = schedule if is_schedule else float(schedule)
        self.steps = int(steps)
        self.start = float(start)

    def __call__(self, step):
        step = ops.cast(step, "int")
        target = self.schedule
        if callable(target):
            target = target(ops.maximum(step, self.steps))  # during the rise: where it leads to
        return ramp(step, self.start, ops.cast(target, "float32"), self.steps)

    def get_config(self):
        schedule = self.schedule
        if callable(schedule):
            schedule = keras.optimizers.schedules.serialize(schedule)
        return {"schedule": schedule, "steps": self.steps, "start": self.start}

    @classmethod
    def from_config(cls, config):
        schedule = config["schedule"]
        if isinstance(schedule, dict):
            schedule = keras.optimizers.schedules.deserialize(schedule)
        return cls(**{**config, "schedule": schedule})
