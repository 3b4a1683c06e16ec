from __future__ import annotations

import numpy as np
import pytest

from suite.data.batches.order import index_batches


def taken(dataset, count):
    steps, rows = zip(*dataset.take(count).as_numpy_iterator(), strict=True)
    return list(steps), np.stack(rows)


def test_every_epoch_is_a_permutation_of_its_own_without_the_remainder():
    steps, rows = taken(index_batches(23, 5, seed=7), 12)
    assert steps == list(range(12))
    epochs = rows.reshape(3, 20)
    for epoch in epochs:
        assert len(set(epoch)) == 20
        assert set(epoch) <= set(range(23))
    assert not np.array_equal(epochs[0], epochs[1])
    assert len(set(map(frozenset, epochs))) > 1  # the dropped remainder varies


@pytest.mark.parametrize("first_step", [1, 4, 5, 11])
def test_starting_at_a_step_is_skipping_to_it(first_step):
    steps, rows = taken(index_batches(23, 5, seed=7), 20)
    late_steps, late_rows = taken(index_batches(23, 5, seed=7, first_step=first_step), 6)
    assert late_steps == steps[first_step : first_step + 6]
    np.testing.assert_array_equal(late_rows, rows[first_step : first_step + 6])


def test_the_seed_decides_the_order():
    one, two = (taken(index_batches(100, 10, seed), 10)[1] for seed in (1, 2))
    assert not np.array_equal(one, two)


def test_without_shuffling_every_epoch_is_in_order():
    _, rows = taken(index_batches(7, 3, seed=0, shuffle=False), 4)
    np.testing.assert_array_equal(rows, [[0, 1, 2], [3, 4, 5]] * 2)


def test_positions_are_uniform():
    rows = np.stack([r for _, r in index_batches(5, 5, seed=0).take(2000).as_numpy_iterator()])
    counts = np.stack([np.bincount(rows[:, place], minlength=5) for place in range(5)])
    assert np.abs(counts - 400).max() < 5 * np.sqrt(2000 * 0.2 * 0.8)
