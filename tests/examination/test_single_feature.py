"""A column that gives the target away."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.examination import ExaminationContext, Examples
from suite.examination.single_feature import single_feature

MODEL = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3)])
RANDOM = np.random.default_rng(0)
ROWS = RANDOM.normal(size=(600, 5)).astype("float32")
CLASSES = RANDOM.integers(0, 3, 600)
VALUES = RANDOM.normal(size=(600, 1)).astype("float32")


def examined(rows, targets, kind, held=None):
    validation = None if held is None else Examples(*held)
    return single_feature(ExaminationContext(MODEL, Examples(rows, targets), validation, kind))


def test_columns_that_say_nothing():
    found = examined(ROWS, CLASSES, "classes")
    assert found["score"] < 0.45
    assert found["chance"] == pytest.approx(1 / 3, abs=0.06)
    assert examined(ROWS, VALUES, "values")["score"] < 0.1


@pytest.mark.parametrize(
    "leak",
    [
        lambda y: y,
        lambda y: np.array([7.0, -3.0, 0.5])[y],
        lambda y: y + 0.1 * np.random.default_rng(1).normal(size=y.shape),
    ],
    ids=["itself", "codes", "noise"],
)
def test_a_column_that_holds_the_class(leak):
    rows = ROWS.copy()
    rows[:, 3] = leak(CLASSES)
    found = examined(rows, CLASSES, "classes", (ROWS, CLASSES))
    assert found["column"] == 3
    assert found["score"] > 0.93
    assert found["second"] < 0.5
    assert found["validation_score"] < 0.5  # where the column does not hold it
    assert examined(rows, CLASSES, "classes", (rows, CLASSES))["validation_score"] > 0.93


def test_a_column_that_holds_the_value():
    rows = ROWS.copy()
    rows[:, 1] = -4 * VALUES[:, 0] + 1
    found = examined(rows, VALUES, "values")
    assert found["column"] == 1
    assert found["score"] > 0.95
    assert found["second"] < 0.1


@pytest.mark.parametrize(
    ("rows", "targets", "kind"),
    [
        (np.ones((9, 4, 4, 1)), np.arange(9) % 2, "classes"),
        (np.ones((9, 2)), np.ones((9, 2)), "labels"),
        (np.full((9, 2), np.nan), np.arange(9) % 2, "classes"),
        (np.ones((9, 600)), np.arange(9) % 2, "classes"),
    ],
    ids=["images", "labels", "not finite", "many columns"],
)
def test_what_has_no_such_column(rows, targets, kind):
    assert examined(rows, targets, kind) is None
