"""Chosen rows inside a pipeline: from a tensor, from a memory map, from a selection of one."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.data.batches import reader as module
from suite.data.batches.reader import reader
from suite.data.files.rows import Rows

ARRAY = np.arange(24, dtype=np.float32).reshape(6, 2, 2)


@pytest.fixture(params=["in memory", "beyond memory"])
def room(request, monkeypatch):
    """Whether the array is small for this machine."""
    if request.param == "beyond memory":
        monkeypatch.setattr(module, "memory_bytes", lambda: 4)
    return request.param


@pytest.mark.parametrize("rows", [[0], [5, 0, 5], [], [3, 2, 1]])
def test_the_rows_that_are_asked_for(room, rows):
    found = reader(ARRAY)(tf.constant(rows, tf.int32))
    assert found.shape == (len(rows), 2, 2)
    np.testing.assert_array_equal(found, ARRAY[rows])


def test_the_shape_is_known_while_tracing(room):
    stream = tf.data.Dataset.from_tensor_slices(np.array([[0, 1], [2, 3]])).map(reader(ARRAY))
    assert stream.element_spec.shape == (2, 2, 2)
    assert stream.element_spec.dtype == tf.float32


def test_a_selection_of_a_memory_map(room, tmp_path):
    np.save(tmp_path / "a.npy", ARRAY)
    chosen = Rows(np.load(tmp_path / "a.npy", mmap_mode="r"), np.array([5, 3, 1]))
    np.testing.assert_array_equal(reader(chosen)(tf.constant([2, 0])), ARRAY[[1, 5]])


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.float32])
def test_the_type_is_kept(room, dtype):
    assert reader(ARRAY.astype(dtype))(tf.constant([1])).numpy().dtype == dtype


def test_beyond_memory_nothing_becomes_a_tensor(monkeypatch):
    monkeypatch.setattr(module, "memory_bytes", lambda: 4 * ARRAY.nbytes - 1)
    monkeypatch.setattr(tf, "convert_to_tensor", lambda array: pytest.fail("copied"))
    reader(ARRAY)
