"""One-cycle learning rate."""

from __future__ import annotations

import numpy as np
import pytest

from suite.schedules import OneCycle

STEPS = np.arange(130)


@pytest.mark.parametrize("warmup", [0, 1, 30, 99])
def test_closed_form_of_the_line(warmup):
    schedule = OneCycle(0.5, 100, warmup, start_divisor=10, end_divisor=100, shape="linear")
    knots = [0, warmup, 100] if warmup else [0, 100]
    values = [0.05, 0.5, 0.0005] if warmup else [0.5, 0.0005]
    np.testing.assert_allclose(schedule(STEPS), np.interp(STEPS, knots, values), rtol=1e-4)


@pytest.mark.parametrize("warmup", [1, 30, 99])
def test_closed_form_of_the_cosine(warmup):
    schedule = OneCycle(0.5, 100, warmup, start_divisor=10, end_divisor=100)
    step = np.minimum(STEPS, 100)
    rise = 0.5 + (0.05 - 0.5) * (1 + np.cos(np.pi * step / warmup)) / 2
    fall = 0.0005 + (0.5 - 0.0005) * (1 + np.cos(np.pi * (step - warmup) / (100 - warmup))) / 2
    np.testing.assert_allclose(schedule(STEPS), np.where(step < warmup, rise, fall), atol=1e-7)


def test_by_default_rises_for_three_tenths_and_ends_near_zero():
    schedule = OneCycle(1.0, 1000)
    values = np.asarray(schedule(np.arange(1001)))
    assert values.argmax() == 300
    assert values[[0, 300, 1000]] == pytest.approx([1 / 25, 1.0, 1 / 250_000], rel=0.02)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("peak_learning_rate", -1.0),
        ("steps", 1),
        ("warmup", 100),
        ("warmup", -1),
        ("warmup", 0.3),
        ("start_divisor", 0.5),
        ("end_divisor", 0.0),
        ("shape", "square"),
    ],
)
def test_refuses_arguments_out_of_range(argument, value):
    arguments = {"peak_learning_rate": 0.1, "steps": 100} | {argument: value}
    with pytest.raises(ValueError, match=f"Argument `{argument}` must be .* Received: "):
        OneCycle(**arguments)
