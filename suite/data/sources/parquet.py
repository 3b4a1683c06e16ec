"""A table in Parquet files: columns of numbers and of categories."""

from __future__ import annotations

from pathlib import Path

from suite.data.dataset import Dataset
from suite.data.files.tables.columns import Missing, Unknown
from suite.data.files.tables.encoding import Columns
from suite.data.files.tables.labels import Targets
from suite.data.files.tables.parquet_file import ParquetFile
from suite.data.files.tables.reading import Decode, TableReading, check_arguments
from suite.data.files.tables.table_files import find_tables

_DIRECTLY = 4 * 2**20  # Parquet files are a tenth of what they hold, where it repeats


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
    """A table as a Parquet file, or a folder of `train.parquet` and, if there are, `val.parquet`,
    `test.parquet`, or of the parts of one table.

    Columns of numbers, decimals and truth values are numbers. Words in at most 20 variants, and
    whatever the file calls a dictionary, become a feature of 0 and 1 for each variant; other words,
    dates and lists are left out, which is said. The parts of a structure are columns `name.part`.
    Needs pyarrow: `pip install 'keras-training-suite[parquet]'`.

    A table of more than 4 MB is read once, block by block, into rows of numbers in the cache
    (environment variable SUITE_CACHE), since no single row of a Parquet file can be read.

    Args:
        path: the file, or the folder; a split may also be a folder of parts, or files such as
            `train-00000-of-00004.parquet`.
        target: the column to learn.
        categorical: columns of categories beside those of words, such as years or postal codes.
        ignore: columns to leave out.
        targets: `classes`: words or numbers; `values`: real numbers.
        test: share in [0, 1) of the rows of a table without splits that is for testing; null is
            0.2.
        missing: what becomes of null, NaN, and texts such as NA: `refuse`; `mean`: the training
            rows', or a category of its own; `drop`: their rows are left out.
        unknown: what becomes of a category that the training rows lack: `refuse`, or `zeros`.
        decode: `memory`: all rows are held in memory; `streaming`: they are read from the cache,
            batch by batch; `auto`: in memory, unless they take more than a quarter of it.

    Raises:
        UserError: with file, row and column, what cannot be read or does not fit; pyarrow is
            missing.

    Example:
        >>> import pyarrow, pyarrow.parquet
        >>> table = pyarrow.table({"age": [20, 70, 40], "good": ["no", "no", "yes"]})
        >>> pyarrow.parquet.write_table(table, "cars.parquet")
        >>> parquet("cars.parquet", "good", test=0).train.inputs.tolist()
        [[20.0], [70.0], [40.0]]

    Topic: data/one-hot, data/normalization
    """
    columns = Columns(
        target, tuple(categorical or ()), tuple(ignore or ()), targets, missing, unknown
    )
    files = find_tables(Path(path), "Parquet", (".parquet", ".pq"))
    check_arguments(columns, decode, test, len(files) == 1)
    reading = TableReading(
        Path(path), files, ParquetFile, "parquet", columns, decode, test, _DIRECTLY
    )
    return reading.dataset()
