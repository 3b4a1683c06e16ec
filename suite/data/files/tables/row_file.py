"""Rows of a table in a file of their own, of which any can be read at once."""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
from pathlib import Path

import numpy as np

from suite.data.digest import DIGITS
from suite.data.files.streaming.streamed import Streamed
from suite.data.files.tables.features import Features
from suite.errors import UserError

_CELL = np.dtype("<f4")
_TOUCHED = 1024  # rows, after which pages are given back: of at most 64 MB


class RowWriter:
    """Keeps the rows of a split in a file.

    Args:
        path: of the file, made anew.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.columns = 0

    def begin(self, columns: int) -> None:
        """The first row follows, perhaps once more; each of so many cells."""
        self.columns = columns
        self.path.write_bytes(b"")

    def add(self, kept: np.ndarray) -> None:
        """Some rows, float32."""
        with self.path.open("ab") as file:
            file.write(np.ascontiguousarray(kept, _CELL).data)


class RowList:
    """Keeps the rows of a split in memory."""

    def __init__(self) -> None:
        self._parts: list[np.ndarray] = []

    def begin(self, columns: int) -> None:
        """The first row follows, perhaps once more."""
        self._parts = [np.zeros((0, columns), np.float32)]

    def add(self, kept: np.ndarray) -> None:
        """Some rows, float32."""
        self._parts.append(kept)

    def inputs(self, features: Features) -> np.ndarray:
        """All of them, as inputs of a model."""
        return np.concatenate([features(part) for part in self._parts])


class StreamedRows(Streamed):
    """The rows of a table that stay in their file.

    Args:
        path: of the file, as `RowWriter` makes it, which stays as it is.
        columns: cells in a row of it.
        features: what becomes of them.
        content: a digest of the file.
        numbers: of the rows, shape (N,).

    Shapes:
        as an array: (N, features), float32.

    Example:
        >>> from suite.data.files.tables.columns import NumberColumn
        >>> writer = RowWriter(Path("rows.f32"))
        >>> writer.begin(2)
        >>> writer.add(np.arange(8, dtype="float32").reshape(4, 2))
        >>> features = Features([(0, NumberColumn("a", 0.0)), (1, NumberColumn("b", 0.0))])
        >>> StreamedRows(writer.path, 2, features, "", np.arange(4))[[3, 0]].tolist()
        [[6.0, 7.0], [0.0, 1.0]]
    """

    is_quick = True

    def __init__(
        self, path: Path, columns: int, features: Features, content: str, numbers: np.ndarray
    ) -> None:
        super().__init__((len(features.names),), np.dtype(np.float32), numbers)
        self._path = path
        self._features = features
        self._content = content
        self._stamp = _stamp(path.stat())
        self._mapped = _Mapped(path, columns)

    def read(self, numbers: np.ndarray) -> np.ndarray:
        """The rows of these numbers."""
        with contextlib.suppress(FileNotFoundError):  # what is mapped outlives its name
            if _stamp(self._path.stat()) != self._stamp:
                raise UserError(
                    f"{self._path} changed while rows of it were being read. Start again, and let "
                    "nothing else write into this folder."
                )
        return self._features(self._mapped.rows(np.asarray(numbers, np.int64)))

    def digest(self) -> str:
        """Of the file, and of which of its rows these are."""
        sha = hashlib.sha256(self._content.encode())
        sha.update(np.ascontiguousarray(self.numbers, "<i8").data)
        return f"rows {sha.hexdigest()[:DIGITS]}"


class _Mapped:
    """A file of rows as memory that the system reads when it is touched.

    Pages that were touched count as memory of the process, 16 at once around each row, until they
    are given back, which does not drop them from the memory that the system keeps of its files.
    """

    def __init__(self, path: Path, columns: int) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._array = np.frombuffer(self._map, _CELL).reshape(-1, columns)
        self._touched = 0

    def rows(self, numbers: np.ndarray) -> np.ndarray:
        found = np.take(self._array, numbers, axis=0)
        self._touched += len(numbers)
        if self._touched > _TOUCHED and hasattr(self._map, "madvise"):
            self._touched = 0
            self._map.madvise(mmap.MADV_DONTNEED)
        return found


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns
