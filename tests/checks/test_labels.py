"""Labels: type, range, histogram."""

from __future__ import annotations

import numpy as np
import pytest

from suite.checks.labels import labels, listed
from suite.data import Dataset, Split
from tests.checks.context import CLASSES, context, images, mlp, recipe_context

NAMES = ("ant", "bee", "cow", "dog")


def counted(*counts: int, names=NAMES) -> Dataset:
    y = np.repeat(np.arange(len(counts)), counts)
    return Dataset("counted", Split(images(len(y)), y), None, None, names)


@pytest.mark.parametrize(
    "y",
    [
        np.arange(32) % CLASSES,
        (np.arange(32) % CLASSES)[:, None].astype("float32"),
        np.eye(CLASSES)[np.arange(32) % CLASSES],
        np.full((32, CLASSES), 0.25),
    ],
)
def test_labels_that_are_right(y):
    assert labels(context(mlp, y=y)) == []


@pytest.mark.parametrize(
    ("y", "wrong"),
    [
        (np.arange(32) % CLASSES + 1, 8),
        (np.arange(32) % CLASSES - 1, 8),
        (np.arange(32) % CLASSES + 0.5, 32),
        (np.ones((32, CLASSES)), 32),
    ],
)
def test_labels_that_are_none(y, wrong):
    (finding,) = labels(context(mlp, y=y))
    assert (finding.severity, finding.figure, finding.topic) == ("error", wrong, "data/one-hot")


def test_says_nothing_of_regression():
    assert labels(context(mlp, y=np.linspace(-3, 7, 32), classes=None)) == []


def test_uneven_classes():
    assert labels(context(mlp, data=counted(50, 50, 50, 5))) == []  # 10 to 1, and not beyond
    (finding,) = labels(context(mlp, data=counted(51, 50, 50, 5)))
    assert (finding.severity, finding.topic) == ("warning", "loss/focal")
    assert finding.figure == pytest.approx(10.2)
    assert "'ant'" in finding.text
    assert "'dog'" in finding.text


def test_low_entropy():
    """Each of 20 classes is at most 10 times as large as another, and yet one rules."""
    names = tuple(map(str, range(40)))
    data = counted(10, *[1] * 39, names=names)
    assert labels(context(mlp, data=data, classes=40)) == []
    data = counted(90, 9, names=("one", "other"))
    (finding,) = labels(context(mlp, data=data, y=np.zeros(32), classes=2))
    expected = -(0.9091 * np.log(0.9091) + 0.0909 * np.log(0.0909)) / np.log(2)
    assert finding.limit == 0.5
    assert finding.figure == pytest.approx(expected, rel=1e-3)


def test_a_class_without_examples():
    (finding,) = labels(context(mlp, data=counted(30, 30, 0, 30)))
    assert (finding.severity, finding.figure) == ("warning", 1.0)
    assert "'cow'" in finding.text


def test_a_long_list_is_cut():
    assert listed(["a", "b"]) == "'a', 'b'"
    assert listed(["a", "b", "c", "d", "e"]) == "'a', 'b', 'c' and 2 more"


@pytest.mark.parametrize(
    ("override", "count"),
    [
        ("training.epochs=1", 1),
        ("data.sampling=balanced", 0),
        ("training.class_weights=balanced", 0),
        ("training.class_weights={3: 9}", 0),
    ],
)
def test_uneven_classes_that_a_recipe_takes_care_of(override, count):
    made = recipe_context("loss/softmax", "data.class_counts={3: 5}", override)
    found = labels(made)
    assert len(found) == count
    for finding in found:
        assert str(finding.edit) == "data.sampling: shuffle -> balanced"
        assert "Look at balanced_accuracy" in finding.text
