"""What is spoilt in the data of the public faults, and what is not."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.doctor.public.arrays import splits
from benchmarks.doctor.public.spoiling import SPOILINGS


def spoilt(mistake, amount=1.0, of="gray"):
    whole = splits(of, 400)
    return whole, SPOILINGS[mistake](whole, amount, np.random.default_rng(1))


def test_splits_share_no_row():
    rows = [x.reshape(len(x), -1) for x, _ in splits("table", 400).values()]
    assert [len(part) for part in rows] == [400, 100, 200]
    assert len(np.unique(np.concatenate(rows), axis=0)) == 700


def test_digits_have_the_form_of_mnist():
    x, y = splits("gray", 400)["training"]
    assert (x.shape, x.dtype, x.max()) == ((400, 28, 28, 1), np.uint8, 254)
    assert set(y) == set(range(10))


@pytest.mark.parametrize("mistake", ["unseen inverted", "unseen noise", "unseen scaled"])
def test_a_shift_leaves_one_side_as_it_is(mistake):
    whole, found = spoilt(mistake, 0.5)
    same = [np.array_equal(whole[part][0], found[part][0]) for part in whole]
    assert same in ([True, False, False], [False, True, True])


def test_renamed_classes_are_a_permutation():
    whole, found = spoilt("renamed classes")
    pairs = set(zip(whole["validation"][1], found["validation"][1], strict=True))
    assert len(pairs) == 10
    assert sum(one == other for one, other in pairs) <= 2
    assert np.array_equal(whole["training"][1], found["training"][1])


def test_conflicting_copies_have_another_label():
    _, found = spoilt("conflicting", 0.5)
    x, y = found["training"]
    assert len(y) == 600
    for image, label in zip(x[400:], y[400:], strict=True):
        (row,) = np.flatnonzero((x[:400] == image).all(axis=(1, 2, 3)))
        assert y[row] != label


def test_shuffled_labels_keep_their_histogram():
    whole, found = spoilt("shuffled labels")
    one, other = whole["training"][1], found["training"][1]
    assert np.array_equal(np.bincount(one), np.bincount(other))
    assert np.mean(one == other) < 0.2


def test_uneven_classes():
    _, found = spoilt("uneven", 5)
    counts = np.bincount(found["training"][1])
    assert counts[0] == pytest.approx(5 * counts[1], abs=3)
    assert len(set(counts[1:])) == 1


def test_the_target_column_gives_it_away_but_not_in_the_test():
    _, found = spoilt("target column", 0.01, of="table")
    told = {part: np.mean(np.round(x[:, -1]) == y) for part, (x, y) in found.items()}
    assert told["training"] == told["validation"] == 1.0
    assert told["test"] < 0.5


def test_what_is_spoilt_is_a_copy():
    whole = splits("gray", 400)
    before = {part: x.copy() for part, (x, _) in whole.items()}
    for mistake in ("blank", "outlier", "wide column", "unseen inverted"):
        SPOILINGS[mistake](whole, 0.5, np.random.default_rng(1))
    assert all(np.array_equal(before[part], whole[part][0]) for part in before)
