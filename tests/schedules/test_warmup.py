"""Linear warm-up around another schedule."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.schedules import Piecewise, Warmup

STEPS = np.arange(130)


def test_rises_on_a_line_to_a_number():
    schedule = Warmup(0.4, steps=10, start=0.1)
    np.testing.assert_allclose(schedule(STEPS), np.interp(STEPS, [0, 10], [0.1, 0.4]), rtol=1e-6)


def test_meets_the_schedule_and_does_not_shift_it():
    cosine = keras.optimizers.schedules.CosineDecay(0.1, 100)
    expected = 0.05 * (1 + np.cos(np.pi * np.minimum(STEPS, 100) / 100))
    expected[:20] = expected[20] * STEPS[:20] / 20
    np.testing.assert_allclose(Warmup(cosine, steps=20)(STEPS), expected, atol=1e-8)


def test_a_boundary_inside_the_rise_makes_no_jump():
    values = np.asarray(Warmup(Piecewise([5], [1.0, 0.1]), steps=10)(STEPS))
    np.testing.assert_allclose(values, np.interp(STEPS, [0, 10], [0.0, 0.1]), atol=1e-8)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("schedule", -0.1),
        ("schedule", "cosine"),
        ("schedule", None),
        ("steps", -1),
        ("steps", 0.1),
        ("start", -0.1),
        ("start", float("inf")),
    ],
)
def test_refuses_arguments_out_of_range(argument, value):
    arguments = {"schedule": 0.1, "steps": 10} | {argument: value}
    with pytest.raises(ValueError, match=f"Argument `{argument}` must be .* Received: "):
        Warmup(**arguments)
