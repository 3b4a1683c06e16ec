"""Epochs in which every class is drawn equally often."""

from __future__ import annotations

import functools

import numpy as np
import pytest
import tensorflow as tf

from suite.data.batches.order import index_batches
from suite.data.classes.balanced_rows import balanced_rows

LABELS = np.repeat([0, 1, 3], [50, 3, 10])  # no example of class 2
COUNT = 62


@functools.cache
def epochs(number=400, seed=7, count=COUNT):
    rows = balanced_rows(LABELS, count, seed)
    return np.stack(list(tf.data.Dataset.range(number).map(rows).as_numpy_iterator()))


def epoch(number, seed=7):
    return epochs(seed=seed)[number]


def test_every_class_that_occurs_is_drawn_equally_often():
    for number in range(20):
        counts = np.bincount(LABELS[epoch(number)], minlength=4)
        assert sorted(counts) == [0, 20, 21, 21]
        assert counts[2] == 0


def test_the_draws_that_are_left_over_go_round():
    rare = [(LABELS[rows] == 1).sum() == 20 for rows in epochs()]
    assert abs(np.mean(rare) - 1 / 3) < 5 * np.sqrt(2 / 9 / 400)


def test_a_class_is_drawn_by_whole_permutations():
    for number in range(10):
        times = np.bincount(epoch(number), minlength=len(LABELS))
        assert times[:50].max() == 1  # 20 or 21 of 50
        assert set(times[50:53]) <= {6, 7}  # of three
        assert set(times[53:]) <= {2, 3}  # of ten


def test_each_epoch_takes_other_examples_of_a_frequent_class():
    drawn = np.stack([np.bincount(rows, minlength=63)[:50] for rows in epochs()])
    share = drawn.mean(axis=0)
    assert np.abs(share - 62 / 3 / 50).max() < 5 * np.sqrt(0.41 * 0.59 / 400)


def test_the_order_mixes_the_classes():
    first = LABELS[epochs()][:, :10]
    assert np.abs((first == 1).mean(axis=0) - 1 / 3).max() < 5 * np.sqrt(2 / 9 / 400)


def test_seed_and_epoch_decide():
    alone = balanced_rows(LABELS, COUNT, 7)(tf.constant(3, tf.int64))
    np.testing.assert_array_equal(epoch(3), alone)
    assert not np.array_equal(epoch(3), epoch(4))
    assert not np.array_equal(epoch(3), epoch(3, seed=8))


@pytest.mark.parametrize("first_step", [1, 6, 7, 13])
def test_starting_at_a_step_is_skipping_to_it(first_step):
    def taken(first, count):
        stream = index_batches(63, 10, 7, first, balanced_by=LABELS)
        return list(stream.take(count).as_numpy_iterator())

    whole, late = taken(0, 20), taken(first_step, 6)
    for (step, rows), (late_step, late_rows) in zip(whole[first_step:], late, strict=False):
        assert step == late_step
        np.testing.assert_array_equal(rows, late_rows)
    rows = np.concatenate([rows for _, rows in whole[:6]])
    assert sorted(np.bincount(LABELS[rows])) == [0, 20, 20, 20]


def test_fewer_draws_than_classes():
    assert len(set(LABELS[epochs(9, count=2)[4]])) == 2
