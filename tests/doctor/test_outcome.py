"""How far a run came."""

from __future__ import annotations

import math

import pytest

from suite.doctor.case import Case
from suite.doctor.outcome import (
    accuracies,
    climbing,
    falls_short,
    half_dead,
    poor,
    settled,
    weakened,
)
from tests.doctor.cases import DEAD, FAIR, POOR, STUCK, case, history

NAN = math.nan


def curve(*accuracies):
    return [{"accuracy": one} for one in accuracies]


@pytest.mark.parametrize(
    ("rows", "is_settled"),
    [
        (curve(0.1, 0.5, 0.5), True),
        (curve(0.1, 0.5, 0.549), True),
        (curve(0.1, 0.5, 0.551), False),
        (curve(0.1, 0.5, 0.3), True),
        (curve(0.5, 0.5), False),
        (curve(0.5), False),
        (curve(NAN, NAN, NAN), False),
        ([], False),
    ],
)
def test_whether_the_training_accuracy_has_settled(rows, is_settled):
    assert settled(case([], rows)) is is_settled


@pytest.mark.parametrize(
    ("rows", "still"),
    [
        (curve(0.1, 0.2, 0.4, 0.6), True),
        (curve(0.1, 0.5, 0.5, 0.5), False),
        (curve(0.1, 0.9), True),
        (curve(0.1), False),
        ([], False),
    ],
)
def test_whether_it_still_climbs(rows, still):
    assert climbing(case([], rows)) is still


@pytest.mark.parametrize("name", ["accuracy", "acc", "sparse_categorical_accuracy"])
def test_an_accuracy_by_whatever_name(name):
    rows = [{name: 0.3, f"val_{name}": 0.2}]
    assert accuracies(case([], rows)) == [0.3]
    assert accuracies(case([], rows), "val_") == [0.2]
    assert poor(case([], rows))


def test_values_are_poor_by_the_variance_that_is_left():
    def of(explained, findings=()):
        return Case(
            findings,
            [{"loss": 3.0}],
            setup={"targets": "values"},
            examination={"inference": {"train_accuracy": explained}},
        )

    assert poor(of(0.2))
    assert not poor(of(0.6))
    assert not poor(of(NAN))
    assert poor(of(0.6, [STUCK]))


def test_a_gap_is_one_only_where_validation_was_measured():
    assert falls_short(case([], history(0.99, 0.5)))
    assert not falls_short(case([], history(0.99, 0.9)))
    assert not falls_short(case([], history(0.99, NAN)))


def test_half_a_layer_is_dead_by_its_finding_or_at_the_end():
    early = DEAD | {"severity": "note", "figure": 0.25}
    assert half_dead(case([DEAD], FAIR)) is DEAD
    assert half_dead(case([early], POOR)) is None
    assert half_dead(case([early], history(0.3, **{"dead_neurons/relu1": 0.7}))) is early
    assert half_dead(case([], history(0.3, **{"dead_neurons/relu1": 0.7}))) is None


@pytest.mark.parametrize(
    ("setup", "is_weakened"),
    [
        ({}, False),
        ({"augment": ["random_flip"]}, True),
        ({"layers": [{"kind": "dropout", "rate": 0.2}]}, True),
        ({"layers": [{"kind": "dropout", "rate": 0.0}, {"kind": "dense"}]}, False),
    ],
)
def test_what_makes_training_harder_than_validation(setup, is_weakened):
    assert weakened(Case([], setup=setup)) is is_weakened


def test_a_loss_that_left_its_place_later_is_not_stuck():
    assert case([STUCK], history(0.8, loss=0.4)).stuck is None  # its limit is 0.5
    assert case([STUCK], history(0.8, loss=0.6)).stuck is STUCK
