"""A training set made imbalanced on purpose."""

from __future__ import annotations

import numpy as np
import pytest

from suite.catalog import Component, ComponentError
from suite.data import load_dataset
from suite.data.classes.class_counts import with_class_counts

DIGITS = Component("digits", {})


@pytest.fixture(scope="module")
def digits():
    return load_dataset(DIGITS)


def kept(dataset, digit):
    return {image.tobytes() for image in dataset.train.inputs[dataset.train.labels == digit]}


def test_only_the_named_classes_of_the_training_split_shrink(digits):
    changed = load_dataset(DIGITS, class_counts={"3": 7, "8": 20}, seed=1)
    before, after = (np.bincount(one.train.labels) for one in (digits, changed))
    np.testing.assert_array_equal(np.flatnonzero(before != after), [3, 8])
    assert (after[3], after[8]) == (7, 20)
    assert changed.validation is not None
    np.testing.assert_array_equal(changed.test.labels, digits.test.labels)
    np.testing.assert_array_equal(changed.validation.labels, digits.validation.labels)


def test_validation_is_held_out_before(tmp_path):
    x = np.arange(100, dtype=np.float32)[:, None]
    np.savez(tmp_path / "set.npz", x_train=x, y_train=np.arange(100) % 4)
    source = Component("arrays", {"path": str(tmp_path / "set.npz")})
    dataset = load_dataset(source, validation=0.2, class_counts={"2": 3}, seed=1)
    np.testing.assert_array_equal(np.bincount(dataset.validation.labels), 5)
    np.testing.assert_array_equal(np.bincount(dataset.train.labels), [20, 20, 3, 20])


def test_seeded_nested_and_class_by_class(digits):
    many, few, other = (
        kept(with_class_counts(digits, counts, seed), 3)
        for counts, seed in [({"3": 40}, 0), ({"3": 9, "1": 5}, 0), ({"3": 40}, 1)]
    )
    assert few < many
    assert many != other
    assert with_class_counts(digits, {}, 0) is digits


@pytest.mark.parametrize(
    ("counts", "message", "path"),
    [
        ({"three": 5}, "no such class; the classes are 0, 1, 2", ("class_counts", "three")),
        ({"3": 999}, "class '3' has 1.. training examples. Received: 999", ("class_counts", "3")),
    ],
)
def test_what_is_refused(digits, counts, message, path):
    with pytest.raises(ComponentError, match=message) as caught:
        with_class_counts(digits, counts, 0)
    assert caught.value.path == path
