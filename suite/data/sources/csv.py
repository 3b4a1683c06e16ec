"""A table in a text file: columns of numbers and of categories."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from suite.data.dataset import Dataset
from suite.data.files.tables.columns import Missing, Unknown
from suite.data.files.tables.csv_file import CsvFile
from suite.data.files.tables.encoding import Columns
from suite.data.files.tables.labels import Targets
from suite.data.files.tables.reading import Decode, TableReading, check_arguments
from suite.data.files.tables.table_files import find_tables

_SUFFIXES = tuple(f".csv{packed}" for packed in ("", ".gz", ".bz2", ".xz"))
_DIRECTLY = 32 * 2**20


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
    decode: Decode = "auto",
) -> Dataset:
    """A table as a CSV file, or a folder of `train.csv` and, if there are, `val.csv`, `test.csv`.

    Words in at most 20 variants become a feature of 0 and 1 for each; others are left out. A table
    of more than 32 MB is read once, block by block, into rows of numbers in the cache (environment
    variable SUITE_CACHE).

    Args:
        path: the file, in UTF-8, its first line the names of the columns, perhaps packed (.gz,
            .bz2, .xz); or the folder, of one file for each split, or of the parts of one table.
        target: the column to learn.
        categorical: columns of categories beside those of words, such as years or postal codes.
        ignore: columns to leave out.
        targets: `classes`: words or numbers; `values`: real numbers.
        test: share in [0, 1) of the rows of a table without splits that is for testing; null is
            0.2.
        missing: what becomes of empty cells, NA, NaN, null and ?: `refuse`; `mean`: the training
            file's, or a category of its own; `drop`: their rows are left out.
        unknown: what becomes of a category that the training file lacks: `refuse`, or `zeros`.
        separator: one character; `auto` is comma, semicolon, tab or bar.
        decode: `memory`: all rows are held in memory; `streaming`: they are read from the cache,
            batch by batch; `auto`: in memory, unless they take more than a quarter of it.

    Raises:
        UserError: with file, row and column, what cannot be read or does not fit.

    Example:
        >>> _ = Path("cars.csv").write_text("age,sky,good\\n20,blue,no\\n70,gray,no\\n40,blue,yes")
        >>> csv("cars.csv", "good", categorical=["sky"], test=0).features
        ('age', 'sky=blue', 'sky=gray')

    Topic: data/one-hot, data/normalization
    """
    if separator != "auto" and (len(separator) != 1 or separator in '"\r\n'):
        raise ValueError(
            f"Argument `separator` must be 'auto' or one character. Received: {separator!r}"
        )
    columns = Columns(
        target, tuple(categorical or ()), tuple(ignore or ()), targets, missing, unknown
    )
    files = find_tables(Path(path), "CSV", _SUFFIXES)
    check_arguments(columns, decode, test, len(files) == 1)
    opened = partial(CsvFile, separator=separator)
    form = f"csv {separator}"
    reading = TableReading(Path(path), files, opened, form, columns, decode, test, _DIRECTLY)
    return reading.dataset()
