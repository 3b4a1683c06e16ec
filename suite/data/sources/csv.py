"""A table in a text file: columns of numbers and of categories."""

from __future__ import annotations

from functools import partial

from suite.data.dataset import Dataset
from suite.data.files.tables.columns import Missing, Unknown
from suite.data.files.tables.csv_file import CsvFile
from suite.data.files.tables.encoding import Columns
from suite.data.files.tables.labels import Targets
from suite.data.files.tables.reading import Decode, TableFormat, read_table


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
    """A table as CSV: one file, a folder of `train.csv`, `val.csv` and `test.csv`, or of parts.

    Words in at most 20 variants become a feature of 0 and 1 for each; others are left out.

    Args:
        path: the file, in UTF-8, packed (.gz, .bz2, .xz) or not, or the folder; names come first.
        target: the column to learn.
        categorical: columns of categories beside those of words, such as years or postal codes.
        ignore: columns to leave out.
        targets: `classes`: words or numbers; `values`: real numbers.
        test: share in [0, 1) of a table without splits that is for testing; null is 0.2.
        missing: of empty cells, NA, NaN, null, ?: `refuse`; `mean`, or a category; `drop` the row.
        unknown: what becomes of a category that no training row has: `refuse`, or `zeros`.
        separator: one character; `auto` is comma, semicolon, tab or bar.
        decode: `memory`, `streaming` from rows of numbers in the cache, or `auto`: by the size.

    Raises:
        UserError: with file, row and column, what cannot be read or does not fit.

    Example:
        >>> np.savetxt("a.csv", ["age,sky,old", "20,blue,no", "7,gray,no", "80,blue,yes"], "%s")
        >>> csv("a.csv", "old", categorical=["sky"], test=0).features
        ('age', 'sky=blue', 'sky=gray')

    Topic: data/one-hot, data/normalization
    """
    asked = Columns(target, categorical or [], ignore or [], targets, missing, unknown)
    return read_table(path, _format(separator), asked, decode, test)


def _format(separator: str) -> TableFormat:
    if separator != "auto" and (len(separator) != 1 or separator in '"\r\n'):
        raise ValueError(
            f"Argument `separator` must be 'auto' or one character. Received: {separator!r}"
        )
    suffixes = tuple(f".csv{packed}" for packed in ("", ".gz", ".bz2", ".xz"))
    opened = partial(CsvFile, separator=separator)
    return TableFormat("CSV", f"csv {separator}", suffixes, opened, directly=32 * 2**20)
