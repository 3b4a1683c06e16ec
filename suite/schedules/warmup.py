"""Linear warm-up around another schedule."""

from __future__ import annotations

import math
from typing import Any

import keras
from keras import ops

from suite.number_checks import check_not_negative, check_whole, is_number
from suite.tensors import Tensor


def _ramp(step: Tensor, start: float, target: Tensor, steps: int) -> Tensor:
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

    Example:
        >>> rate = Warmup(0.5, steps=4)
        >>> [float(rate(step)) for step in (0, 1, 2, 4, 100)]
        [0.0, 0.125, 0.25, 0.5, 0.5]

    Reference: Goyal et al., 2017, Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour.

    Topic: optim/schedules
    """

    def __init__(
        self,
        schedule: keras.optimizers.schedules.LearningRateSchedule | float,
        steps: int,
        start: float = 0.0,
    ) -> None:
        is_schedule = isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule)
        if not is_schedule and not (is_number(schedule) and 0 <= schedule < math.inf):
            raise ValueError(
                "Argument `schedule` must be a learning-rate schedule or a finite number of at "
                f"least 0. Received: schedule={schedule!r}"
            )
        check_whole(0, steps=steps)
        check_not_negative(start=start)
        self.schedule = schedule if is_schedule else float(schedule)
        self.steps = int(steps)
        self.start = float(start)

    def __call__(self, step: Tensor) -> Tensor:
        step = ops.cast(step, "int")
        target = self.schedule
        if callable(target):
            target = target(ops.maximum(step, self.steps))  # during the rise: where it leads to
        return _ramp(step, self.start, ops.cast(target, "float32"), self.steps)

    def get_config(self) -> dict[str, Any]:
        schedule = self.schedule
        if callable(schedule):
            schedule = keras.optimizers.schedules.serialize(schedule)
        return {"schedule": schedule, "steps": self.steps, "start": self.start}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Warmup:
        schedule = config["schedule"]
        if isinstance(schedule, dict):
            schedule = keras.optimizers.schedules.deserialize(schedule)
        return cls(**{**config, "schedule": schedule})
