"""A table in a text file, as columns of texts; what is wrong with it is said with file and row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from suite.errors import UserError
from suite.suggest import close_names, did_you_mean

_SEPARATORS = (",", ";", "\t", "|")
_SHOWN = 40  # characters of a cell in a message


@dataclass(frozen=True)
class Table:
    """Columns of equal length.

    Args:
        path: of the file.
        columns: name -> the cells, without spaces around them.
        lines: of each row, the line at which it ends in the file.

    Example:
        >>> table = Table(Path("cars.csv"), {"age": ["31", "x"]}, [2, 3])
        >>> len(table), str(table.problem(1, "age", "is no number"))
        (2, "cars.csv:3, column age: 'x' is no number")
    """

    path: Path
    columns: dict[str, list[str]]
    lines: list[int]

    def __len__(self) -> int:
        return len(self.lines)

    def problem(self, row: int, column: str, what: str) -> UserError:
        """The error for a cell."""
        cell = self.columns[column][row]
        shown = repr(cell if len(cell) <= _SHOWN else f"{cell[:_SHOWN]}...")
        return UserError(f"{self.path}:{self.lines[row]}, column {column}: {shown} {what}")

    def check_names(self, argument: str, names: Sequence[str]) -> None:
        """Refuse names that no column has.

        Raises:
            UserError: with close matches.
        """
        for name in names:
            if name not in self.columns:
                hint = did_you_mean(close_names(name, list(self.columns), 3))
                known = ", ".join(self.columns)
                raise UserError(
                    f"{self.path}: there is no column `{name}`, which data.{argument} names{hint} "
                    f"the columns are {known}"
                )

    def without(self, names: Sequence[str]) -> Table:
        """The table without some of its columns."""
        left = {name: cells for name, cells in self.columns.items() if name not in names}
        return Table(self.path, left, self.lines)

    def rows(self, chosen: Sequence[int]) -> Table:
        """Some of the rows."""
        columns = {name: [cells[row] for row in chosen] for name, cells in self.columns.items()}
        return Table(self.path, columns, [self.lines[row] for row in chosen])


def read_csv(path: Path, separator: str = "auto") -> Table:
    """Read a file of separated values, whose first line names the columns.

    Args:
        path: a text in UTF-8. Cells may be quoted, with separators and line breaks inside; lines
            without a cell are passed over.
        separator: between two cells, one character; `auto` is whichever of comma, semicolon, tab
            and bar is most frequent in the first line.

    Raises:
        UserError: the file cannot be read, has no rows, a name twice, or a row of another length.

    Example:
        >>> _ = Path("cars.csv").write_text("age;make\\n31;'Fiat'\\n")
        >>> read_csv(Path("cars.csv")).columns
        {'age': ['31'], 'make': ["'Fiat'"]}
    """
    text = _text(path)
    if separator == "auto":
        first = text.partition("\n")[0]
        separator = max(_SEPARATORS, key=first.count)
    rows = _rows(path, text, separator)
    line, names = next(rows, (1, []))
    if not names:
        raise UserError(f"{path} is empty. Expected: a line of names, then a row per example.")
    _check_header(path, line, names)
    cells, lines = [], []
    for line, row in rows:
        if len(row) != len(names):
            raise UserError(
                f"{path}:{line}: a row of {len(row)} cells, where {len(names)} columns are named. "
                "Put quotes around cells that hold the separator, or set data.separator."
            )
        cells.append(row)
        lines.append(line)
    if not cells:
        raise UserError(f"{path}: there are no rows below the names of the columns.")
    columns = [list(column) for column in zip(*cells, strict=True)]
    return Table(path, dict(zip(names, columns, strict=True)), lines)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(
            f"{path} is no text in UTF-8 (byte {error.start}). Save the table as CSV in UTF-8."
        ) from error
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error


def _rows(path: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Number of the line and cells of each row that is not empty."""
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise UserError(f"{path}:{reader.line_num}: no row of a CSV file ({error}).") from error


def _check_header(path: Path, line: int, names: list[str]) -> None:
    for number, name in enumerate(names):
        if not name:
            raise UserError(f"{path}:{line}: column {number + 1} has no name.")
        if name in names[:number]:
            raise UserError(f"{path}:{line}: two columns are called `{name}`; rename one.")
