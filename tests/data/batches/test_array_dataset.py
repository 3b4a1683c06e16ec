"""Arrays as `suite.fit` reads them."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

from suite.data.batches.array_dataset import array_dataset
from suite.data.batches.reader import reader
from suite.errors import UserError

X = np.arange(22.0, dtype="float32").reshape(11, 2)


def epoch_of(adapter: ArrayDataAdapter, seed: int | None, epoch: int = 0) -> list[tuple]:
    variable = tf.Variable(epoch, dtype=tf.int64)
    return list(array_dataset(adapter, seed, variable).as_numpy_iterator())


def adapter(shuffle: bool | str = True, **arrays) -> ArrayDataAdapter:
    given = {"x": X, "y": np.arange(11), **arrays}
    return ArrayDataAdapter(**given, batch_size=4, shuffle=shuffle)


def test_a_permutation_is_a_function_of_seed_and_epoch_and_leaves_nothing_out():
    orders = [np.concatenate([y for _, y in epoch_of(adapter(), 1, epoch)]) for epoch in (0, 1, 0)]
    assert [len(y) for _, y in epoch_of(adapter(), 1)] == [4, 4, 3]
    np.testing.assert_array_equal(orders[0], orders[2])
    assert not np.array_equal(orders[0], orders[1])
    for order in orders:
        np.testing.assert_array_equal(np.sort(order), np.arange(11))


@pytest.mark.parametrize("seed", [None, 3])
def test_arrays_stay_together(seed):
    for x, y, weight in epoch_of(adapter(sample_weight=np.arange(11) / 2), seed):
        np.testing.assert_array_equal(x[:, 0], 2 * y)
        np.testing.assert_array_equal(weight, y / 2)


def test_a_dict_with_something_absent_keeps_its_structure():
    batch = epoch_of(adapter(False, x={"a": X, "b": None}), None)[0]
    np.testing.assert_array_equal(batch[0]["a"], X[:4])
    assert batch[0]["b"] is None


def test_what_does_not_fit_into_memory_is_read_row_by_row(monkeypatch, tmp_path):
    monkeypatch.setattr("suite.data.batches.reader.memory_bytes", lambda: 100)
    mapped = np.memmap(tmp_path / "x", "float32", "w+", shape=X.shape)
    mapped[:] = X
    read = []
    monkeypatch.setattr(
        "suite.data.batches.array_dataset.reader", lambda array: read.append(array) or reader(array)
    )
    found = np.concatenate([x for x, _ in epoch_of(adapter(False, x=mapped), None)])
    np.testing.assert_array_equal(found, X)
    assert read[0] is mapped


def test_shuffled_batches_have_no_seed_of_their_own():
    with pytest.raises(UserError, match="leave `seed` out"):
        epoch_of(adapter("batch"), 1)
