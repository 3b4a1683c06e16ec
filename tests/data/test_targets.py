"""Targets that are no classes: checked, held out, dealt into folds and batched."""

from __future__ import annotations

import numpy as np
import pytest

from suite.catalog import Component
from suite.data import Pipeline, load_dataset
from suite.data.augmentation.mixup import Mixup
from suite.data.classes.class_weights import class_weights
from suite.data.dataset import Dataset, Split
from suite.errors import UserError

X = np.arange(20, dtype=np.float32).reshape(10, 2)
VALUES = np.linspace(-1, 1, 10, dtype=np.float32)[:, None]
LABELS = (np.arange(30).reshape(10, 3) % 2).astype(np.float32)


def make(rows, targets, names=None, **splits):
    names = names or tuple(str(number) for number in range(rows.shape[-1]))
    parts = {"validation": None, "test": None, **splits}
    return Dataset("set", Split(X, rows), **parts, class_names=names, targets=targets)


def saved(tmp_path, y, **arguments) -> Dataset:
    np.savez(tmp_path / "a.npz", x=X, y=y)
    return load_dataset(Component("arrays", {"path": str(tmp_path / "a.npz"), **arguments}))


@pytest.mark.parametrize(
    ("rows", "targets", "names", "message"),
    [
        (np.where(VALUES > 0.9, np.nan, VALUES), "values", None, "not a finite number.*index 9"),
        (np.where(VALUES > 0.9, np.inf, VALUES), "values", None, "index 9: inf"),
        (LABELS + 1, "labels", None, "what is not 0 or 1, the first at index 0: 2"),
        (VALUES, "labels", None, "not 0 or 1"),
        (LABELS, "labels", ("a", "b"), "there are 2 names of labels"),
        (VALUES[:, 0], "values", ("a",), "real targets are a matrix"),
        (np.zeros(10), "values", ("a",), "must be of shape"),
        (LABELS, "classes", None, "says so by Dataset"),
    ],
)
def test_wrong_targets_are_refused(rows, targets, names, message):
    with pytest.raises(UserError, match=message):
        make(rows, targets, names)


def test_a_column_of_class_numbers_is_taken_as_before():
    dataset = make(np.arange(10)[:, None] % 2, "classes", ("a", "b"))
    assert dataset.train.labels.shape == (10,)
    assert dataset.train.labels.dtype == np.int32


@pytest.mark.parametrize("y", [VALUES, VALUES[:, 0], VALUES[:, 0] * 100])
def test_arrays_of_values(tmp_path, y):
    dataset = saved(tmp_path, y, targets="values", class_names=["price"])
    assert dataset.class_names == ("price",)
    np.testing.assert_array_equal(dataset.train.labels[:, 0], y.reshape(-1))


def test_arrays_of_labels(tmp_path):
    dataset = saved(tmp_path, LABELS.astype(bool), targets="labels")
    assert (dataset.targets, dataset.class_names) == ("labels", ("0", "1", "2"))
    np.testing.assert_array_equal(dataset.train.labels, LABELS)


@pytest.mark.parametrize(
    ("y", "remedy"), [(VALUES[:, 0], "targets: values"), (LABELS, "data.targets to labels")]
)
def test_arrays_that_are_no_classes_say_what_to_do(tmp_path, y, remedy):
    with pytest.raises(UserError, match=remedy):
        saved(tmp_path, y)


@pytest.mark.parametrize(("rows", "targets"), [(VALUES, "values"), (LABELS, "labels")])
def test_a_share_is_held_out_at_random(tmp_path, rows, targets):
    np.savez(tmp_path / "a.npz", x=X, y=rows)
    source = Component("arrays", {"path": str(tmp_path / "a.npz"), "targets": targets})
    dataset = load_dataset(source, validation=0.2, seed=1)
    assert [len(split) for split in dataset.splits.values()] == [8, 2]
    both = np.concatenate([dataset.train.labels, dataset.validation.labels])
    np.testing.assert_array_equal(np.sort(both, axis=0), np.sort(rows, axis=0))
    again = load_dataset(source, validation=0.2, seed=1)
    np.testing.assert_array_equal(again.validation.inputs, dataset.validation.inputs)
    parts = [load_dataset(source, fold=(index, 5)).validation.inputs for index in range(5)]
    assert [len(part) for part in parts] == [2] * 5
    np.testing.assert_array_equal(np.sort(np.concatenate(parts), axis=0), X)
    with pytest.raises(UserError, match="too few for 11 folds"):
        load_dataset(source, fold=(0, 11))


def test_batches_hold_the_rows_of_their_inputs():
    for dataset in (make(VALUES, "values"), make(LABELS, "labels")):
        x, y = next(iter(Pipeline(dataset, 5).training()))
        rows = [int(row[0]) // 2 for row in x.numpy()]
        np.testing.assert_array_equal(y.numpy(), dataset.train.labels[rows])
        assert y.dtype == "float32"


def test_mixup_blends_values_as_it_blends_inputs():
    dataset = make(X.sum(axis=1, keepdims=True), "values")
    x, y = next(iter(Pipeline(dataset, 10, [Mixup(1.0)]).training()))
    np.testing.assert_allclose(y.numpy()[:, 0], x.numpy().sum(axis=1), rtol=1e-5)


def test_yes_and_no_come_as_a_column_and_keep_their_weights():
    dataset = make(np.arange(10) % 2, "classes", ("a", "b"))
    weights = class_weights({"b": 3.0}, dataset)
    pipeline = Pipeline(dataset, 10, yes_no=True, class_weights=weights)
    x, y, w = next(iter(pipeline.training()))
    numbers = dataset.train.labels[[int(row[0]) // 2 for row in x.numpy()]]
    np.testing.assert_array_equal(y.numpy(), numbers[:, None].astype(np.float32))
    np.testing.assert_array_equal(w.numpy(), np.where(numbers == 1, 3.0, 1.0))
