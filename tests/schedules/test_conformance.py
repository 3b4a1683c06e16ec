"""What every schedule must do, whatever its curve; Keras's own are checked under `Warmup`."""

from __future__ import annotations

import math
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import suite.schedules
from suite.schedules import Constant, Cyclic, OneCycle, Piecewise, Step, Warmup

KERAS = {
    "cosine_decay": keras.optimizers.schedules.CosineDecay(0.1, 100, alpha=0.01),
    "cosine_decay_restarts": keras.optimizers.schedules.CosineDecayRestarts(0.1, 10),
    "exponential_decay": keras.optimizers.schedules.ExponentialDecay(0.1, 20, 0.5),
    "inverse_time_decay": keras.optimizers.schedules.InverseTimeDecay(0.1, 20, 1.0),
    "piecewise_constant_decay": keras.optimizers.schedules.PiecewiseConstantDecay(
        [50], [0.1, 0.01]
    ),
    "polynomial_decay": keras.optimizers.schedules.PolynomialDecay(0.1, 100),
}
SCHEDULES = {
    "constant": Constant(0.1),
    "cyclic": Cyclic(0.01, 0.1, period=20, shrink=0.5),
    "one_cycle": OneCycle(0.1, steps=100),
    "piecewise": Piecewise([30, 60], [0.1, 0.01, 0.001]),
    "step": Step(0.1, every=25, factor=0.5),
    "warmup": Warmup(Piecewise([30], [0.1, 0.01]), steps=10),
    "warmup_number": Warmup(0.1, steps=10, start=0.001),
    "warmup_nested": Warmup(Warmup(0.1, steps=20), steps=10),
    **{f"warmup_{name}": Warmup(schedule, steps=10) for name, schedule in KERAS.items()},
}
STEPS = [0, 1, 9, 10, 11, 29, 30, 99, 100, 101, 10_000]

every_schedule = pytest.mark.parametrize(
    "schedule", [pytest.param(value, id=name) for name, value in SCHEDULES.items()]
)


def test_the_table_is_complete():
    folder = Path(suite.schedules.__file__).parent
    files = {path.stem for path in folder.glob("*.py") if path.stem[0] != "_"}
    assert files <= set(SCHEDULES)
    classes = {getattr(suite.schedules, name) for name in suite.schedules.__all__}
    assert classes == {type(schedule) for schedule in SCHEDULES.values()}


@every_schedule
def test_values_are_finite_scalars_in_float32(schedule):
    for step in STEPS:
        value = keras.ops.convert_to_tensor(schedule(step))
        assert value.dtype == tf.float32
        assert value.shape == ()
        assert 0 <= float(value) <= 0.1 + 1e-7


@every_schedule
def test_a_traced_step_gives_the_eager_values(schedule):
    traced = tf.function(schedule.__call__)
    eager = [float(schedule(step)) for step in STEPS]
    values = [float(traced(tf.constant(step, tf.int64))) for step in STEPS]
    assert values == pytest.approx(eager, rel=1e-5, abs=1e-9)
    assert traced.experimental_get_tracing_count() == 1


@every_schedule
def test_serialization_round_trip(schedule):
    config = keras.optimizers.schedules.serialize(schedule)
    copy = keras.optimizers.schedules.deserialize(config)
    assert type(copy) is type(schedule)
    assert [float(copy(step)) for step in STEPS] == [float(schedule(step)) for step in STEPS]
    assert keras.optimizers.schedules.serialize(copy) == config


@every_schedule
def test_drives_an_optimizer_inside_a_compiled_function(schedule):
    optimizer = keras.optimizers.SGD(schedule)
    weight = keras.Variable(0.0)
    optimizer.build([weight])

    @tf.function
    def train(count):
        for _ in tf.range(count):
            optimizer.apply([tf.constant(-1.0)])

    train(tf.constant(40))
    expected = math.fsum(float(schedule(step)) for step in range(40))
    np.testing.assert_allclose(float(weight), expected, rtol=1e-5)
    copy = keras.optimizers.SGD.from_config(optimizer.get_config())
    assert type(copy._learning_rate) is type(schedule)


@pytest.mark.parametrize("name", list(KERAS))
def test_a_warmup_of_no_steps_is_the_schedule(name):
    schedule = KERAS[name]
    for step in STEPS:
        assert float(Warmup(schedule, steps=0)(step)) == float(schedule(step))


@pytest.mark.parametrize(
    "schedule",
    [
        Cyclic(0.0, 0.1, period=2),
        Step(0.1, every=2**24 + 1),
        Piecewise([2**24 + 1], [0.1, 0.0]),
        Warmup(Piecewise([2**24 + 1], [0.1, 0.0]), steps=10),
    ],
    ids=lambda schedule: type(schedule).__name__,
)
def test_boundaries_are_exact_beyond_the_integers_of_float32(schedule):
    step = 2**24 + 1  # float32 rounds it to 2 ** 24
    assert abs(float(schedule(step)) - float(schedule(step - 1))) > 0.05
