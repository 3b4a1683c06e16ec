"""What a combination came to, as a number to compare."""

from __future__ import annotations

import dataclasses
import math

import pytest

from suite.lab.sweep.trial import Trial


@pytest.mark.parametrize(
    ("value", "larger_is_better", "score"),
    [
        (0.9, True, 0.9),
        (0.9, False, -0.9),
        (-2.0, False, 2.0),
        (0.0, True, 0.0),
        (None, True, -math.inf),
        (None, False, -math.inf),
    ],
)
def test_the_score_is_the_larger_the_better(value, larger_is_better, score):
    assert Trial(0, {}, "finished", value).score(larger_is_better) == score


def test_what_failed_is_worse_than_anything():
    failed, poor = Trial(0, {}, "failed"), Trial(1, {}, "finished", -1e308)
    assert failed.score(True) < poor.score(True)


def test_a_trial_is_made_of_its_fields():
    trial = Trial(2, {"seed": 1}, "finished", 0.5, 0.1, [0.4, 0.6], 1.5)
    assert Trial(**dataclasses.asdict(trial)) == trial
    assert Trial(2, {}, "failed").folds == []
    assert Trial(2, {}, "failed").folds is not Trial(2, {}, "failed").folds
