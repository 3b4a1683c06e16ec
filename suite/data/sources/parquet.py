"""A table in Parquet files: columns of numbers and of categories."""

from __future__ import annotations

from suite.data.dataset import Dataset
from suite.data.files.tables.columns import Missing, Unknown
from suite.data.files.tables.encoding import Columns
from suite.data.files.tables.labels import Targets
from suite.data.files.tables.parquet_file import ParquetFile
from suite.data.files.tables.reading import Decode, TableFormat, read_table

# A Parquet file is up to ten times smaller than what it holds.
_FORMAT = TableFormat("Parquet", "parquet", (".parquet", ".pq"), ParquetFile, directly=4 * 2**20)


def parquet(
    path: str,
    target: str,
    categorical: list[str] | None = None,
    ignore: list[str] | None = None,
    targets: Targets = "classes",
    test: float | None = None,
    missing: Missing = "refuse",
    unknown: Unknown = "refuse",
    decode: Decode = "auto",
) -> Dataset:
    """A table as Parquet: a file, a folder of `train`, `val` and `test.parquet`, or of parts.

    Words and dictionaries become features of 0 and 1 as in `csv`; dates and lists are left out,
    which is said. Needs pyarrow.

    Args:
        path: the file, or the folder, of files, of folders, or of `train-00000-of-00004.parquet`.
        target: the column to learn.
        categorical: columns of categories beside those of words, such as years or postal codes.
        ignore: columns to leave out.
        targets: `classes`: words or numbers; `values`: real numbers.
        test: share in [0, 1) of a table without splits that is for testing; null is 0.2.
        missing: what becomes of null, NaN and texts such as NA: `refuse`; `mean`: the training
            rows', or a category of its own; `drop`: their rows are left out.
        unknown: what becomes of a category that no training row has: `refuse`, or `zeros`.
        decode: `memory`, `streaming` from rows of numbers in the cache, or `auto`: by the size.

    Raises:
        UserError: with file, row and column, what cannot be read or does not fit.

    Example:
        >>> import pyarrow, pyarrow.parquet as files
        >>> files.write_table(pyarrow.table({"age": [20, 70], "old": ["no", "yes"]}), "a.parquet")
        >>> parquet("a.parquet", "old", test=0).train.inputs.tolist()
        [[20.0], [70.0]]
    """
    asked = Columns(target, categorical or [], ignore or [], targets, missing, unknown)
    return read_table(path, _FORMAT, asked, decode, test)
