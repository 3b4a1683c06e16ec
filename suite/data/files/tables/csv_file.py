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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from suite.data.files.tables.block import Block
from suite.data.files.tables.cells import Texts
from suite.data.files.tables.plain_lines import plain_columns
from suite.errors import UserError

_SEPARATORS = (",", ";", "\t", "|")
_BYTES = 2**23  # of a block that pyarrow reads
_CELLS = 2**20  # of one that Python reads: about 100 MB while it is being read
_PACKED: tuple[tuple[bytes, Callable[[BinaryIO], Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ\x00", lzma.open),
)
_UTF16 = (
    "is no text in UTF-8 (byte 0), but perhaps in UTF-16, as spreadsheets write it. Save the table "
    "as CSV in UTF-8"
)
_OTHERS = (
    (b"PAR1", "is a Parquet file. Set data.kind to parquet"),
    (codecs.BOM_UTF16_LE, _UTF16),
    (codecs.BOM_UTF16_BE, _UTF16),
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
        with _opened(path) as file:
            text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
            try:
                first = text.readline()
            except UnicodeDecodeError as error:
                raise self._no_text() from error
            if separator == "auto":
                separator = max(_SEPARATORS, key=first.count)
            self._separator = separator
            line, names = next(self._rows(itertools.chain([first], text), 0), (1, []))
        if not names:
            raise UserError(f"{path} is empty. Expected: a line of names, then a row per example.")
        self.names = tuple(cell.strip() for cell in names)
        self._check_header(line)
        # At which line of bytes it ends; where lines end as on old systems, there is one such line.
        self._header = 0 if first.endswith("\r") else line

    def blocks(self, names: tuple[str, ...]) -> Iterator[Block]:
        """All rows in order, of these columns, some at a time."""
        with _opened(self.path) as file:
            if not self._header:
                text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
                rows = itertools.islice(self._rows(text, 0), 1, None)
                yield from self._by_python(rows, file, names)
                return
            line = sum(bool(file.readline()) for _ in range(self._header))
            while chunk := file.read(_BYTES):
                chunk += file.readline()
                columns = plain_columns(chunk, self.names, self._separator)
                if columns is None:  # as is the rest, in all likelihood
                    joined = io.BufferedReader(_Joined(chunk, file))
                    rest = io.TextIOWrapper(joined, encoding="utf-8", newline="")
                    yield from self._by_python(self._rows(rest, line), file, names)
                    return
                lines = np.arange(line, line := line + len(columns[0])) + 1
                cells = dict(zip(self.names, columns, strict=True))
                chosen = {name: cells[name] for name in names}
                yield Block(chosen, f"{self.path}:", lines, _position(file))

    def _by_python(
        self, rows: Iterator[tuple[int, list[str]]], file: BinaryIO, names: tuple[str, ...]
    ) -> Iterator[Block]:
        """The blocks of rows that Python takes apart."""
        most = max(1, _CELLS // len(self.names))
        lines: list[int] = []
        cells: list[str] = []  # one list of all: many small ones would keep Python's own
        for number, row in rows:  # collector of garbage busy
            lines.append(number)
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

    def _rows(self, text: Iterable[str], before: int) -> Iterator[tuple[int, list[str]]]:
        """Number of the last line and cells of each row that is not empty.

        Args:
            text: lines; of the file itself, since in Unicode there are more ends of lines than
                rows have.
            before: lines of the file before these.
        """
        width = len(getattr(self, "names", ()))
        reader = csv.reader(text, delimiter=self._separator, strict=True)
        begin = 1
        try:
            for row in reader:
                if row and (row[0].strip() or any(cell.strip() for cell in row)):
                    if width and len(row) != width:
                        raise self._ragged(before + reader.line_num, len(row), width)
                    yield before + reader.line_num, row
                begin = reader.line_num + 1
        except csv.Error as error:
            hint = "; is a quote left open?" if "field" in str(error) or "end" in str(error) else ""
            place = f"{self.path}:{before + begin}"
            raise UserError(f"{place}: no row of a CSV file ({error}){hint}") from error
        except UnicodeDecodeError as error:
            raise self._no_text() from error

    def _no_text(self) -> UserError:
        """The error for a line that is no UTF-8."""
        with _opened(self.path) as file:
            number = next(place for place, line in enumerate(file, 1) if not _is_text(line))
        return UserError(
            f"{self.path}:{number}: no text in UTF-8. Save the table as CSV in UTF-8; spreadsheets "
            "call it `CSV UTF-8`."
        )

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
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of the text, whatever it is packed by."""
    try:
        with path.open("rb") as raw:
            begin = raw.read(8)
            for magic, what in _OTHERS:
                if begin.startswith(magic):
                    raise UserError(f"{path} {what}.")
            raw.seek(0)
            unpack = next((opens for magic, opens in _PACKED if begin.startswith(magic)), None)
            yield raw if unpack is None else unpack(raw)
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise UserError(f"{path} is damaged or not complete ({error}).") from error
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror or error}.") from error


def _is_text(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Joined(io.RawIOBase):
    """Some bytes and then a file."""

    def __init__(self, begin: bytes, file: BinaryIO) -> None:
        self._begin = io.BytesIO(begin)
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self._begin.read(len(buffer)) or self._file.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


def _position(file: BinaryIO) -> int:
    """How far a file is read, in its own bytes."""
    raw = getattr(file, "fileobj", None) or getattr(file, "_fp", None) or file
    return int(raw.tell())
