"""The rate of the step just taken, and of the next one."""

from __future__ import annotations

import keras
import pytest

from suite.training.loop.learning_rate import current_learning_rate, last_learning_rate
from suite.training.loop.recovery import (
    FACTOR,
    ScaledSchedule,
    lower_rate,
    make_lowerable,
    rate_variables,
)

SCHEDULE = keras.optimizers.schedules.PiecewiseConstantDecay([0, 1], [1.0, 0.5, 0.25])
HALVING = keras.optimizers.schedules.ExponentialDecay(8.0, 1, 0.5)


def after(steps: int, rate) -> keras.optimizers.Optimizer:
    optimizer = keras.optimizers.SGD(rate)
    optimizer.build([keras.Variable([1.0])])
    optimizer.iterations.assign(steps)
    return optimizer


@pytest.mark.parametrize(
    ("steps", "last", "current"), [(0, 8.0, 8.0), (1, 8.0, 4.0), (2, 4.0, 2.0), (3, 2.0, 1.0)]
)
def test_a_schedule_is_one_step_ahead(steps, last, current):
    optimizer = after(steps, HALVING)
    assert last_learning_rate(optimizer) == last
    assert current_learning_rate(optimizer) == current


@pytest.mark.parametrize("steps", [0, 5])
def test_a_number_is_itself(steps):
    optimizer = after(steps, 0.25)
    assert last_learning_rate(optimizer) == current_learning_rate(optimizer) == 0.25


def test_a_callback_s_rate_is_the_next_one():
    optimizer = after(3, 0.25)
    optimizer.learning_rate = 0.5
    assert last_learning_rate(optimizer) == 0.5


def test_a_loss_scale_hides_no_rate():
    inner = after(2, HALVING)
    outer = keras.optimizers.LossScaleOptimizer(inner)
    assert last_learning_rate(outer) == 4.0


def test_what_has_no_rate_has_none():
    assert last_learning_rate(object()) is None
    assert current_learning_rate(object()) is None


@pytest.mark.parametrize(("times", "expected"), [(0, 8.0), (1, 0.8), (2, 0.08)])
@pytest.mark.parametrize("rate", [8.0, HALVING])
def test_a_lowered_rate_is_a_tenth_each_time(rate, times, expected):
    optimizer = keras.optimizers.SGD(rate)
    make_lowerable(optimizer)
    for _ in range(times):
        lower_rate(optimizer)
    assert current_learning_rate(optimizer) == pytest.approx(expected)
    assert FACTOR == 0.1


@pytest.mark.parametrize(("rate", "variables"), [(8.0, 0), (HALVING, 1)])
def test_only_a_schedule_s_factor_is_unknown_to_the_optimizer(rate, variables):
    optimizer = keras.optimizers.SGD(rate)
    assert rate_variables(optimizer) == []
    make_lowerable(optimizer)
    assert len(rate_variables(optimizer)) == variables


def test_a_lowerable_schedule_is_the_schedule_until_it_is_lowered():
    scaled = ScaledSchedule(SCHEDULE)
    assert [float(scaled(step)) for step in range(3)] == [1.0, 0.5, 0.25]


def test_a_lowerable_schedule_is_saved_as_what_it_scales():
    scaled = ScaledSchedule(HALVING)
    again = ScaledSchedule.from_config(scaled.get_config())
    assert again.of_recipe.get_config() == HALVING.get_config()
    assert float(again(1)) == 4.0
