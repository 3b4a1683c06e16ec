"""Which files hold which split of a table."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from suite.data.files.image_folders import SPLITS
from suite.data.files.tables.block import Block, TableFile
from suite.errors import UserError
from suite.suggest import close_names, did_you_mean


@dataclass(frozen=True)
class TableFiles:
    """One table in one file or in several, whose rows follow one another.

    Args:
        path: the file, or the folder of the files, for messages.
        files: at least one.

    Example:
        >>> from suite.data.files.tables.csv_file import CsvFile
        >>> parts = [Path(f"part-{number}.csv") for number in (1, 2)]
        >>> _ = [part.write_text("x,good\\n1,no\\n") for part in parts]
        >>> table = TableFiles(Path("."), tuple(map(CsvFile, parts)))
        >>> table.names, sum(len(block) for block in table.blocks(("x",)))
        (('x', 'good'), 2)
    """

    path: Path
    files: tuple[TableFile, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns, in the order of the first file."""
        first = self.files[0]
        for file in self.files[1:]:
            self.check_same(file, first)
        return first.names

    def check_same(self, file: TableFile, first: TableFile) -> None:
        """Refuse a file that has not the columns of another, in whatever order."""
        if sorted(file.names) == sorted(first.names):
            return
        odd = {name: kind for name, kind in file.left_out.items() if name in first.names}
        odd |= {name: kind for name, kind in first.left_out.items() if name in file.names}
        types = "".join(f"; {name} is {kind} in one of them" for name, kind in odd.items())
        raise UserError(
            f"{file.path}: the columns are {', '.join(file.names)}, and those of "
            f"{first.path.name} are {', '.join(first.names)}{types}. All files must have the same."
        )

    @property
    def categorical(self) -> frozenset[str]:
        """Columns that a file declares to hold categories."""
        return frozenset().union(*(file.categorical for file in self.files))

    def blocks(self, names: tuple[str, ...]) -> Iterator[Block]:
        """All rows in order, of these columns, some at a time."""
        for file in self.files:
            yield from file.blocks(names)

    @property
    def bytes(self) -> int:
        return sum(file.path.stat().st_size for file in self.files)

    def stamps(self) -> list[list[str | int]]:
        """Name, size and times of last change of every file: other ones, other content."""
        found: list[list[str | int]] = []
        for file in self.files:
            status = file.path.stat()
            name = os.path.relpath(file.path, self.path.parent).replace(os.sep, "/")
            found.append([name, status.st_size, status.st_mtime_ns, status.st_ctime_ns])
        return found

    def check_names(self, argument: str, names: list[str]) -> None:
        """Refuse names that no column has.

        Raises:
            UserError: with close matches.
        """
        for name in names:
            if name in self.names:
                continue
            for file in self.files:
                if name in file.left_out and argument == "target":
                    raise UserError(
                        f"{self.path}: the column `{name}`, which data.target names, is "
                        f"{file.left_out[name]}, neither numbers nor words."
                    )
            if not any(name in file.left_out for file in self.files):
                hint = did_you_mean(close_names(name, list(self.names), 3))
                raise UserError(
                    f"{self.path}: there is no column `{name}`, which data.{argument} names{hint} "
                    f"the columns are {', '.join(self.names)}"
                )


def find_tables(path: Path, kind: str, suffixes: tuple[str, ...]) -> dict[str, list[Path]]:
    """Split -> its files: of one file, or of a folder of parts, all is for training.

    A folder may hold `train.csv`, `val.csv`, `test.csv`, folders of these names, or files such as
    `train-00000-of-00004.parquet`; without any of these names its files are the parts of one table.
    Files whose names begin with a dot or an underscore are passed over, as other programs do.

    Args:
        path: the file or the folder.
        kind: of the files, for messages.
        suffixes: of the files of a folder, in small letters.

    Raises:
        UserError: nothing is there, there is no training split, or a split is there twice.

    Example:
        >>> _ = [Path(name).write_text("x,y") for name in ("train.csv", "test.csv")]
        >>> {split: len(files) for split, files in find_tables(Path("."), "CSV", (".csv",)).items()}
        {'train': 1, 'test': 1}
    """
    if not path.exists():
        raise UserError(f"The table {path} does not exist. Set data.path to a {kind} file.")
    if not path.is_dir():
        return {"train": [path]}
    named = _named(path, suffixes)
    for words in named.values():
        if len(words) > 1:
            one, other = sorted(words)[:2]
            raise UserError(f"{path} holds both {one} and {other}; keep one.")
    parts = [] if named else _parts(path, suffixes)
    if "train" not in named and not parts:
        raise UserError(
            f"{path} holds no train{suffixes[0]}. Set data.path to a {kind} file, or add one."
        )
    if not named:
        return {"train": parts}
    splits = dict.fromkeys(SPLITS.values())
    return {split: next(iter(named[split].values())) for split in splits if split in named}


def _named(folder: Path, suffixes: tuple[str, ...]) -> dict[str, dict[str, list[Path]]]:
    """Split -> the word for it -> the files that it names."""
    named: dict[str, dict[str, list[Path]]] = {}
    for entry in _entries(folder, lambda one: one.is_dir() or _has_suffix(one, suffixes)):
        word = re.split(r"[.\-]", entry.name.lower())[0]
        if word in SPLITS:
            files = _parts(entry, suffixes) if entry.is_dir() else [entry]
            named.setdefault(SPLITS[word], {}).setdefault(word, []).extend(files)
    return named


def _parts(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    """The files of a folder that are parts of one table, numbers in their names by their size."""
    for entry in _entries(folder, lambda one: one.is_dir()):
        if "=" in entry.name:
            raise UserError(
                f"{folder} is divided by a column, which only the names of its folders hold "
                f"({entry.name}). Write the table with this column into files of one folder."
            )
    return _entries(folder, lambda one: one.is_file() and _has_suffix(one, suffixes))


def _entries(folder: Path, wanted: Callable[[Path], bool]) -> list[Path]:
    try:
        found = [one for one in folder.iterdir() if one.name[0] not in "._" and wanted(one)]
    except OSError as error:
        raise UserError(f"{folder} cannot be read: {error.strerror}.") from error
    return sorted(
        found,
        key=lambda one: [
            (part.isdigit(), int(part) if part.isdigit() else 0, part)
            for part in re.split(r"(\d+)", one.name)
        ],
    )


def _has_suffix(path: Path, suffixes: tuple[str, ...]) -> bool:
    return path.name.lower().endswith(suffixes)
