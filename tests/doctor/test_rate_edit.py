"""A learning rate sized by what was measured."""

from __future__ import annotations

import math

import pytest

from suite.doctor.case import Case
from suite.doctor.rate_edit import higher_rate, lower_rate

KEY = "optimizer.learning_rate"


def of(rate, kind="sgd", steps=2000, setup=None, **more) -> Case:
    optimizer = {"kind": kind, "learning_rate": rate, **more}
    return Case([], [{"step": steps}], {"optimizer": optimizer}, {}, setup or {})


@pytest.mark.parametrize(
    ("case", "ratio", "edit"),
    [
        (of(2.0), None, "2 -> 0.2"),
        (of(2.0), math.inf, "2 -> 0.2"),
        (of(2.0), 0.5, "2 -> 0.04"),
        (of(2.0), 0.05, "2 -> 0.2"),  # a tenth at least
        (of(20.0), None, "20 -> 0.3"),  # no more than is usual
        (of(2.0, momentum=0.9), None, "2 -> 0.03"),
        (of(2.0, momentum=0.9), 48.0, "2 -> 0.003"),  # a tenth of what is usual at least
        (of(0.3, "adam"), None, "0.3 -> 0.003"),
        (of(5.0, "adadelta"), None, "5 -> 0.5"),
    ],
)
def test_lower(case, ratio, edit):
    assert str(lower_rate(case, ratio)) == f"{KEY}: {edit}"


@pytest.mark.parametrize(
    ("case", "ratio", "edit"),
    [
        (of(1e-4), 1e-4, "0.0001 -> 0.001"),
        (of(1e-4), 1e-5, "0.0001 -> 0.01"),
        (of(1e-4, steps=100), 1e-4, "0.0001 -> 0.01"),  # a short run needs larger steps
        (of(1e-4), None, "0.0001 -> 0.001"),
        (of(1e-4), 5e-4, "0.0001 -> 0.001"),  # tenfold at least
        (of(1e-2), 1e-6, "0.01 -> 0.3"),
        (of(1e-3, "adam"), 1e-6, "0.001 -> 0.003"),
    ],
)
def test_higher(case, ratio, edit):
    assert str(higher_rate(case, ratio)) == f"{KEY}: {edit}"


def test_what_is_usual_already_is_not_raised():
    assert higher_rate(of(0.01, "adam"), 1e-6) is None


@pytest.mark.parametrize(
    ("rate", "edit"),
    [
        (
            {"kind": "cosine_decay", "initial_learning_rate": 2.0},
            ".initial_learning_rate: 2 -> 0.2",
        ),
        ({"kind": "warmup", "schedule": 2.0, "steps": 9}, ".schedule: 2 -> 0.2"),
        (
            {"kind": "warmup", "schedule": {"kind": "x", "peak_learning_rate": 2.0}},
            ".schedule.peak_learning_rate: 2 -> 0.2",
        ),
        ({"kind": "piecewise", "values": [1.0, 0.1]}, ".values: [1.0, 0.1] -> [0.1, 0.01]"),
    ],
)
def test_the_height_of_a_schedule(rate, edit):
    assert str(lower_rate(of(rate), None)) == KEY + edit


def test_a_rate_that_nobody_tells():
    assert lower_rate(of({"kind": "own"}), None) is None
    assert lower_rate(of(0.0), None) is None
    assert lower_rate(Case([]), None) is None
    built = {"optimizer": {"kind": "sgd", "learning_rate": {"kind": "constant", "first": 3.0}}}
    assert str(lower_rate(Case([], setup=built), None)) == f"{KEY}: 3 -> 0.3"
