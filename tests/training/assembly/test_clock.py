"""Durations in steps, against sums by hand."""

from __future__ import annotations

import pytest

from suite.catalog import Component
from suite.training.assembly.clock import Clock

CLOCK = Clock(steps_per_epoch=30, epochs=4)


@pytest.mark.parametrize(
    ("duration", "steps"),
    [
        ("1ep", 30),
        ("2.5ep", 75),
        ("0ep", 0),
        ("500st", 500),
        ("1st", 1),
        ("100%", 120),
        ("25%", 30),
        ("0.5%", 1),
    ],
)
def test_durations(duration, steps):
    assert CLOCK.steps(duration) == steps


@pytest.mark.parametrize("value", ["cosine", "relu", "10", "ep", 7, 0.5, None, True, ["1ep"]])
def test_anything_else_stays(value):
    assert CLOCK.steps(value) is value


@pytest.mark.parametrize("each", [1, 2, 7])
def test_schedules_count_updates_of_the_weights(each):
    updates = CLOCK.updates(Component("sgd", {"gradient_accumulation_steps": each}))
    assert updates("2ep") == 60 // each
    assert updates("1st") == 1  # never none
    assert updates("cosine") == "cosine"


def test_without_accumulation_a_step_is_an_update():
    for arguments in ({}, {"gradient_accumulation_steps": None}):
        assert CLOCK.updates(Component("sgd", arguments))("50%") == 60


def test_an_iteration_over_all_of_the_data_is_an_epoch():
    assert Clock(1, 40).total == Clock(1, 40).steps("100%") == Clock(1, 40).steps("40ep") == 40
