"""The learning rate of the step just taken."""

from __future__ import annotations

import keras


def last_learning_rate(optimizer: keras.optimizers.Optimizer) -> float | None:
    """The learning rate of the step just taken; a schedule is already one step ahead.

    None where there is not one: `MultiOptimizer` has several.
    """
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    schedule = getattr(optimizer, "_learning_rate", None)
    if isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
        updates = int(keras.ops.convert_to_numpy(optimizer.iterations))
        return float(schedule(max(updates - 1, 0)))
    return current_learning_rate(optimizer)


def current_learning_rate(optimizer: keras.optimizers.Optimizer) -> float | None:
    """The learning rate of the next step: a variable, or what a schedule or a function gives."""
    rate = getattr(optimizer, "learning_rate", None)
    return None if rate is None else float(keras.ops.convert_to_numpy(rate))
