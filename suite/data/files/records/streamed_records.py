"""Images in files of records, which are decoded when their turn comes."""

from __future__ import annotations

import hashlib

import numpy as np
import tensorflow as tf

from suite.data.digest import DIGITS
from suite.data.files.records.record_files import RecordFiles
from suite.data.files.records.record_index import RecordIndex
from suite.data.files.streaming.encoded_files import OTHER, PLAIN
from suite.data.files.streaming.streamed import Streamed
from suite.data.files.streaming.streamed_images import StreamedImages

_ASKED = 500


class EncodedRecords:
    """The encoded images of a split, as `StreamedImages` asks for them.

    Args:
        files: of the split.
        index: where each image lies in them.
        channels: 1 or 3.
    """

    def __init__(self, files: RecordFiles, index: RecordIndex, channels: int) -> None:
        self.files = files
        self.index = index
        self.channels = channels

    def look_up(self, numbers: np.ndarray) -> tuple[np.ndarray, ...]:
        """The numbers again, whether each is a plain JPEG, its bytes, and its height and width.

        Raises:
            UserError: a file has changed.
        """
        sizes = self.index.sizes[numbers].astype(np.int32)
        kinds = np.where(sizes[:, 0] > 0, PLAIN, OTHER).astype(np.uint8)
        return numbers, kinds, self.contents(numbers), sizes

    def contents(self, numbers: np.ndarray) -> np.ndarray:
        """The encoded images of these numbers, an array of bytes.

        Raises:
            UserError: a file has changed.
        """
        index = self.index
        found = np.empty(len(numbers), object)
        files = index.files[numbers]
        columns = (column[numbers] for column in (index.places, index.begins, index.lengths))
        wanted = list(zip(*(column.tolist() for column in columns), strict=True))
        for file in np.unique(files).tolist():
            rows = np.flatnonzero(files == file).tolist()
            # In the order of the file, which the disk prefers.
            rows.sort(key=lambda row: wanted[row])
            parts = self.files.parts(file, [wanted[row] for row in rows])
            for row, part in zip(rows, parts, strict=True):
                found[row] = part
        return found

    def pixels(self, number: int, part: np.ndarray) -> np.ndarray:
        """A whole image.

        Raises:
            UserError: it cannot be decoded.
        """
        (content,) = self.contents(np.array([number]))
        try:
            image: np.ndarray = tf.io.decode_image(
                content, self.channels, expand_animations=False
            ).numpy()
        except tf.errors.InvalidArgumentError as error:
            file = int(self.index.files[number])
            raise self.files.damaged(file, int(self.index.places[number])) from error
        return image


class StreamedRecords(StreamedImages):
    """Images of one split of records; see `StreamedImages`.

    Args:
        encoded: the images.
        name: of the set they belong to.
        size: height and width of the samples.
        share: of the largest window of that shape in the middle of each image, in (0, 1].

    Example:
        >>> from pathlib import Path
        >>> from suite.data.files.records.record_files import TFRecordFiles
        >>> with tf.io.TFRecordWriter("a.tfrecord") as file:
        ...     file.write(tf.io.encode_png(np.full((4, 6, 1), 9, "uint8")).numpy())
        >>> length = Path("a.tfrecord").stat().st_size - 16
        >>> columns = (np.array([one]) for one in (0, 12, 0, length, [0, 0], 1))
        >>> files = EncodedRecords(TFRecordFiles([Path("a.tfrecord")]), RecordIndex(*columns), 1)
        >>> StreamedRecords(files, "own", (2, 2), 1.0)[:].tolist()
        [[[[9], [9]], [[9], [9]]]]
    """

    def __init__(
        self, encoded: EncodedRecords, name: str, size: tuple[int, int], share: float
    ) -> None:
        shape = (*size, encoded.channels)
        Streamed.__init__(self, shape, np.dtype(np.uint8), np.arange(len(encoded.index)))
        self.files = encoded
        self._records = encoded
        self.size = size
        self.share = share
        self._name = name
        self._decode = None

    def digest(self) -> str:
        """The name of the set and the lengths of the images; their content is not read."""
        sha = hashlib.sha256(self._name.encode())
        sha.update(self._records.index.lengths[self.numbers].astype("<i4").tobytes())
        return f"streamed, lengths {sha.hexdigest()[:DIGITS]}"

    def shared_with(self, others: Streamed) -> float | None:
        """See `Streamed.shared_with`; an image is shared whose bytes are those of another."""
        if not isinstance(others, StreamedRecords):
            return None
        asked = others.numbers[
            np.linspace(0, len(others) - 1, min(_ASKED, len(others))).astype(int)
        ]
        lengths = self._records.index.lengths[self.numbers]
        shared = 0
        for number, content in zip(asked, others._records.contents(asked), strict=True):
            alike = self.numbers[lengths == others._records.index.lengths[number]][:100]
            shared += content in set(self._records.contents(alike))
        return shared / len(asked)

    def encoded(self, place: tf.Tensor) -> tf.Tensor:
        """See `StreamedImages.encoded`; `look_up` gave the image itself."""
        return place
