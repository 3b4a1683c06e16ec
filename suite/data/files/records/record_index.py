"""Where each image of a split lies in its files of records."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf

from suite.data.files.records.record_files import RecordFiles
from suite.data.files.streaming.jpeg_header import plain_jpeg_size

_AT_ONCE = 256  # records


@dataclass(frozen=True, eq=False)
class RecordIndex:
    """What is known of each image, in order; 30 bytes each.

    Args:
        files: number of the file, shape (N,).
        places: of the record in the file.
        begins, lengths: of the encoded image in the record.
        sizes: height and width of a plain JPEG, 0 of everything else; shape (N, 2).
        labels: shape (N,).

    Example:
        >>> columns = np.zeros((4, 7), int)
        >>> index = RecordIndex(*columns, np.zeros((7, 2)), np.arange(7))
        >>> index.save("index.npz")
        >>> len(RecordIndex.load("index.npz"))
        7
    """

    files: np.ndarray
    places: np.ndarray
    begins: np.ndarray
    lengths: np.ndarray
    sizes: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def save(self, path: str | Path) -> None:
        """Write it to a file of NumPy's."""
        np.savez(path, **asdict(self))

    @classmethod
    def load(cls, path: str | Path) -> RecordIndex:
        """What `save` wrote."""
        with np.load(path) as found:
            return cls(**found)


def make_index(
    files: RecordFiles, image: str, label: str, advance: Callable[[int], None]
) -> RecordIndex:
    """Read all records once.

    Args:
        files: of a split.
        image, label: the features that hold the encoded image and the number of its class.
        advance: is told how many records have been read.

    Raises:
        UserError: a file is damaged.
    """
    spec = {
        image: tf.io.FixedLenFeature([], tf.string),
        label: tf.io.FixedLenFeature([], tf.int64),
    }
    columns: list[list[tuple[int, ...]]] = []
    for number in range(len(files.paths)):
        records = files.records(number)
        while part := list(itertools.islice(records, _AT_ONCE)):
            found = tf.io.parse_example([record for _, record in part], spec)
            images, labels = found[image].numpy(), found[label].numpy()
            columns.append(list(_known(number, part, images, labels)))
            advance(len(part))
    rows = np.array(list(itertools.chain(*columns)), np.int64).reshape(-1, 7)
    types = np.uint32, np.int64, np.int32, np.int32
    file, place, begin, length = (
        column.astype(kind) for column, kind in zip(rows.T[:4], types, strict=True)
    )
    sizes, labels = rows[:, 4:6].astype(np.uint16), rows[:, 6].astype(np.int32)
    return RecordIndex(file, place, begin, length, sizes, labels)


def _known(
    file: int, part: list[tuple[int, bytes]], images: np.ndarray, labels: np.ndarray
) -> Iterator[tuple[int, ...]]:
    for (place, record), encoded, label in zip(part, images, labels, strict=True):
        size = plain_jpeg_size(io.BytesIO(encoded)) or (0, 0)
        yield file, place, record.find(encoded), len(encoded), *size, int(label)
