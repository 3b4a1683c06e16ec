"""Streamed inputs look like the array that they are read from."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.data.batches.reader import is_in_memory, reader
from suite.data.dataset import Split
from suite.data.files.rows import take
from suite.data.files.streaming.streamed import Streamed
from suite.errors import UserError

_SOURCE = np.random.default_rng(0).integers(0, 255, (50, 3, 2, 1), np.uint8)


class _FromArray(Streamed):
    """Samples of `_SOURCE`; number 13 cannot be read."""

    def read(self, numbers):
        if 13 in numbers:
            raise UserError("sample 13 cannot be read")
        return _SOURCE[numbers]

    def digest(self):
        return "an array"


def _streamed() -> _FromArray:
    return _FromArray(_SOURCE.shape[1:], _SOURCE.dtype, np.arange(50))


@pytest.mark.parametrize("key", [3, -1, slice(4, 12, 3), np.array([7, 2, 7])])
def test_is_indexed_as_the_array(key):
    part = np.array([40, 3, 30, 5, 6, 7, 8, 9, 10, 11, 12, 14])
    chosen = take(_streamed(), part)
    assert np.array_equal(chosen[key], _SOURCE[part][key])


def test_a_split_knows_shape_and_size_without_reading():
    split = Split(_streamed(), np.arange(50) % 2).subset(np.array([13, 4]))
    assert split.inputs.shape == (2, 3, 2, 1)
    assert (split.inputs.nbytes, split.inputs.ndim, len(split)) == (12, 4, 2)
    assert not is_in_memory(split.inputs)


def test_the_reader_gives_rows_inside_tf_data():
    read = reader(_streamed().subset(np.arange(20, 40)))
    rows = tf.data.Dataset.range(20).batch(5).map(read, num_parallel_calls=3)
    got = np.concatenate(list(rows.as_numpy_iterator()))
    assert np.array_equal(got, _SOURCE[20:40])
    assert rows.element_spec.shape.as_list() == [None, 3, 2, 1]


def test_what_fails_inside_tf_data_is_kept_for_whoever_asks():
    whole = _streamed()
    rows = tf.data.Dataset.range(12, 14).batch(2).map(reader(whole.subset(np.arange(20))))
    with pytest.raises(tf.errors.OpError):
        next(iter(rows))
    assert [str(one) for one in whole.failures] == ["sample 13 cannot be read"]


def test_a_sample_stands_for_all_and_is_the_same_each_time():
    first, second = _streamed().sample(60), _streamed().sample(60)
    assert np.array_equal(first.numbers, second.numbers)
    assert len(set(first.numbers)) == 10
    assert len(_streamed().sample(301)) == 50


def test_all_of_it_as_one_array_is_refused():
    with pytest.raises(TypeError, match="50 streamed samples"):
        np.asarray(_streamed())
