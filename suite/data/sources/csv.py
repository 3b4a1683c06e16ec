"""A table in a text file: columns of numbers and of categories."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from suite.data.dataset import Dataset, Split, stratified_rows
from suite.data.files.columns import (
    Column,
    Missing,
    Unknown,
    fitted_columns,
    in_order,
    is_missing,
    number,
)
from suite.data.files.csv_file import Table, read_csv
from suite.data.targets import random_rows
from suite.errors import UserError
from suite.given_path import same_name
from suite.screen import plain

Targets = Literal["classes", "values"]
_TEST = 0.2
_SPLITS = (("train",), ("val", "valid", "validation"), ("test",))


def csv(
    path: str,
    target: str,
    categorical: list[str] | None = None,
    ignore: list[str] | None = None,
    targets: Targets = "classes",
    test: float | None = None,
    missing: Missing = "refuse",
    unknown: Unknown = "refuse",
    separator: str = "auto",
) -> Dataset:
    """A table as a CSV file, or a folder of `train.csv` and, if there are, `val.csv`, `test.csv`.

    Words in at most 20 variants become a feature of 0 and 1 for each; others are left out.

    Args:
        path: the file, in UTF-8, its first line the names of the columns; or the folder.
        target: the column to learn.
        categorical: columns of categories beside those of words, such as years or postal codes.
        ignore: columns to leave out.
        targets: `classes`: words or numbers; `values`: real numbers.
        test: share in [0, 1) of a single file's rows that is for testing; null is 0.2.
        missing: what becomes of empty cells, NA, NaN, null and ?: `refuse`; `mean`: the training
            file's, or a category of its own; `drop`: their rows are left out.
        unknown: what becomes of a category that the training file lacks: `refuse`, or `zeros`.
        separator: one character; `auto` is comma, semicolon, tab or bar.

    Raises:
        UserError: with file, row and column, what cannot be read or does not fit.

    Example:
        >>> _ = Path("cars.csv").write_text("age,sky,good\\n20,blue,no\\n70,gray,no\\n40,blue,yes")
        >>> csv("cars.csv", "good", categorical=["sky"], test=0).features
        ('age', 'sky=blue', 'sky=gray')

    Topic: data/one-hot, data/normalization
    """
    _check(targets, missing, unknown, separator, test)
    reading = _Reading(Path(path), target, categorical or [], ignore or [], targets, missing)
    return reading.dataset(unknown, separator, test)


@dataclass(frozen=True)
class _Reading:
    """How the files of a table become splits; see `csv`."""

    path: Path
    target: str
    categorical: list[str]
    ignore: list[str]
    targets: Targets
    missing: Missing

    def dataset(self, unknown: Unknown, separator: str, test: float | None) -> Dataset:
        read = _tables(self.path, separator, test)
        tables = {name: self.usable(table) for name, table in read.items()}
        train = tables["train"]
        train.check_names("categorical", self.categorical)
        columns, text = fitted_columns(train.without([self.target]), self.categorical, unknown)
        _tell_of_text(train, text)
        if not columns:
            raise UserError(
                f"{train.path}: no column of numbers or categories is left beside {self.target}."
            )
        names = (self.target,) if self.targets == "values" else _classes(train, self.target)
        made = {
            name: Split(_inputs(table, columns), self.labels(table, names))
            for name, table in tables.items()
        }
        if len(made) == 1:
            made = self.with_test(made["train"], _TEST if test is None else test)
        return Dataset(
            same_name(self.path.stem),
            made["train"],
            made.get("val"),
            made.get("test"),
            names,
            targets=self.targets,
            features=tuple(feature for column in columns for feature in column.features),
        )

    def usable(self, table: Table) -> Table:
        """Without the columns to ignore, and without the rows to drop."""
        target, ignore, missing = self.target, self.ignore, self.missing
        table.check_names("target", [target])
        table.check_names("ignore", ignore)
        if target in ignore:
            raise UserError(f"{table.path}: data.ignore names the target, {target}.")
        table = table.without(ignore)
        bad = {
            row: name
            for name in (*(one for one in table.columns if one != target), target)
            if missing != "mean" or name == target
            for row, cell in enumerate(table.columns[name])
            if is_missing(cell)
        }
        if not bad:
            return table
        if missing != "drop":
            row = min(bad)
            what = f"is a missing value, one of {len(bad)} rows; set data.missing: drop"
            also = "" if bad[row] == target else " or mean"
            raise table.problem(row, bad[row], f"{what}{also}")
        logging.getLogger("suite").warning(
            plain(f"{table.path}: {len(bad)} of {len(table)} rows lack a value and are left out")
        )
        if len(bad) == len(table):
            raise UserError(f"{table.path}: every row lacks a value; set data.missing: mean.")
        return table.rows([row for row in range(len(table)) if row not in bad])

    def labels(self, table: Table, names: tuple[str, ...]) -> np.ndarray:
        """The targets of a file."""
        target = self.target
        cells = table.columns[target]
        if self.targets == "values":
            values = np.array([number(cell) for cell in cells], np.float32)
            for row in np.flatnonzero(np.isnan(values)).tolist():
                raise table.problem(row, target, "is no number; set data.targets: classes")
            return values[:, None]
        places = {name: place for place, name in enumerate(names)}
        for row, cell in enumerate(cells):
            if cell not in places:
                raise table.problem(row, target, "is a class that no training row has")
        return np.array([places[cell] for cell in cells], np.int32)

    def with_test(self, train: Split, share: float) -> dict[str, Split]:
        """A share of the training rows as test set, always the same rows."""
        if not share or len(train) < 2:
            return {"train": train}
        if self.targets == "classes":
            kept, held = stratified_rows(train.labels, share, 0)
        else:
            kept, held = random_rows(len(train), share, 0)
        if not len(held):
            return {"train": train}
        return {"train": train.subset(kept), "test": train.subset(held)}


def _check(
    targets: Targets, missing: Missing, unknown: Unknown, separator: str, test: float | None
) -> None:
    allowed = (
        ("targets", targets, get_args(Targets)),
        ("missing", missing, get_args(Missing)),
        ("unknown", unknown, get_args(Unknown)),
    )
    for name, value, words in allowed:
        if value not in words:
            raise ValueError(
                f"Argument `{name}` must be one of {', '.join(words)}. Received: {name}={value!r}"
            )
    if separator != "auto" and (len(separator) != 1 or separator in '"\r\n'):
        raise ValueError(
            f"Argument `separator` must be 'auto' or one character. Received: {separator!r}"
        )
    if test is not None and not 0 <= test < 1:
        raise ValueError(f"Argument `test` must be in [0, 1). Received: test={test}")


def _files(path: Path) -> dict[str, Path]:
    """Split -> its file; a single file is for training."""
    if not path.exists():
        raise UserError(f"The table {path} does not exist. Set data.path to a CSV file.")
    if not path.is_dir():
        return {"train": path}
    found = {
        names[0]: file
        for names in _SPLITS
        for name in names
        if (file := path / f"{name}.csv").is_file()
    }
    if "train" not in found:
        raise UserError(f"{path} holds no train.csv. Set data.path to a CSV file, or add one.")
    return found


def _tables(path: Path, separator: str, test: float | None) -> dict[str, Table]:
    files = _files(path)
    if path.is_dir() and test is not None:
        raise ValueError(
            "Argument `test` is a share of a single file; of a folder test.csv is for testing. "
            f"Received: test={test}"
        )
    tables = {name: read_csv(file, separator) for name, file in files.items()}
    train = tables["train"]
    for table in tables.values():
        if list(table.columns) != list(train.columns):
            raise UserError(
                f"{table.path}: the columns are {', '.join(table.columns)}, and those of "
                f"{train.path.name} are {', '.join(train.columns)}. All files must have the same."
            )
    return tables


def _tell_of_text(train: Table, text: list[str]) -> None:
    if text:
        names = ", ".join(text)
        logging.getLogger("suite").warning(
            plain(
                f"{train.path}: left out as text: {names}; data.ignore says so, data.categorical "
                "makes categories of them"
            )
        )


def _classes(train: Table, target: str) -> tuple[str, ...]:
    """The classes of the training rows, numbers by their size, words by the alphabet."""
    names = sorted(set(train.columns[target]), key=in_order)
    real = sum(not math.isnan(number(name)) for name in names)
    if len(names) > 20 and real == len(names) and len(names) > len(train) / 2:
        raise UserError(
            f"{train.path}, column {target}: {len(names)} different numbers in {len(train)} rows "
            "are no classes; set data.targets: values"
        )
    return tuple(names)


def _inputs(table: Table, columns: list[Column]) -> np.ndarray:
    return np.concatenate([column.encoded(table) for column in columns], axis=1)
