"""From the files of a table to its dataset, in memory or streamed."""

from __future__ import annotations

import errno
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from suite.data.batches.reader import fits_in_memory
from suite.data.dataset import Dataset, Split, stratified_rows
from suite.data.files.cache import cached
from suite.data.files.rows import Inputs
from suite.data.files.seal import noted_digest
from suite.data.files.tables.block import TableFile
from suite.data.files.tables.columns import Missing, Unknown
from suite.data.files.tables.encoding import Columns, Encoded, Encoder
from suite.data.files.tables.features import Features
from suite.data.files.tables.labels import Targets
from suite.data.files.tables.row_file import RowList, RowWriter, StreamedRows
from suite.data.files.tables.table_files import TableFiles, find_tables
from suite.data.files.wait_bar import wait_bar
from suite.data.targets import random_rows
from suite.errors import UserError
from suite.given_path import same_name
from suite.screen import plain

Decode = Literal["auto", "memory", "streaming"]
_TEST = 0.2
_PIECE = 2**16  # rows that are read at once where all are
_NOTES = "table.json"


@dataclass(frozen=True)
class TableFormat:
    """A format of files that hold tables.

    Args:
        name: for messages.
        form: in the key of the cache, whatever of the format decides what is read.
        suffixes: of the files of a folder.
        opened: makes a `TableFile` of a path.
        directly: up to so many bytes are read into memory at once; larger tables become rows of
            numbers in the cache first, which is done once.
    """

    name: str
    form: str
    suffixes: tuple[str, ...]
    opened: Callable[[Path], TableFile]
    directly: int


def read_table(
    path: str, form: TableFormat, columns: Columns, decode: Decode, test: float | None
) -> Dataset:
    """The dataset of a table; see the sources `csv` and `parquet`.

    Args:
        path: the file or the folder.
        form: of the files.
        columns: which columns become what.
        decode: where the rows are.
        test: share of the rows of a table without splits that is for testing; None is 0.2.

    Raises:
        UserError: with file, row and column, what cannot be read or does not fit.
    """
    _check_arguments(columns, decode, test)
    files = find_tables(Path(path), form.name, form.suffixes)
    if test is not None and len(files) > 1:
        raise ValueError(
            "Argument `test` is a share of a single file; of a folder its test set is for testing. "
            f"Received: test={test}"
        )
    return _Reading(Path(path), files, form, columns, decode, test).dataset()


