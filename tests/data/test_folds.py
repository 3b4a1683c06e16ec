"""K-fold cross-validation: which examples validate."""

from __future__ import annotations

import numpy as np
import pytest

from suite.catalog import Component
from suite.data import Dataset, Split, load_dataset
from suite.data.folds import fold_numbers, take_fold
from suite.errors import UserError


def dataset(train=20, validation=10, classes=3):
    """Inputs that tell which example they are."""
    total = train + validation
    inputs = np.arange(total, dtype="float32")[:, None]
    labels = np.random.default_rng(0).permutation(np.arange(total) % classes)
    splits = [Split(inputs[:train], labels[:train]), Split(inputs[train:], labels[train:])]
    held = splits[1] if validation else None
    names = tuple("abcdefgh"[:classes])
    return Dataset("made", splits[0], held, Split(inputs[:2], labels[:2]), names)


def numbers(split):
    return set(split.inputs[:, 0].astype(int).tolist())


@pytest.mark.parametrize("folds", [2, 3, 5, 7])
@pytest.mark.parametrize("seed", [0, 1])
def test_folds_are_equal_and_stratified(folds, seed):
    labels = np.random.default_rng(seed).integers(0, 4, 101)
    found = fold_numbers(labels, folds, seed)
    sizes = np.bincount(found, minlength=folds)
    assert np.ptp(sizes) <= 1
    for label in range(4):
        assert np.ptp(np.bincount(found[labels == label], minlength=folds)) <= 1
    assert (found == fold_numbers(labels, folds, seed)).all()
    assert (found != fold_numbers(labels, folds, seed + 1)).any()


def test_each_example_validates_once_and_trains_otherwise():
    whole = dataset()
    parts = [take_fold(whole, index, 4, seed=3) for index in range(4)]
    held = [numbers(part.validation) for part in parts]
    assert set.union(*held) == set(range(30))
    assert sum(map(len, held)) == 30
    for part, mine in zip(parts, held, strict=True):
        assert numbers(part.train) == set(range(30)) - mine
        assert part.test is whole.test
        labels = dict(zip(whole.train.inputs[:, 0], whole.train.labels, strict=True))
        for x, y in zip(part.train.inputs[:, 0], part.train.labels, strict=True):
            assert labels.get(x, y) == y


def test_without_a_validation_set_of_its_own():
    part = take_fold(dataset(validation=0), 1, 5, seed=0)
    assert (len(part.train), len(part.validation)) == (16, 4)


def test_too_few_examples_of_a_class():
    with pytest.raises(UserError, match=r"class '[a-c]' has 10 examples, too few for 11 folds"):
        take_fold(dataset(), 0, 11, seed=0)


def test_a_memory_map_is_not_read(tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((12, 2), "float32"))
    inputs = np.load(tmp_path / "x.npy", mmap_mode="r")
    whole = Dataset("made", Split(inputs, np.arange(12) % 2), None, None, ("a", "b"))
    part = take_fold(whole, 0, 3, seed=0)
    assert part.train.inputs.array is inputs


def test_in_place_of_the_validation_share():
    parts = [
        load_dataset(Component("digits"), validation=0.1, fold=(index, 5), seed=0)
        for index in range(5)
    ]
    assert [len(part.validation) for part in parts] == [287, 287, 287, 286, 286]
    assert {len(part.train) + len(part.validation) for part in parts} == {1252 + 181}
    assert {len(part.test) for part in parts} == {364}


def test_a_class_of_one_example_has_no_folds():
    labels = np.array([0] * 5 + [1])
    inputs = np.zeros((6, 2), "float32")
    rare = Dataset("made", Split(inputs, labels), None, None, ("a", "b"))
    with pytest.raises(
        UserError, match=r"class 'b' has 1 example, too few for 3 folds\. Folds need"
    ):
        take_fold(rare, 0, 3, seed=0)
    pair = Dataset("made", Split(inputs, np.array([0] * 4 + [1] * 2)), None, None, ("a", "b"))
    with pytest.raises(
        UserError, match=r"has 2 examples, too few for 3 folds\. Take at most 2 fol"
    ):
        take_fold(pair, 0, 3, seed=0)
