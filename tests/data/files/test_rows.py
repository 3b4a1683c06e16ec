from __future__ import annotations

import numpy as np
import pytest

from suite.data.files.rows import Rows, take


@pytest.fixture
def memory_map(tmp_path):
    values = np.arange(24, dtype=np.float32).reshape(6, 2, 2)
    np.save(tmp_path / "a.npy", values)
    return np.load(tmp_path / "a.npy", mmap_mode="r"), values


def test_rows_are_the_selected_rows_of_a_memory_map(memory_map):
    mapped, values = memory_map
    order = np.array([5, 0, 3])
    rows = take(mapped, order)
    assert isinstance(rows, Rows)
    expected = values[order]
    assert (len(rows), rows.shape, rows.ndim) == (3, (3, 2, 2), 3)
    assert (rows.dtype, rows.nbytes) == (np.float32, expected.nbytes)
    np.testing.assert_array_equal(rows, expected)
    np.testing.assert_array_equal(rows[1:], expected[1:])
    np.testing.assert_array_equal(rows[np.array([2, 2])], expected[[2, 2]])
    np.testing.assert_array_equal(take(rows, np.array([1])), values[[0]])


def test_arrays_in_memory_are_copied(memory_map):
    _, values = memory_map
    taken = take(values, np.array([1, 4]))
    assert type(taken) is np.ndarray
    np.testing.assert_array_equal(taken, values[[1, 4]])


def test_rows_refuse_to_become_an_array_without_a_copy(memory_map):
    with pytest.raises(ValueError, match="without a copy"):
        Rows(memory_map[0], np.arange(2)).__array__(copy=False)
