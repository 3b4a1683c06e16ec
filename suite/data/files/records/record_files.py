"""Files of records, read in order once and at random ever after."""

from __future__ import annotations

import os
import struct
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from suite.errors import UserError

_HEADER = struct.Struct("<QI")  # length of the record, and a checksum of these 8 bytes
_FOOTER = 4  # a checksum of the record
_RANDOM = "readahead_buffer_size:0,max_parallelism:0"
_BUFFER = 2**16


class RecordFiles(ABC):
    """The files of a split.

    Args:
        paths: of the files, in the order of the records.

    Example:
        >>> import tensorflow as tf
        >>> with tf.io.TFRecordWriter("a.tfrecord") as file:
        ...     file.write(b"one"), file.write(b"three")
        (None, None)
        >>> files = TFRecordFiles([Path("a.tfrecord")])
        >>> list(files.records(0)), files.parts(0, [(31, 1, 2)])
        ([(12, b'one'), (31, b'three')], [b'hr'])
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)
        self._stamps = [_stamp(path) for path in self.paths]

    @abstractmethod
    def records(self, file: int) -> Iterator[tuple[int, bytes]]:
        """All records of a file, each with its place in it.

        Raises:
            UserError: the file is damaged.
        """

    @abstractmethod
    def parts(self, file: int, wanted: Sequence[tuple[int, int, int]]) -> list[bytes]:
        """Parts of records of a file: of each the place of the record, and where in the record the
        part begins and how long it is.

        Raises:
            UserError: the file is not what it was.
        """

    def stamps(self) -> list[tuple[str, int, int]]:
        """Name, size and date of every file: other ones, other content."""
        return [(path.name, *stamp) for path, stamp in zip(self.paths, self._stamps, strict=True)]

    def check_unchanged(self, file: int) -> None:
        """Refuse a file that is not what it was when it was opened.

        Raises:
            UserError: with its name.
        """
        try:
            if _stamp(self.paths[file]) == self._stamps[file]:
                return
            why = "its size or date is not what it was"
        except OSError as error:
            why = f"it cannot be read any more ({(error.strerror or str(error)).lower()})"
        raise UserError(
            f"{self.paths[file]} has changed while it was streamed: {why}. Put it back to go on "
            "with this run."
        )

    def damaged(self, file: int, place: int) -> UserError:
        """The error for a record that is none."""
        return UserError(
            f"{self.paths[file]} is damaged, or not complete, at {self.unit} {place:,}. Prepare "
            "the set anew."
        )

    unit = "byte"


class TFRecordFiles(RecordFiles):
    """TFRecord files; the place of a record is that of its first byte."""

    def records(self, file: int) -> Iterator[tuple[int, bytes]]:
        """See `RecordFiles.records`."""
        size = self.paths[file].stat().st_size
        place = 0
        with self.paths[file].open("rb") as content:
            while header := content.read(_HEADER.size):
                length = _HEADER.unpack(header)[0] if len(header) == _HEADER.size else size
                if place + _HEADER.size + length + _FOOTER > size:
                    raise self.damaged(file, place)
                place += _HEADER.size
                yield place, content.read(length)
                content.read(_FOOTER)
                place += length + _FOOTER

    def parts(self, file: int, wanted: Sequence[tuple[int, int, int]]) -> list[bytes]:
        """See `RecordFiles.parts`."""
        self.check_unchanged(file)
        found = []
        with self.paths[file].open("rb", buffering=0) as content:
            for place, begin, length in wanted:
                content.seek(place + begin)
                found.append(content.read(length))
        return found


class ArrayRecordFiles(RecordFiles):
    """ArrayRecord files; the place of a record is its number."""

    unit = "record"

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__(paths)
        self._readers: dict[int, Any] = {}

    def records(self, file: int) -> Iterator[tuple[int, bytes]]:
        """See `RecordFiles.records`."""
        from array_record.python.array_record_module import ArrayRecordReader

        try:
            reader = ArrayRecordReader(os.fspath(self.paths[file]))
        except (RuntimeError, ValueError) as error:
            raise self.damaged(file, 0) from error
        for place in range(reader.num_records()):
            try:
                record = reader.read()
            except (RuntimeError, ValueError, IndexError) as error:
                raise self.damaged(file, place) from error
            yield place, record
        reader.close()

    def parts(self, file: int, wanted: Sequence[tuple[int, int, int]]) -> list[bytes]:
        """See `RecordFiles.parts`."""
        from array_record.python.array_record_module import ArrayRecordReader

        self.check_unchanged(file)
        if file not in self._readers:
            self._readers[file] = ArrayRecordReader(
                os.fspath(self.paths[file]), _RANDOM, file_reader_buffer_size=_BUFFER
            )
        try:
            records = self._readers[file].read([place for place, _, _ in wanted])
        except (RuntimeError, ValueError) as error:
            raise self.damaged(file, wanted[0][0]) from error
        return [
            record[begin : begin + length]
            for record, (_, begin, length) in zip(records, wanted, strict=True)
        ]


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns
