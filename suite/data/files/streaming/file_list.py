"""Millions of files: their names, sizes and dates, in a few arrays."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from suite.given_path import same_name

Found = tuple[str, os.stat_result]


@dataclass(frozen=True, eq=False)
class FileList:
    """Files below a folder, in an order that stays.

    A million of Python's strings and tuples would take half a gigabyte, and as long to copy; here a
    file takes 32 bytes and its name.

    Args:
        root: the folder.
        letters: all names below it, as the system spells them, one after the other.
        ends: where each name ends in them, shape (N,).
        sizes: of each file in bytes.
        dates: of the last change of content, in nanoseconds.
        changes: of the last change of the file itself, which nobody can set.

    Example:
        >>> for name in ("b.jpg", "a.jpg"):
        ...     _ = Path(name).write_text(name)
        >>> found = FileList.of(Path("."), [[(f"./{n}", os.stat(n)) for n in ("a.jpg", "b.jpg")]])
        >>> len(found), found.name(1), found.path(1)
        (2, 'b.jpg', b'./b.jpg')
    """

    root: Path
    letters: bytes
    ends: np.ndarray
    sizes: np.ndarray
    dates: np.ndarray
    changes: np.ndarray

    @classmethod
    def of(cls, root: Path, groups: Iterable[Sequence[Found]]) -> FileList:
        """The files of all groups, one group after the other.

        Args:
            root: above all paths.
            groups: paths and what the system says of each.
        """
        start = len(os.fsencode(os.path.join(root, "")))
        letters, lengths, stamps = [], [], []
        for group in groups:
            names = [os.fsencode(path)[start:] for path, _ in group]
            letters.append(b"".join(names))
            lengths.append(np.array([len(name) for name in names], np.int64))
            numbers = [(one.st_size, one.st_mtime_ns, one.st_ctime_ns) for _, one in group]
            stamps.append(np.array(numbers, np.int64).reshape(-1, 3))
        ends = np.cumsum(np.concatenate([np.zeros(0, np.int64), *lengths]))
        columns = np.concatenate([np.zeros((0, 3), np.int64), *stamps]).T.copy()
        return cls(root, b"".join(letters), ends, *columns)

    def __len__(self) -> int:
        return len(self.ends)

    def path(self, number: int) -> bytes:
        """Where a file lies."""
        return os.path.join(os.fsencode(self.root), self._spelt(number))

    def name(self, number: int) -> str:
        """Its path below the root, spelt alike on every system."""
        return same_name(os.fsdecode(self._spelt(number)).replace(os.sep, "/"))

    def _spelt(self, number: int) -> bytes:
        start = self.ends[number - 1] if number else 0
        return self.letters[start : self.ends[number]]

    def stamps(self) -> Iterator[tuple[str, int, int, int]]:
        """Of each file the name, the size and the two dates, as Python's numbers."""
        columns = self.sizes, self.dates, self.changes
        numbers = zip(*(column.tolist() for column in columns), strict=True)
        for number, (size, date, change) in zip(itertools.count(), numbers, strict=False):
            yield self.name(number), size, date, change


@dataclass(frozen=True)
class FileNames(Sequence[str]):
    """The names of some files, made when they are asked for.

    Args:
        files: all of them.
        numbers: of these.

    Example:
        >>> found = FileList.of(Path("."), [[("./a.jpg", os.stat(".")), ("./b.jpg", os.stat("."))]])
        >>> list(FileNames(found, np.array([1])))
        ['b.jpg']
    """

    files: FileList
    numbers: np.ndarray

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, row: int) -> str:  # type: ignore[override]
        return self.files.name(int(self.numbers[row]))

    def subset(self, rows: np.ndarray) -> FileNames:
        """The names of the given rows."""
        return FileNames(self.files, self.numbers[rows])