@dataclass(frozen=True)
class _Reading:
    """How the files of a table become splits; see `read_table`."""

    path: Path
    files: Mapping[str, list[Path]]
    form: TableFormat
    columns: Columns
    decode: Decode
    test: float | None

    def dataset(self) -> Dataset:
        tables = {
            split: TableFiles(
                paths[0] if len(paths) == 1 else paths[0].parent,
                tuple(map(self.form.opened, paths)),
            )
            for split, paths in self.files.items()
        }
        if self.decode == "streaming" or sum(t.bytes for t in tables.values()) > self.form.directly:
            inputs, encoded = self._by_the_cache(tables)
        else:
            inputs, encoded = self._directly(tables)
        for line in encoded.told:
            logging.getLogger("suite").warning(plain(line))
        made = {split: Split(inputs[split], encoded.labels[split]) for split in tables}
        if len(made) == 1:
            made = self._with_test(made["train"])
        return Dataset(
            self._name,
            made["train"],
            made.get("validation"),
            made.get("test"),
            encoded.names,
            targets=self.columns.targets,
            features=encoded.features.names,
        )

    @property
    def _name(self) -> str:
        return same_name(self.path.resolve().name.partition(".")[0])

    def _directly(self, tables: Mapping[str, TableFiles]) -> tuple[dict[str, Inputs], Encoded]:
        keepers = {split: RowList() for split in tables}
        encoded = Encoder(tables, self.columns, keepers).encoded()
        return {split: one.inputs(encoded.features) for split, one in keepers.items()}, encoded

    def _by_the_cache(self, tables: Mapping[str, TableFiles]) -> tuple[dict[str, Inputs], Encoded]:
        key = {
            "format": 1,
            "form": self.form.form,
            "files": {split: table.stamps() for split, table in tables.items()},
            **asdict(self.columns),
        }
        folder = cached(self._name, key, lambda target: self._write(target, tables))
        encoded, width = _read_encoded(folder, tables)
        streamed = {
            split: StreamedRows(
                _rows(folder, split),
                width,
                encoded.features,
                noted_digest(folder, _rows(folder, split).name),
                np.arange(len(encoded.labels[split])),
            )
            for split in tables
        }
        size = sum(one.nbytes for one in streamed.values())
        if self.decode == "memory" or (self.decode == "auto" and fits_in_memory(size)):
            return {split: _whole(one) for split, one in streamed.items()}, encoded
        if self.decode == "auto":
            logging.getLogger("suite").warning(plain(_choice(self.path, streamed, size, folder)))
        return dict(streamed), encoded

    def _write(self, target: Path, tables: Mapping[str, TableFiles]) -> None:
        """Encode all splits into `target`."""
        before = [table.stamps() for table in tables.values()]
        keepers = {split: RowWriter(_rows(target, split)) for split in tables}
        size = sum(table.bytes for table in tables.values())
        try:
            with wait_bar(f"reading {self._name}, {size / 1e6:,.0f} MB", size) as advance:
                encoded = Encoder(tables, self.columns, keepers, advance).encoded()
            for split, labels in encoded.labels.items():
                np.save(target / f"{split}_labels.npy", labels)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise UserError(
                f"The cache {target.parent} is full: the rows of {self.path} take 4 bytes for each "
                "cell. Free some space, or set the environment variable SUITE_CACHE to a folder on "
                "another disk."
            ) from error
        if [table.stamps() for table in tables.values()] != before:
            raise UserError(
                f"{self.path} changed while it was being read. Start again once it is complete."
            )
        noted = {
            "features": encoded.features.as_json(),
            "names": encoded.names,
            "told": encoded.told,
            "columns": keepers["train"].columns,
        }
        (target / _NOTES).write_text(json.dumps(noted), encoding="utf-8")

    def _with_test(self, train: Split) -> dict[str, Split]:
        """A share of the training rows as test set, always the same rows."""
        share = _TEST if self.test is None else self.test
        if not share or len(train) < 2:
            return {"train": train}
        if self.columns.targets == "classes":
            kept, held = stratified_rows(train.labels, share, 0)
        else:
            kept, held = random_rows(len(train), share, 0)
        if not len(held):
            return {"train": train}
        return {"train": train.subset(kept), "test": train.subset(held)}


def _rows(folder: Path, split: str) -> Path:
    return folder / f"{split}_rows.f32"


def _read_encoded(folder: Path, splits: Iterable[str]) -> tuple[Encoded, int]:
    """What was noted beside the rows, and the number of cells in each."""
    noted = json.loads((folder / _NOTES).read_text(encoding="utf-8"))
    labels = {split: np.load(folder / f"{split}_labels.npy") for split in splits}
    features = Features.from_json(noted["features"])
    return Encoded(features, tuple(noted["names"]), labels, tuple(noted["told"])), noted["columns"]


def _whole(rows: StreamedRows) -> np.ndarray:
    """All rows in memory."""
    found = np.empty(rows.shape, np.float32)
    for start in range(0, len(rows), _PIECE):
        found[start : start + _PIECE] = rows[start : start + _PIECE]
    return found


def _choice(path: Path, rows: Mapping[str, StreamedRows], size: int, folder: Path) -> str:
    count, features = sum(map(len, rows.values())), next(iter(rows.values())).shape[1]
    return (
        f"{path}: {count:,} rows of {features:,} features, {size / 1e9:.1f} GB, are streamed from "
        f"{folder}; data.decode: memory holds them in memory"
    )


def _check_arguments(columns: Columns, decode: str, test: float | None) -> None:
    allowed = (
        ("targets", columns.targets, get_args(Targets)),
        ("missing", columns.missing, get_args(Missing)),
        ("unknown", columns.unknown, get_args(Unknown)),
        ("decode", decode, get_args(Decode)),
    )
    for name, value, words in allowed:
        if value not in words:
            raise ValueError(
                f"Argument `{name}` must be one of {', '.join(words)}. Received: {name}={value!r}"
            )
    if test is not None and not 0 <= test < 1:
        raise ValueError(f"Argument `test` must be in [0, 1). Received: test={test}")
