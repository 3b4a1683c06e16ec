"""After a number that is not finite: go on from the last good state with a lower rate."""

from __future__ import annotations

from typing import Any

import keras

FACTOR = 0.1
# A net that fails so often does not fail because of its rate.
TRIES = 3


@keras.saving.register_keras_serializable(package="suite")
class ScaledSchedule(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule times a factor that can be lowered while training goes on.

        rate(t) = scale * schedule(t)

    Args:
        schedule: the recipe's.
    """

    def __init__(self, schedule: keras.optimizers.schedules.LearningRateSchedule) -> None:
        self.of_recipe = schedule
        self.scale = keras.Variable(1.0, trainable=False, dtype="float32", name="scale")

    def __call__(self, step: Any) -> Any:
        rate = self.of_recipe(step)
        return rate * keras.ops.cast(self.scale, rate.dtype)

    def get_config(self) -> dict[str, Any]:
        return {"schedule": keras.saving.serialize_keras_object(self.of_recipe)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> ScaledSchedule:
        return cls(keras.saving.deserialize_keras_object(config["schedule"]))


def make_lowerable(optimizer: keras.optimizers.Optimizer) -> None:
    """Let `lower_rate` work on an optimizer with a schedule, too; before it is built."""
    schedule = optimizer._learning_rate
    if isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
        optimizer._learning_rate = ScaledSchedule(schedule)


def lower_rate(optimizer: keras.optimizers.Optimizer) -> None:
    """A tenth of the learning rate from now on."""
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    schedule = optimizer._learning_rate
    variable = schedule.scale if isinstance(schedule, ScaledSchedule) else schedule
    variable.assign(variable * FACTOR)


def rate_variables(optimizer: keras.optimizers.Optimizer) -> list[keras.Variable]:
    """What `lower_rate` changes and the optimizer itself does not know."""
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    schedule = getattr(optimizer, "_learning_rate", None)
    return [schedule.scale] if isinstance(schedule, ScaledSchedule) else []
