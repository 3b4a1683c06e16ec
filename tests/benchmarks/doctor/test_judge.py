"""When a fault counts, and what a score is."""

from __future__ import annotations

import math

import pytest

from benchmarks.doctor.case import Case
from benchmarks.doctor.cures import Cure
from benchmarks.doctor.judge import Judged, accuracy_of, score, worse


def judged(causes=(), named=None, *, warned=False, counts=True, accuracy=0.5, twin=0.9):
    case = Case("public", "a", "gray mlp", 0, {}, tuple(causes))
    return Judged(case, named, None, warned, bool(causes) and counts, accuracy, twin, {})


def record(**metrics):
    return {"summary": {"metrics": metrics}}


def test_accuracy_is_that_of_validation_and_test():
    value = accuracy_of(record(val_accuracy=0.4, test_accuracy=0.7))
    assert value == pytest.approx((181 * 0.4 + 364 * 0.7) / 545)


def test_accuracy_of_what_was_measured():
    assert accuracy_of(record(test_accuracy=0.7)) == pytest.approx(0.7)
    assert accuracy_of(record(val_r2_score=-3.0, test_r2_score=-2.0)) == 0.0
    assert accuracy_of(record(val_accuracy=math.nan, test_accuracy=0.0)) == 0.0
    assert accuracy_of({"score": 0.3}) == 0.3


def test_worse_by_two_points_and_three_deviations():
    assert worse(0.93, 0, [(0, 0.96), (1, 0.96)])
    assert not worse(0.95, 0, [(0, 0.96), (1, 0.96)])
    assert not worse(0.90, 0, [(0, 0.96), (1, 0.90)])
    assert not worse(0.10, 0, [(1, 0.96)])


def test_any_of_the_causes_is_right():
    runs = [
        judged(["overfitting", "leakage"], "leakage"),
        judged(["overfitting"], "leakage"),
        judged(["overfitting"]),
        judged(["overfitting"], "overfitting", counts=False),
        judged(),
        judged(named="leakage"),
        judged(warned=True),
    ]
    found = score(runs)
    assert (found.faults, found.named, found.right) == (3, 2, 1)
    assert (found.healthy, found.accused, found.alarms) == (3, 1, 2)
    assert found.precision == pytest.approx(1 / 3)


def test_cured_is_half_of_the_way():
    assert Cure(judged(["overfitting"], "overfitting"), "", refused=False, accuracy=0.71).cured
    assert not Cure(judged(["overfitting"], "overfitting"), "", refused=False, accuracy=0.69).cured
    assert not Cure(judged(["overfitting"], "overfitting"), "", refused=True).cured
