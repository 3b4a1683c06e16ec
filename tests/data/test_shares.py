"""How many examples are held out, kept or drawn: counts by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from suite.data.dataset import Split, stratified_rows
from suite.data.folds import fold_numbers
from suite.data.limit import drawn
from suite.data.targets import random_rows

# Examples of each class, share -> held out of each: round(share n), at least 1, never all.
STRATIFIED = [
    ((10, 10), 0.1, (1, 1)),
    ((10, 20), 0.25, (2, 5)),
    ((4, 6), 0.5, (2, 3)),
    ((2, 2), 0.01, (1, 1)),
    ((2, 3), 0.99, (1, 2)),
    ((1, 4), 0.5, (0, 2)),
    ((1, 1), 0.5, (0, 0)),
    ((5, 0, 5), 0.2, (1, 0, 1)),
    ((3,), 0.5, (2,)),
]


@pytest.mark.parametrize(("counts", "share", "held"), STRATIFIED)
def test_of_every_class_the_same_share(counts, share, held):
    labels = np.repeat(np.arange(len(counts)), counts)
    kept, out = stratified_rows(labels, share, seed=3)
    assert np.bincount(labels[out], minlength=len(counts)).tolist() == list(held)
    assert sorted([*kept, *out]) == list(range(len(labels)))
    assert np.all(np.diff(kept) > 0)
    assert np.all(np.diff(out) > 0)


# Examples, share -> held out.
AT_RANDOM = [(2, 0.1, 1), (2, 0.9, 1), (10, 0.25, 2), (10, 0.35, 4), (10, 0.01, 1), (10, 0.99, 9)]


@pytest.mark.parametrize(("count", "share", "held"), AT_RANDOM)
def test_without_classes_a_share_of_all(count, share, held):
    kept, out = random_rows(count, share, seed=5)
    assert (len(kept), len(out)) == (count - held, held)
    assert sorted([*kept, *out]) == list(range(count))


def test_the_seed_decides():
    assert random_rows(50, 0.5, 1)[0].tolist() == random_rows(50, 0.5, 1)[0].tolist()
    assert random_rows(50, 0.5, 1)[0].tolist() != random_rows(50, 0.5, 2)[0].tolist()


# Examples of each class, limit -> classes of what is drawn, as far as they are certain.
LIMITS = [
    ((5, 5), 1, 1),
    ((5, 5), 2, 2),
    ((98, 1, 1), 3, 3),
    ((98, 1, 1), 10, 3),
    ((1, 1, 1, 1), 2, 2),
    ((3, 3), 6, 2),
]


@pytest.mark.parametrize(("counts", "limit", "classes"), LIMITS)
def test_as_far_as_it_goes_every_class_keeps_an_example(counts, limit, classes):
    labels = np.repeat(np.arange(len(counts)), counts)
    rows = drawn(Split(np.zeros((len(labels), 1), np.uint8), labels), limit, [0])
    assert len(rows) == len(set(rows)) == limit
    assert np.all(np.diff(rows) > 0)
    assert len(set(labels[rows])) == classes


def test_a_smaller_limit_draws_from_what_a_larger_one_draws():
    split = Split(np.zeros((60, 1), np.uint8), np.arange(60) % 3)
    sizes = [set(drawn(split, limit, [7]).tolist()) for limit in (5, 10, 30, 60)]
    assert all(small < large for small, large in itertools.pairwise(sizes))


def test_of_real_targets_any_are_drawn():
    split = Split(np.zeros((9, 1), np.uint8), np.arange(9.0)[:, None])
    assert len(drawn(split, 4, [0])) == 4


@pytest.mark.parametrize("folds", [2, 3, 5, 10])
@pytest.mark.parametrize("counts", [(10, 10), (7, 13, 1), (40,), (2, 2, 2, 2)])
def test_folds_differ_by_one_at_most_in_each_class_and_in_all(counts, folds):
    labels = np.repeat(np.arange(len(counts)), counts)
    numbers = fold_numbers(labels, folds, seed=1)
    assert set(numbers) <= set(range(folds))
    for rows in [np.arange(len(labels)), *(np.flatnonzero(labels == one) for one in set(labels))]:
        sizes = np.bincount(numbers[rows], minlength=folds)
        assert sizes.max() - sizes.min() <= 1
