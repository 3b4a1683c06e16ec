"""A selection of the rows of a memory map, read only when asked for."""

from __future__ import annotations

import numpy as np

from suite.data.files.streaming.streamed import Streamed


class Rows:
    """Chosen rows of an array, without copying them.

    NumPy's own `array[rows]` copies; on a memory map of a large image set that would read all of
    it into memory. `Rows` keeps the indices and reads what is asked for.

    Args:
        array: the memory map, of shape (N, ...).
        rows: integer indices into its first axis, of shape (M,).

    Example:
        >>> rows = Rows(np.arange(10) ** 2, np.array([3, 4, 9]))
        >>> len(rows), rows[1:].tolist()
        (3, [16, 81])
    """

    def __init__(self, array: np.ndarray, rows: np.ndarray):
        self.array = array
        self.rows = rows

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self.rows), *self.array.shape[1:])

    @property
    def ndim(self) -> int:
        return self.array.ndim

    @property
    def dtype(self) -> np.dtype:
        return self.array.dtype

    @property
    def nbytes(self) -> int:
        return int(np.prod(self.shape, dtype=np.int64)) * self.dtype.itemsize

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, key: slice | np.ndarray | int) -> np.ndarray:
        return np.asarray(self.array[self.rows[key]])

    def __array__(self, dtype: np.dtype | None = None, copy: bool | None = None) -> np.ndarray:
        if copy is False:
            raise ValueError("rows of a memory map cannot become an array without a copy")
        return np.asarray(self.array[self.rows], dtype=dtype)


# What a split's inputs may be.
Inputs = np.ndarray | Rows | Streamed


def some_of(inputs: Inputs, size: int) -> Inputs:
    """Streamed samples of so many bytes, drawn at random, that stand for all; other inputs whole.

    Args:
        inputs: of a split.
        size: in bytes.

    Example:
        >>> some_of(np.arange(4), 8).tolist()
        [0, 1, 2, 3]
    """
    return inputs.sample(size) if isinstance(inputs, Streamed) else inputs


def take(array: Inputs, rows: np.ndarray) -> Inputs:
    """The given rows: a copy of an array in memory, a `Rows` of a memory map, streamed samples."""
    if isinstance(array, Streamed):
        return array.subset(rows)
    if isinstance(array, Rows):
        return Rows(array.array, array.rows[rows])
    if isinstance(array, np.memmap):
        return Rows(array, rows)
    taken: np.ndarray = array[rows]
    return taken
