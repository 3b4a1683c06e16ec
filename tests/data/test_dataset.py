from __future__ import annotations

import numpy as np
import pytest

from suite.data import dataset as module
from suite.data.dataset import Dataset, Split, check_finite, stratified_rows
from suite.errors import UserError


def split(count=6, shape=(2, 2, 1), dtype=np.uint8, labels=None):
    labels = np.arange(count) % 2 if labels is None else labels
    return Split(np.zeros((count, *shape), dtype), labels)


def make(train, validation=None, test=None, class_names=("a", "b")):
    return Dataset("set", train, validation, test, class_names)


def test_a_dataset_knows_its_shape_classes_and_splits():
    dataset = make(split(), test=split(2))
    assert dataset.input_shape == (2, 2, 1)
    assert dataset.classes == 2
    assert {name: len(part) for name, part in dataset.splits.items()} == {"training": 6, "test": 2}
    assert dataset.train.labels.dtype == np.int32


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"train": split(0)}, "training split: no examples"),
        ({"train": Split(np.zeros((3, 2), np.float32), [0, 1])}, "3 inputs, but 2 labels"),
        (
            {"train": split(), "test": split(shape=(3, 3, 1))},
            r"test split.*\(3, 3, 1\).*\(2, 2, 1\)",
        ),
        ({"train": split(dtype=np.int64)}, "uint8 or float32, not int64"),
        ({"train": split(), "test": split(dtype=np.float32)}, "float32, but the training.*uint8"),
        ({"train": split(3, labels=[1, 1, 1])}, "all 3 training examples belong to one class, 'b'"),
        ({"train": split(3, labels=[0, 0, 0]), "class_names": ("a",)}, "one class, 'a'"),
        (
            {"train": split(), "validation": split(3, labels=[0, 2, -1])},
            "validation split: 2 labels out of range, the first at index 1: 2.*must be 0 to 1",
        ),
    ],
)
def test_what_cannot_be_trained_on_is_refused(parts, message):
    with pytest.raises(UserError, match=message):
        make(**parts)


@pytest.mark.parametrize("chunk_bytes", [1, 64, 2**20])
def test_nan_and_infinity_are_counted_and_located(monkeypatch, chunk_bytes):
    monkeypatch.setattr(module, "CHUNK_BYTES", chunk_bytes)
    values = np.zeros((5, 2, 3), np.float32)
    dataset = make(split(shape=(2, 3), dtype=np.float32), test=Split(values, [0, 1, 0, 1, 0]))
    check_finite(dataset)
    values[3, 1, 2], values[4, 0, 0], values[4, 0, 1] = np.nan, np.inf, -np.inf
    with pytest.raises(
        UserError, match=r"test split: 1 NaN and 2 infinite values .* first at index \(3, 1, 2\)"
    ):
        check_finite(dataset)


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.99])
def test_held_out_rows_are_the_same_share_of_every_class(share):
    labels = np.repeat([0, 1, 2, 3], [100, 40, 2, 1])
    kept, held = stratified_rows(labels, share, seed=3)
    np.testing.assert_array_equal(np.sort(np.concatenate([kept, held])), np.arange(143))
    counts = np.bincount(labels[held], minlength=4)
    expected = [min(max(1, round(share * n)), n - 1) for n in (100, 40, 2, 1)]
    np.testing.assert_array_equal(counts, expected)


def test_the_seed_alone_decides_which_rows_are_held_out():
    labels = np.arange(200) % 4
    first, again, other = (stratified_rows(labels, 0.2, seed)[1] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("value", [2**32, -(2**40), 0.5, np.nan, np.inf])
def test_a_label_that_is_no_class_number_is_none_after_the_cast(value):
    labels = np.array([0, 1, value])
    with pytest.raises(UserError, match=r"must be class numbers, but that of row 2 is"):
        Split(np.zeros((3, 2), np.uint8), labels)
    assert Split(np.zeros((2, 2), np.uint8), labels[:2]).labels.dtype == np.int32
