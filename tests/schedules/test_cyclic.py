"""Cyclic learning rate."""

from __future__ import annotations

import numpy as np
import pytest

from suite.schedules import Cyclic

STEPS = np.arange(100)


@pytest.mark.parametrize("period", [2, 7, 20])
@pytest.mark.parametrize("shrink", [1.0, 0.5])
def test_closed_form_of_smith(period, shrink):
    half = period / 2
    cycle = np.floor(1 + STEPS / period)  # the paper counts cycles from 1
    x = np.abs(STEPS / half - 2 * cycle + 1)
    expected = 0.01 + (0.1 - 0.01) * np.maximum(0, 1 - x) * shrink ** (cycle - 1)
    schedule = Cyclic(0.01, 0.1, period, shrink)
    np.testing.assert_allclose(schedule(STEPS), expected, rtol=1e-5)


def test_each_cycle_begins_at_the_minimum_and_peaks_in_the_middle():
    schedule = Cyclic(0.01, 0.1, period=20)
    assert [float(schedule(step)) for step in (0, 20, 40)] == pytest.approx([0.01] * 3)
    assert [float(schedule(step)) for step in (10, 30, 50)] == pytest.approx([0.1] * 3)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("minimum_learning_rate", -0.1),
        ("maximum_learning_rate", 0.001),
        ("period", 1),
        ("period", 10.5),
        ("shrink", 0.0),
        ("shrink", 2.0),
    ],
)
def test_refuses_arguments_out_of_range(argument, value):
    arguments = {"minimum_learning_rate": 0.01, "maximum_learning_rate": 0.1, "period": 10}
    with pytest.raises(ValueError, match=f"Argument `{argument}` must be .* Received: "):
        Cyclic(**arguments | {argument: value})
