"""What schedules refuse, with the whole sentence; what they accept at the edges of their ranges."""

from __future__ import annotations

import math

import numpy as np
import pytest

from suite.schedules import Constant, Cyclic, OneCycle, Piecewise, Step, Warmup

INF, NAN = math.inf, math.nan
NOT_NEGATIVE = "must be finite and at least 0"
SHARE = "must be above 0 and at most 1"
VALID = {
    Constant: {"learning_rate": 0.1},
    Step: {"initial_learning_rate": 0.1, "every": 10, "factor": 0.1},
    Cyclic: {"minimum_learning_rate": 0.1, "maximum_learning_rate": 0.2, "period": 4},
    OneCycle: {"peak_learning_rate": 0.1, "steps": 100},
    Warmup: {"schedule": 0.1, "steps": 10},
    Piecewise: {"boundaries": [10], "values": [0.1, 0.01]},
}


@pytest.mark.parametrize(
    ("kind", "argument", "value", "text"),
    [
        (Constant, "learning_rate", -0.1, NOT_NEGATIVE),
        (Constant, "learning_rate", INF, NOT_NEGATIVE),
        (Constant, "learning_rate", NAN, NOT_NEGATIVE),
        (Step, "initial_learning_rate", -1e-9, NOT_NEGATIVE),
        (Step, "every", 0, "must be a whole number of at least 1"),
        (Step, "every", 1.0, "must be a whole number of at least 1"),
        (Step, "every", True, "must be a whole number of at least 1"),
        (Step, "factor", 0, SHARE),
        (Step, "factor", 1.01, SHARE),
        (Step, "factor", NAN, SHARE),
        (Cyclic, "minimum_learning_rate", -1, NOT_NEGATIVE),
        (Cyclic, "period", 1, "must be a whole number of at least 2"),
        (Cyclic, "period", 4.0, "must be a whole number of at least 2"),
        (Cyclic, "shrink", 0.0, SHARE),
        (OneCycle, "peak_learning_rate", INF, NOT_NEGATIVE),
        (OneCycle, "steps", 1, "must be a whole number of at least 2"),
        (OneCycle, "start_divisor", 0.99, "must be finite and at least 1"),
        (OneCycle, "end_divisor", INF, "must be finite and at least 1"),
        (Warmup, "steps", -1, "must be a whole number of at least 0"),
        (Warmup, "steps", 0.5, "must be a whole number of at least 0"),
        (Warmup, "start", -0.1, NOT_NEGATIVE),
    ],
)
def test_a_number_out_of_range(kind, argument, value, text):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        kind(**VALID[kind] | {argument: value})
    assert str(refused.value) == f"Argument `{argument}` {text}. Received: {argument}={value}"


@pytest.mark.parametrize("maximum", [0.05, -1, INF, NAN])
def test_a_cycle_between_a_lower_and_a_higher_rate(maximum):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        Cyclic(0.1, maximum, 4)
    assert str(refused.value) == (
        "Argument `maximum_learning_rate` must be finite and at least `minimum_learning_rate`=0.1. "
        f"Received: maximum_learning_rate={maximum}"
    )


@pytest.mark.parametrize("warmup", [-1, 100, 101, 3.0, True])
def test_a_rise_that_is_longer_than_the_cycle(warmup):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        OneCycle(0.1, 100, warmup)
    assert str(refused.value) == (
        "Argument `warmup` must be None or a whole number from 0 to 99, less than `steps`. "
        f"Received: warmup={warmup}"
    )


@pytest.mark.parametrize("shape", ["sine", "", None, "Cosine"])
def test_a_shape_that_is_none(shape):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        OneCycle(0.1, 100, shape=shape)
    text = f"Argument `shape` must be 'cosine' or 'linear'. Received: shape={shape!r}"
    assert str(refused.value) == text


@pytest.mark.parametrize("schedule", ["cosine", None, -0.1, INF, [0.1]])
def test_nothing_to_follow_after_the_rise(schedule):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        Warmup(schedule, 10)
    assert str(refused.value) == (
        "Argument `schedule` must be a learning-rate schedule or a finite number of at least 0. "
        f"Received: schedule={schedule!r}"
    )


@pytest.mark.parametrize("boundaries", [[0], [5, 5], [5, 4], [-1], [2.5], [True, 3]])
def test_boundaries_that_do_not_increase(boundaries):
    values = [0.1] * (len(boundaries) + 1)
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        Piecewise(boundaries, values)
    assert str(refused.value) == (
        "Argument `boundaries` must be whole steps, at least 1 and strictly increasing. "
        f"Received: boundaries={boundaries}"
    )


@pytest.mark.parametrize("values", [[], [0.1], [0.1, 0.2, 0.3]])
def test_values_that_do_not_fit_the_boundaries(values):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        Piecewise([10], values)
    assert str(refused.value) == (
        "Argument `values` must have 2 elements, one more than `boundaries`. "
        f"Received: values={values}"
    )


@pytest.mark.parametrize("value", [-0.1, INF, NAN])
def test_values_out_of_range(value):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        Piecewise([10], [0.1, value])
    text = f"Argument `values` must be finite and at least 0. Received: values={[0.1, value]}"
    assert str(refused.value) == text


@pytest.mark.parametrize(
    ("schedule", "step", "expected"),
    [
        (Constant(0), 5, 0.0),
        (Step(0.5, 1, 1), 9, 0.5),
        (Step(0.5, np.int64(2), 0.5), 2, 0.25),
        (Cyclic(0.25, 0.25, 2), 1, 0.25),
        (Cyclic(0, 0.5, 2, shrink=1), 3, 0.5),
        (OneCycle(0, 2, 0), 1, 0.0),
        (OneCycle(0.5, 2, 1, start_divisor=1, end_divisor=1), 0, 0.5),
        (Warmup(0.5, 0), 0, 0.5),
        (Warmup(0, 3, start=0), 2, 0.0),
        (Warmup(np.float64(0.5), 2), 1, 0.25),
        (Piecewise([], [0.5]), 100, 0.5),
        (Piecewise((np.int64(1), 2), (0.5, 0.25, 0.0)), 2, 0.0),
    ],
)
def test_the_edges_of_the_ranges(schedule, step, expected):
    assert float(schedule(step)) == expected


@pytest.mark.parametrize("kind", VALID, ids=lambda kind: kind.__name__)
def test_the_configuration_makes_the_same_schedule_of_plain_values(kind):
    config = kind(**VALID[kind]).get_config()
    assert set(VALID[kind]) <= set(config)
    again = kind.from_config(config)
    assert again.get_config() == config
    for value in config.values():
        assert type(value) in (float, int, str, list)
