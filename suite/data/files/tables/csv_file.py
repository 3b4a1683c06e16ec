"""A table in a text file, read block by block."""

from __future__ import annotations

import bz2
import codecs
import csv
import gzip
import io
import itertools
import lzma
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

import numpy as np

from suite.data.files.tables.block import Block
from suite.data.files.tables.cells import Texts
from suite.errors import UserError

_SEPARATORS = (",", ";", "\t", "|")
_CELLS = 2**20  # of a block: about 100 MB while it is being read
_PACKED = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open))
_OTHERS = (
    (b"PAR1", "is a Parquet file. Set data.kind to parquet"),
    (b"PK\x03\x04", "is a ZIP archive, perhaps a spreadsheet. Save or unpack the table as CSV"),
    (b"\x28\xb5\x2f\xfd", "is packed by zstd. Unpack it, or pack it by gzip"),
)


class CsvFile:
    """A file of separated values, whose first line names the columns.

    Args:
        path: a text in UTF-8, as it is or packed by gzip, bzip2 or xz. Cells may be quoted, with
            separators and line breaks inside; lines without a cell are passed over. Lines may end
            in any of the three ways, and a byte order mark is passed over.
        separator: between two cells, one character; `auto` is whichever of comma, semicolon, tab
            and bar is most frequent in the first line.

    Raises:
        UserError: the file cannot be read, has no names, a column without a name, or a name twice;
            and in `blocks`, a row of another length.

    Example:
        >>> _ = Path("cars.csv").write_text("age;make\\n31;'Fiat'\\n")
        >>> (block,) = CsvFile(Path("cars.csv")).blocks(("make",))
        >>> block.columns["make"].cells, block.rows.tolist()
        (["'Fiat'"], [2])
    """

    categorical: frozenset[str] = frozenset()
    left_out: Mapping[str, str] = {}

    def __init__(self, path: Path, separator: str = "auto") -> None:
        self.path = path
        self._separator = separator
        with _opened(path) as file:
            line, names = next(self._rows(file), (1, []))
        if not names:
            raise UserError(f"{path} is empty. Expected: a line of names, then a row per example.")
        self.names = tuple(names)
        self._check_header(line)

    def blocks(self, names: tuple[str, ...]) -> Iterator[Block]:
        """All rows in order, of these columns, some at a time."""
        most = max(1, _CELLS // len(self.names))
        with _opened(self.path) as file:
            rows = itertools.islice(self._rows(file), 1, None)
            lines: list[int] = []
            cells: list[str] = []  # one list of all: many small ones would keep Python's own
            for line, row in rows:  # collector of garbage busy
                lines.append(line)
                cells.extend(row)
                if len(lines) == most:
                    yield self._block(lines, cells, names, _position(file))
                    lines, cells = [], []
            if lines:
                yield self._block(lines, cells, names, _position(file))

    def _block(
        self, lines: list[int], cells: list[str], names: tuple[str, ...], position: int
    ) -> Block:
        width = len(self.names)
        columns = {name: Texts(cells[self.names.index(name) :: width]) for name in names}
        return Block(columns, f"{self.path}:", np.array(lines, np.int64), position)

    def _rows(self, file: IO[str]) -> Iterator[tuple[int, list[str]]]:
        """Number of the last line and cells of each row that is not empty, the first with the names
        of the columns."""
        width = 0
        begin = 1
        first = file.readline()
        separator = self._separator
        if separator == "auto":
            separator = max(_SEPARATORS, key=first.count)
        # The file itself, not its text split into lines: there are more ends of lines in Unicode
        # than a row has.
        reader = csv.reader(itertools.chain([first], file), delimiter=separator, strict=True)
        try:
            for row in reader:
                if row and (row[0].strip() or any(cell.strip() for cell in row)):
                    if not width:
                        width, row = len(row), [cell.strip() for cell in row]
                    elif len(row) != width:
                        raise self._ragged(reader.line_num, len(row), width)
                    yield reader.line_num, row
                begin = reader.line_num + 1
        except csv.Error as error:
            hint = "; is a quote left open?" if "field" in str(error) or "end" in str(error) else ""
            raise UserError(f"{self.path}:{begin}: no row of a CSV file ({error}){hint}") from error
        except UnicodeDecodeError as error:
            raise UserError(
                f"{self.path} is no text in UTF-8 (behind line {reader.line_num}). Save the table "
                "as CSV in UTF-8."
            ) from error

    def _ragged(self, line: int, length: int, width: int) -> UserError:
        return UserError(
            f"{self.path}:{line}: a row of {length} cells, where {width} columns are named. "
            "Put quotes around cells that hold the separator, or set data.separator."
        )

    def _check_header(self, line: int) -> None:
        for place, name in enumerate(self.names):
            if not name:
                why = ""
                if not place:
                    why = " If these are the numbers of its rows, write the table without them."
                raise UserError(f"{self.path}:{line}: column {place + 1} has no name.{why}")
            if name in self.names[:place]:
                raise UserError(f"{self.path}:{line}: two columns are called `{name}`; rename one.")


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    """The file as a text, whatever it is packed by."""
    try:
        with path.open("rb") as raw:
            begin = raw.read(8)
            for magic, what in _OTHERS:
                if begin.startswith(magic):
                    raise UserError(f"{path} {what}.")
            if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise UserError(
                    f"{path} is no text in UTF-8 (byte 0), but perhaps in UTF-16, as spreadsheets "
                    "write it. Save the table as CSV in UTF-8."
                )
            raw.seek(0)
            unpack = next((opens for magic, opens in _PACKED if begin.startswith(magic)), None)
            plain: BinaryIO = raw if unpack is None else unpack(raw)  # type: ignore[assignment]
            text = io.TextIOWrapper(plain, encoding="utf-8-sig", newline="")
            yield text
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise UserError(f"{path} is damaged or not complete ({error}).") from error
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror or error}.") from error


def _position(file: IO[str]) -> int:
    """How far a file is read, in its own bytes; more than is used, by a buffer."""
    buffer = file.buffer  # type: ignore[attr-defined]
    raw = getattr(buffer, "fileobj", None) or getattr(buffer, "_fp", None) or buffer
    return int(raw.tell())
