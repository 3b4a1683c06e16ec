"""A schedule that is a function of the step."""

from __future__ import annotations

import keras
import pytest

from suite.schedules._of_function import FunctionSchedule


@keras.saving.register_keras_serializable(package="test_of_function")
def falling(step, start=1.0, slope=0.1):
    return start - slope * step


@pytest.mark.parametrize(
    ("arguments", "step", "expected"),
    [({}, 5, 0.5), ({"start": 2.0}, 5, 1.5), ({"start": 2.0, "slope": 0.25}, 4, 1.0)],
)
def test_the_rate_is_the_functions(arguments, step, expected):
    assert FunctionSchedule(falling, **arguments)(step) == pytest.approx(expected)


def test_survives_serialization_with_its_arguments():
    before = FunctionSchedule(falling, slope=0.25)
    config = keras.optimizers.schedules.serialize(before)
    after = keras.optimizers.schedules.deserialize(config)
    assert type(after) is FunctionSchedule
    assert after.function is falling
    assert after.arguments == {"slope": 0.25}
    assert after(2) == before(2) == 0.5


def test_drives_an_optimizer():
    weight = keras.Variable(1.0)
    optimizer = keras.optimizers.SGD(FunctionSchedule(falling, start=0.5, slope=0.0))
    optimizer.apply([keras.ops.array(1.0)], [weight])
    assert float(weight) == pytest.approx(0.5)
