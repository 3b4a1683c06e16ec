"""A table in a Parquet file, read block by block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from suite.data.files.tables.block import Block
from suite.data.files.tables.cells import Cells, Numbers, Texts
from suite.errors import UserError

if TYPE_CHECKING:
    import pyarrow
    import pyarrow.parquet

_CELLS = 2**20  # of a block
_BUFFER = 2**20  # bytes of a column that are read at once: of row groups of any size


class ParquetFile:
    """A Parquet file, its columns by their types.

    Numbers of every kind and width, decimals among them, are numbers; of the true and the false 1
    and 0; texts are what they are in a CSV file; a dictionary of texts holds categories; the parts
    of a structure are columns `name.part`. Dates, times, lists and bytes are left out, and so is
    the index of pandas, where it is a column without a name.

    Args:
        path: of the file.

    Raises:
        UserError: pyarrow is not installed, or the file cannot be read.

    Example:
        >>> import pyarrow, pyarrow.parquet
        >>> table = pyarrow.table({"age": [31, None], "sky": ["blue", "gray"]})
        >>> pyarrow.parquet.write_table(table, "cars.parquet")
        >>> file = ParquetFile(Path("cars.parquet"))
        >>> [block.columns["age"].numbers.tolist() for block in file.blocks(("age",))]
        [[31.0, nan]]
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with _opened(path) as file:
            schema = _flat(file.schema_arrow.empty_table()).schema
        usable = {}
        self.left_out: Mapping[str, str] = {}
        left_out: dict[str, str] = {}
        for field in schema:
            if field.name in usable:
                raise UserError(f"{path}: two columns are called `{field.name}`; rename one.")
            if field.name.startswith("__index_level_") or _kind(field.type) is None:
                is_index = field.name.startswith("__index_level_")
                left_out[field.name] = "index of pandas" if is_index else str(field.type)
            else:
                usable[field.name] = field.type
        self.left_out = left_out
        self.names = tuple(usable)
        self.categorical = frozenset(
            name for name, kind in usable.items() if _kind(kind) == "categories"
        )

    def blocks(self, names: tuple[str, ...]) -> Iterator[Block]:
        """All rows in order, of these columns, some at a time."""
        import pyarrow

        size = max(1, _CELLS // max(1, len(self.names)))
        # Columns are read by the name of the structure that they are parts of.
        with _opened(self.path) as file:
            whole = file.schema_arrow.names
            read = [n for n in whole if any(n == one or one.startswith(f"{n}.") for one in names)]
            total, row = max(1, file.metadata.num_rows), 0
            for batch in _batches(self.path, file, size, read):
                table = _flat(pyarrow.Table.from_batches([batch]))
                columns = {name: _cells(table.column(name)) for name in names}
                row += len(batch)
                yield Block(
                    columns,
                    f"{self.path}, row ",
                    np.arange(row - len(batch), row) + 1,
                    int(self.path.stat().st_size * row / total),
                )


def _opened(path: Path) -> pyarrow.parquet.ParquetFile:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise UserError(
            "Parquet files are read by pyarrow, which is not installed: "
            "pip install 'keras-training-suite[parquet]', or pip install pyarrow"
        ) from error
    try:
        return pyarrow.parquet.ParquetFile(
            path, buffer_size=_BUFFER, pre_buffer=False, page_checksum_verification=True
        )
    except (pyarrow.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> UserError:
    why = getattr(error, "strerror", None) or " ".join(str(error).split()).rstrip(".")
    return UserError(f"{path} cannot be read as a Parquet file: {why}.")


def _batches(
    path: Path, file: pyarrow.parquet.ParquetFile, size: int, names: list[str]
) -> Iterator[Any]:
    import pyarrow

    try:
        yield from file.iter_batches(batch_size=size, columns=names)
    except (pyarrow.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error


def _flat(table: pyarrow.Table) -> pyarrow.Table:
    """With the parts of structures as columns of their own."""
    import pyarrow.types as types

    while any(types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def _kind(of: pyarrow.DataType) -> str | None:
    """What a column of a type holds: numbers, answers, texts, categories, or None."""
    import pyarrow.types as types

    if types.is_dictionary(of):
        return None if _kind(of.value_type) is None else "categories"
    if types.is_boolean(of):
        return "answers"
    if types.is_integer(of) or types.is_floating(of) or types.is_decimal(of) or types.is_null(of):
        return "numbers"
    is_text = types.is_string(of) or types.is_large_string(of) or types.is_string_view(of)
    return "texts" if is_text else None


def _cells(column: pyarrow.ChunkedArray) -> Cells:
    import pyarrow

    if pyarrow.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = _kind(column.type)
    if kind == "texts":
        return Texts(["" if cell is None else cell for cell in column.to_pylist()])
    # A safe cast refuses what float64 does not hold exactly, as long numbers; float32 follows.
    values = column.cast(pyarrow.float64(), safe=False).to_numpy(zero_copy_only=False)
    return Numbers(values, ("False", "True") if kind == "answers" else None)
