"""One pass over the rows of a table: columns are fitted, cells are kept as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from suite.data.files.tables.block import Block
from suite.data.files.tables.columns import Column, ColumnFit, Missing, Unknown
from suite.data.files.tables.features import Features
from suite.data.files.tables.labels import Labels, Targets
from suite.data.files.tables.table_files import TableFiles
from suite.errors import UserError

_MOST_FEATURES = 10_000
_COUNT = "\0"  # in a message, in place of a number that is known later


class Keeper(Protocol):
    """Where the rows of a split go, in order."""

    def begin(self, columns: int) -> None:
        """The first row follows, perhaps once more; each of so many cells."""

    def add(self, kept: np.ndarray) -> None:
        """Some rows, float32."""


@dataclass(frozen=True)
class Columns:
    """Which columns a table is read by; see the source `csv`."""

    target: str
    categorical: Sequence[str]
    ignore: Sequence[str]
    targets: Targets
    missing: Missing
    unknown: Unknown


@dataclass(frozen=True)
class Encoded:
    """What a table holds, beside the rows.

    Args:
        features: from kept cells to inputs.
        names: of the classes, or of the target.
        labels: split -> its labels.
        told: what a person should know, a line each.
    """

    features: Features
    names: tuple[str, ...]
    labels: Mapping[str, np.ndarray]
    told: tuple[str, ...]


@dataclass
class Encoder:
    """Reads the splits of a table once, the training split first, and again if what a column holds
    was not to be seen in its first rows.

    Args:
        tables: split -> its files.
        columns: which columns become what.
        keepers: split -> where its rows go.
        advance: is told how many bytes have been read.
    """

    tables: Mapping[str, TableFiles]
    columns: Columns
    keepers: Mapping[str, Keeper]
    advance: Callable[[int], None] = lambda count: None
    told: list[str] = field(default_factory=list)

    def encoded(self) -> Encoded:
        """All splits.

        Raises:
            UserError: with file, row and column, what cannot be read or does not fit.
        """
        self._check_names()
        train = self.tables["train"]
        labels = {"train": Labels(self.columns.target, self.columns.targets)}
        fits = self._fits(train)
        while True:
            self._read_training(fits, labels["train"])
            again = [fit.must_read_again() for fit in fits]
            if not any(again):
                break
        features = self._features(fits)
        names = labels["train"].names(train.path)
        for split in self.tables:
            if split != "train":
                labels[split] = labels["train"].of_other_rows()
                self._read_other(split, features, len(fits), labels[split])
        made = {split: one.array(names) for split, one in labels.items()}
        return Encoded(features, names, made, tuple(self.told))

    def _check_names(self) -> None:
        columns = self.columns
        first = self.tables["train"].files[0]
        for table in self.tables.values():
            for file in table.files:
                table.check_same(file, first)
            table.check_names("target", [columns.target])
            table.check_names("ignore", list(columns.ignore))
            if columns.target in columns.ignore:
                raise UserError(f"{table.path}: data.ignore names the target, {columns.target}.")
        used = [name for name in columns.categorical if name not in columns.ignore]
        self.tables["train"].check_names("categorical", used)

    def _fits(self, train: TableFiles) -> list[ColumnFit]:
        columns = self.columns
        declared = {*columns.categorical, *train.categorical}
        return [
            ColumnFit(name, name in declared, columns.missing == "mean")
            for name in train.names
            if name != columns.target and name not in columns.ignore
        ]

    def _read_training(self, fits: list[ColumnFit], labels: Labels) -> None:
        self.told.clear()
        labels.begin()
        self.keepers["train"].begin(len(fits))
        for fit in fits:
            fit.begin()
        for block in self._usable("train"):
            kept = np.stack([fit.add(block) for fit in fits] or [np.zeros(len(block))], axis=1)
            self.keepers["train"].add(kept.astype(np.float32, copy=False))
            labels.add(block)

    def _features(self, fits: list[ColumnFit]) -> Features:
        train = self.tables["train"]
        columns: list[tuple[int, Column]] = []
        left = [(fit.name, fit.fitted(self.columns.unknown)) for fit in fits]
        for place, (_, column) in enumerate(left):
            if column is not None:
                columns.append((place, column))
        if text := [name for name, column in left if column is None]:
            self.told.append(
                f"{train.path}: left out as text: {', '.join(text)}; data.ignore says so, "
                "data.categorical makes categories of them"
            )
        kinds = {name: kind for file in train.files for name, kind in file.left_out.items()}
        if other := [f"{k} ({v})" for k, v in kinds.items() if k not in self.columns.ignore]:
            self.told.append(
                f"{train.path}: left out as neither numbers nor words: {', '.join(other)}; "
                "data.ignore says so"
            )
        if not columns:
            raise UserError(
                f"{train.path}: no column of numbers or categories is left beside "
                f"{self.columns.target}."
            )
        self._check_number(columns)
        return Features(columns)

    def _check_number(self, columns: list[tuple[int, Column]]) -> None:
        counts = {column.name: len(column.features) for _, column in columns}
        if sum(counts.values()) > _MOST_FEATURES:
            largest = max(counts, key=lambda name: counts[name])
            raise UserError(
                f"{self.tables['train'].path}: the columns would become {sum(counts.values()):,} "
                f"features, {counts[largest]:,} of them categories of {largest}. Add it to "
                "data.ignore, or group its categories."
            )

    def _read_other(self, split: str, features: Features, width: int, labels: Labels) -> None:
        self.keepers[split].begin(width)
        for block in self._usable(split):
            kept = np.zeros((len(block), width), np.float32)
            for place, column in features.columns:
                kept[:, place] = column.kept(block)
            self.keepers[split].add(kept)
            labels.add(block)

    def _usable(self, split: str) -> Iterator[Block]:
        """The blocks of a split, without rows that lack a value, where these are to be dropped.

        Raises:
            UserError: a row lacks a value and must not, or there are no rows.
        """
        table, asked = self.tables[split], self.columns
        names = [n for n in self.tables["train"].names if n not in (*asked.ignore, asked.target)]
        checked = [asked.target] if asked.missing == "mean" else [*names, asked.target]
        count = lacking = 0
        problem: UserError | None = None
        for block, read in _with_bytes(table, (*names, asked.target)):
            self.advance(read)
            lacks = np.stack([block.columns[name].missing for name in checked], axis=1)
            bad = np.asarray(lacks.any(axis=1))
            count += len(block)
            lacking += int(bad.sum())
            if asked.missing == "drop":
                block = block.chosen(~bad) if bad.any() else block
            elif problem is None and bad.any():
                row = int(np.argmax(bad))
                problem = self._lacks(block, row, checked[int(np.flatnonzero(lacks[row])[-1])])
            if len(block) and problem is None:
                yield block
        if not count:
            raise UserError(f"{table.path}: there are no rows below the names of the columns.")
        if problem:
            raise UserError(str(problem).replace(_COUNT, f"one of {lacking} rows"))
        if lacking:
            self.told.append(
                f"{table.path}: {lacking} of {count} rows lack a value and are left out"
            )
        if lacking == count:
            raise UserError(f"{table.path}: every row lacks a value; set data.missing: mean.")

    def _lacks(self, block: Block, row: int, name: str) -> UserError:
        also = "" if name == self.columns.target else " or mean"
        what = f"is a missing value, {_COUNT}; set data.missing: drop{also}"
        return block.problem(row, name, what)


def _with_bytes(table: TableFiles, names: tuple[str, ...]) -> Iterator[tuple[Block, int]]:
    """The blocks, and how many bytes have been read for each."""
    for file in table.files:
        before = 0
        for block in file.blocks(names):
            yield block, max(0, block.position - before)
            before = max(before, block.position)
