"""Labels: type, range, histogram."""

from __future__ import annotations

import numpy as np
import pytest

from suite.checks.labels import is_balanced, labels, listed, range_findings
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
        ("loss.kind=sparse_categorical_focal_crossentropy", 0),
    ],
)
def test_uneven_classes_that_a_recipe_takes_care_of(override, count):
    made = recipe_context("loss/softmax", "data.class_counts={3: 5}", override)
    found = labels(made)
    assert len(found) == count
    for finding in found:
        assert str(finding.edit) == "data.sampling: shuffle -> balanced"
        assert "Look at balanced_accuracy" in finding.text


@pytest.mark.parametrize(
    ("y", "text"),
    [
        (
            np.array([0, 1, 4]),
            "1 of 3 labels of the first batch are not whole numbers from 0 to 3; the first is 4.",
        ),
        (
            np.array([[0.0], [-1.0], [0.5]]),
            "2 of 3 labels of the first batch are not whole numbers from 0 to 3; the first is -1.",
        ),
        (
            np.array([np.nan, 1.0]),
            "1 of 2 labels of the first batch are not whole numbers from 0 to 3; the first is nan.",
        ),
        (
            np.array([[1.0, 0.002, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]]),
            "1 of 2 label vectors of the first batch do not sum to 1.",
        ),
        (np.array([[1.0, 0.0009, 0.0, 0.0]]), None),
        (np.array([True, False]), None),
        (np.array([3, 0]), None),
        (np.array([0.0, 3.0]), None),
        (np.array(["cat", "dog"]), None),  # the loss will refuse it
        (np.array([{}], object), None),
    ],
)
def test_the_words_for_labels_that_are_none(y, text):
    found = [finding.text for finding in range_findings(y, CLASSES)]
    assert found == ([] if text is None else [text])


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ((30, 0, 0, 30), "No training example belongs to 'bee', 'cow'."),
        (
            (60, 50, 50, 5),
            "The classes are uneven: 60 training examples of 'ant', 5 of 'dog'. Look at "
            "balanced_accuracy, or weigh the loss.",
        ),
        ((50, 50, 50, 5), None),
        ((1, 1, 1, 1), None),
    ],
)
def test_the_words_for_uneven_classes(counts, text):
    found = [finding.text for finding in labels(context(mlp, data=counted(*counts)))]
    assert found == ([] if text is None else [text])


def test_one_batch_says_little_about_the_classes():
    assert labels(context(mlp, y=np.zeros(32, int))) == []


def test_no_recipe_balances_nothing():
    assert not is_balanced(None)


@pytest.mark.parametrize(
    ("count", "text"), [(0, ""), (1, "'0'"), (3, "'0', '1', '2'"), (5, "'0', '1', '2' and 2 more")]
)
def test_a_listing(count, text):
    assert listed([str(number) for number in range(count)]) == text
    assert listed(["a", "b"], most=1) == "'a' and 1 more"
