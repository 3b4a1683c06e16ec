"""Step decay."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.schedules import Step

STEPS = np.arange(200)


@pytest.mark.parametrize(("every", "factor"), [(1, 0.9), (7, 0.5), (30, 0.1), (1000, 0.1)])
def test_closed_form(every, factor):
    expected = 0.2 * factor ** (STEPS // every)
    np.testing.assert_allclose(Step(0.2, every, factor)(STEPS), expected, rtol=1e-5)


def test_agrees_with_the_staircase_of_keras():
    theirs = keras.optimizers.schedules.ExponentialDecay(0.2, 7, 0.5, staircase=True)
    np.testing.assert_allclose(Step(0.2, 7, 0.5)(STEPS), theirs(STEPS), rtol=1e-6)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("initial_learning_rate", -1.0),
        ("every", 0),
        ("every", 2.5),
        ("factor", 0.0),
        ("factor", 1.5),
    ],
)
def test_refuses_arguments_out_of_range(argument, value):
    arguments = {"initial_learning_rate": 0.1, "every": 10, "factor": 0.1} | {argument: value}
    with pytest.raises(ValueError, match=f"Argument `{argument}` must be .* Received: "):
        Step(**arguments)
