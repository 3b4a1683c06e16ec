"""No trace in a model or in the process; copies that are changed."""

from __future__ import annotations

import random

import keras
import numpy as np
import pytest

from suite.checks.support.clone import NotCloned, clone, in_float64, without_dropout
from suite.checks.support.untouched import random_states_kept, untouched
from tests.callbacks.nets import cnn

L = keras.layers


def drawn() -> tuple[float, float]:
    return random.random(), float(np.random.random())


@pytest.mark.parametrize("fails", [False, True])
def test_random_states_are_kept(fails):
    random.seed(3)
    np.random.seed(3)
    expected = drawn()
    random.seed(3)
    np.random.seed(3)
    kept = []
    try:
        with random_states_kept():
            kept.append(drawn())
            if fails:
                raise KeyError
    except KeyError:
        pass
    assert kept == [expected]
    assert drawn() == expected


@pytest.mark.parametrize("fails", [False, True])
def test_every_variable_comes_back(fails):
    model = cnn()
    variables = [*model.variables, *model.metrics_variables]
    before = [variable.numpy().copy() for variable in variables]
    try:
        with untouched(model):
            for variable in variables:
                variable.assign(variable + 1)
            if fails:
                raise KeyError
    except KeyError:
        pass
    for variable, value in zip(variables, before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)


def test_what_is_not_a_number_is_told_apart_by_its_bits():
    model = keras.Sequential([keras.Input((1,)), L.Dense(1)])
    model.set_weights([np.full((1, 1), np.nan), np.zeros(1)])
    with untouched(model):
        model.set_weights([np.ones((1, 1)), np.array([-0.0])])
    kernel, bias = model.get_weights()
    assert np.isnan(kernel).all()
    assert not np.signbit(bias).any()


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"rate": 0.5, "units": 3}, {"rate": 0.0, "units": 3}),
        ({"units": 3}, {"units": 3}),
        ({}, {}),
    ],
)
def test_a_configuration_without_dropout(config, expected):
    assert without_dropout(config) == expected


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"dtype": "float32"}, {"dtype": "float64"}),
        (
            {"layer": {"config": {"dtype": {"name": "mixed_float16"}}}},
            {"layer": {"config": {"dtype": "float64"}}},
        ),
        ({"units": 3, "name": "float32"}, {"units": 3, "name": "float32"}),
        ("float32", "float32"),
        (None, None),
    ],
)
def test_a_configuration_in_double_precision(config, expected):
    assert in_float64(config) == expected


def test_a_lambda_is_copied_with_its_function():
    double = L.Lambda(lambda x, factor: factor * x, arguments={"factor": 2.0})
    copy = clone(keras.Sequential([keras.Input((2,)), double]), in_float64)
    (layer,) = copy.layers
    assert layer.function is double.function
    assert layer.arguments == {"factor": 2.0}
    np.testing.assert_array_equal(copy(np.ones((1, 2))), [[2.0, 2.0]])


class Unwritten(L.Layer):
    """Somebody's own layer that does not tell how it was made."""

    def __init__(self, size):
        super().__init__()
        self.size = size

    def call(self, x):
        return x


def test_what_cannot_be_copied_is_refused():
    with pytest.raises(NotCloned) as refusal:
        clone(keras.Sequential([keras.Input((2,)), Unwritten(object())]), without_dropout)
    finding = refusal.value.finding("overfit_batch")
    assert (finding.diagnostic, finding.severity, finding.edit) == ("overfit_batch", "note", None)
    assert finding.text == f"Not checked: the model cannot be copied ({refusal.value})."
    assert "\n" not in finding.text
