"""The learning rate of the step just taken."""

from __future__ import annotations

import keras


def last_learning_rate(optimizer: keras.optimizers.Optimizer) -> float:
    """The learning rate of the step just taken; a schedule is already one step ahead."""
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    schedule = getattr(optimizer, "_learning_rate", None)
    if isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
        return float(schedule(max(int(optimizer.iterations.numpy()) - 1, 0)))
    return current_learning_rate(optimizer)


def current_learning_rate(optimizer: keras.optimizers.Optimizer) -> float:
    """The learning rate of the next step; a schedule may give a number or a tensor."""
    return float(keras.ops.convert_to_numpy(optimizer.learning_rate))
