"""Rows of a table in a file of their own, of which any can be read at once."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np

from suite.data.digest import DIGITS
from suite.data.files.streaming.streamed import Streamed
from suite.data.files.tables.features import Features
from suite.errors import UserError

_CELL = np.dtype("<f4")


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

    def __init__(
        self, path: Path, columns: int, features: Features, content: str, numbers: np.ndarray
    ) -> None:
        super().__init__((len(features.names),), np.dtype(np.float32), numbers)
        self._path = path
        self._columns = columns
        self._features = features
        self._content = content
        self._stamp = _stamp(path.stat())

    def read(self, numbers: np.ndarray) -> np.ndarray:
        """The rows of these numbers."""
        try:
            return self._features(self._kept(np.asarray(numbers, np.int64)))
        except OSError as error:
            raise UserError(f"{self._path} cannot be read: {error.strerror or error}.") from error

    def digest(self) -> str:
        """Of the file, and of which of its rows these are."""
        sha = hashlib.sha256(self._content.encode())
        sha.update(np.ascontiguousarray(self.numbers, "<i8").data)
        return f"rows {sha.hexdigest()[:DIGITS]}"

    def _kept(self, numbers: np.ndarray) -> np.ndarray:
        """The cells of these rows as they are kept; rows that follow one another are read at once.

        A memory map would count all that was ever touched as memory of this process, and would end
        it without a word if the file were cut short.
        """
        order = np.argsort(numbers, kind="stable")
        ascending = numbers[order]
        begins = np.flatnonzero(np.diff(ascending, prepend=-2) != 1)
        kept = np.empty((len(numbers), self._columns), _CELL)
        if not len(numbers):
            return kept
        size = self._columns * _CELL.itemsize
        into = memoryview(kept).cast("B")
        ends = [*begins[1:].tolist(), len(numbers)]
        with self._path.open("rb", buffering=0) as file:
            if _stamp(os.fstat(file.fileno())) != self._stamp:
                raise self._changed()
            for begin, end, row in zip(
                begins.tolist(), ends, ascending[begins].tolist(), strict=True
            ):
                file.seek(row * size)
                if file.readinto(into[begin * size : end * size]) != (end - begin) * size:
                    raise self._changed()
        rows = np.empty_like(kept)
        rows[order] = kept
        return rows

    def _changed(self) -> UserError:
        return UserError(
            f"{self._path} changed while rows of it were being read. Start again, and let nothing "
            "else write into this folder."
        )


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns
