"""Image files that are decoded when their turn comes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from typing import Literal, Self

import numpy as np
import tensorflow as tf
from tensorflow.python.data.experimental.ops.batching import _MapAndBatchDataset

from suite.data.batches.parallel import as_written
from suite.data.digest import DIGITS
from suite.data.files.decode import CHANNELS
from suite.data.files.image_folders import ImageFiles
from suite.data.files.streaming.encoded_files import PLAIN, Encoded, EncodedFiles
from suite.data.files.streaming.sample_views import Boxes, center_boxes, cut_out, resized, shrinks
from suite.data.files.streaming.streamed import Streamed
from suite.errors import RunFailure, UserError

_ASKED, _MOST_OF_A_SIZE = 500, 100  # files that are looked for; those that one is compared with
_NONE = np.empty(0, np.int64)
Tensors = tuple[tf.Tensor, ...]


class StreamedImages(Streamed):
    """Images of one split, each read and decoded anew whenever it is asked for.

    As an array it holds the middle of each image: the largest window of the samples' aspect ratio,
    of which `share` is kept, resized: bilinear, or, where it shrinks to less than half, to the mean
    of the area of each pixel.

    Where a file that cannot be decoded is to be skipped, another stands in for it: the next of its
    class in the order of the list, among the samples of this part, that can. So a batch stays a
    function of the files and of its number; see `EncodedFiles`.

    Args:
        found: the files of the split.
        size: height and width of the samples.
        color: `rgb` or `grayscale`.
        share: of the largest window in the middle, in (0, 1].
        on_corrupt: `refuse`, or `skip` for the next of the class.

    Shapes:
        as an array: (N, *size, 3 or 1), uint8.

    Example:
        >>> from suite.data.sources.folder import folder
        >>> for name in ("cat", "dog"):
        ...     os.makedirs(f"images/{name}")
        ...     keras.utils.save_img(f"images/{name}/1.jpg", np.full((40, 60, 3), 9))
        >>> images = folder("images", resize=[32, 32], decode="streaming").train.inputs
        >>> images.shape, images[:1].shape
        ((2, 32, 32, 3), (1, 32, 32, 3))
    """

    batches_at_once = 2

    def __init__(
        self,
        found: ImageFiles,
        size: tuple[int, int],
        color: Literal["rgb", "grayscale"] = "rgb",
        share: float = 0.875,
        on_corrupt: Literal["refuse", "skip"] = "refuse",
    ) -> None:
        count, channels = len(found.files), CHANNELS[color][1]
        super().__init__((*size, channels), np.dtype(np.uint8), np.arange(count))
        self.files: Encoded = EncodedFiles(found, color, on_corrupt)
        self._list = found.files
        self.size = size
        self.share = share
        self._decode: Callable[[tf.Tensor], tf.Tensor] | None = None

    def subset(self, rows: np.ndarray) -> Self:
        """The given rows; no sample is read."""
        part = super().subset(rows)
        part._decode = None  # in it, files stand in for others that are in this part
        return part

    def digest(self) -> str:
        """Names and sizes of the files; their content is not read."""
        sha = hashlib.sha256()
        for number in self.numbers.tolist():
            sha.update(f"{self._list.name(number)}\0".encode())
        sha.update(self._list.sizes[self.numbers].astype("<i8").tobytes())
        return f"streamed, names and sizes {sha.hexdigest()[:DIGITS]}"

    def shared_with(self, others: Streamed) -> float | None:
        """See `Streamed.shared_with`; shared are size and content of a file."""
        if not isinstance(others, StreamedImages):
            return None
        asked = others.subset(np.linspace(0, len(others) - 1, min(_ASKED, len(others))).astype(int))
        sizes = self._list.sizes[self.numbers]
        order = np.argsort(sizes, kind="stable")
        shared = 0
        for number in asked.numbers.tolist():
            size, content = others._list.sizes[number], None
            first, end = (np.searchsorted(sizes[order], size, side) for side in ("left", "right"))
            for row in order[first:end][:_MOST_OF_A_SIZE].tolist():
                content = content or _content(others._list.path(number))
                if _content(self._list.path(int(self.numbers[row]))) == content:
                    shared += 1
                    break
        return shared / len(asked)

    def read(self, numbers: np.ndarray) -> np.ndarray:
        """See `Streamed.read`."""
        try:
            with tf.init_scope(), self.told():
                if self._decode is None:
                    decode = tf.function(
                        self._reader(self._center, lambda numbers: numbers),
                        input_signature=[tf.TensorSpec([None], tf.int64)],
                        autograph=False,
                    )
                    # Else TensorFlow warns that each part of a split has its own.
                    self._decode = decode.get_concrete_function()
                images: np.ndarray = self._decode(tf.constant(numbers, tf.int64)).numpy()
        except RunFailure as error:
            raise UserError(str(error)) from error
        return images

    def reader(self) -> Callable[[tf.Tensor], tf.Tensor]:
        """See `Streamed.reader`."""
        return self._reader(self._center, lambda rows: self.numbers[rows])

    def cropping_reader(self, boxes: Boxes) -> Callable[[tf.Tensor, tf.Tensor], tf.Tensor]:
        """As `reader`, of a window of each image in place of its middle.

        Args:
            boxes: a function of draws and of the images' sizes; the reader's second argument is
                the draws, a row a sample.
        """
        return self._reader(boxes, lambda rows: self.numbers[rows])

    def _center(self, draws: tf.Tensor, sizes: tf.Tensor) -> tf.Tensor:
        return center_boxes(sizes, self.size, self.share)

    def _reader(
        self, boxes: Boxes, numbers_of: Callable[[np.ndarray], np.ndarray]
    ) -> Callable[..., tf.Tensor]:
        """What decodes a batch by all threads. Should that fail, each sample is given a second
        chance by itself; so no time is spent on it where all is well, which is nearly always."""
        threads = _threads()

        def batch(sample: Callable[..., tf.Tensor], parts: Tensors) -> tf.Tensor:
            rows, draws = parts
            planned = self._planned(rows, draws, boxes, numbers_of)
            count = tf.maximum(tf.shape(rows, tf.int64)[0], 1)
            # Each sample is written to its place in the batch: no second copy, by one thread.
            images = _MapAndBatchDataset(
                tf.data.Dataset.from_tensor_slices(planned),
                as_written(sample),
                count,
                tf.constant(threads, tf.int64),
                drop_remainder=False,
            ).get_single_element()
            return tf.ensure_shape(images, [*rows.shape, *self.sample_shape])

        def sample(*parts: tf.Tensor) -> tf.Tensor:
            return self._sample(boxes, *parts)

        def other(*parts: tf.Tensor) -> tf.Tensor:
            return self._other(boxes, *parts)

        def read(rows: tf.Tensor, draws: tf.Tensor | None = None) -> tf.Tensor:
            if draws is None:
                draws = tf.zeros([tf.shape(rows)[0], 0])
            return _or_else(
                lambda *parts: batch(sample, parts),
                lambda *parts: batch(lambda *one: _or_else(sample, other, one), parts),
                (rows, draws),
            )

        return read

    def _planned(
        self,
        rows: tf.Tensor,
        draws: tf.Tensor,
        boxes: Boxes,
        numbers_of: Callable[[np.ndarray], np.ndarray],
    ) -> Tensors:
        """Of each sample the number, whether its file is a plain JPEG, whether it is one whose
        window needs no averaging, the path, the window, and the draws."""
        types = tf.int64, tf.uint8, tf.string, tf.int32
        numbers, kinds, paths, sizes = tf.numpy_function(
            lambda chosen: self.noting(
                self.files.look_up, numbers_of(chosen), instead=self.files.look_up(_NONE)
            ),
            [rows],
            types,
            stateful=False,
        )
        count = rows.shape
        for tensor in (numbers, kinds, paths):
            tensor.set_shape(count)
        sizes.set_shape([*count, 2])
        windows, is_plain = boxes(draws, sizes), kinds == PLAIN
        is_quick = is_plain & ~shrinks(windows, self.size)
        return numbers, is_plain, is_quick, paths, windows, draws

    def _sample(self, boxes: Boxes, *parts: tf.Tensor) -> tf.Tensor:
        _, is_plain, is_quick, path, box, _ = parts

        def jpeg(averages: bool) -> tf.Tensor:
            # By the exact transform, as Pillow: the pixels of data in memory, but at the edges of a
            # window, where the colors of the pixels beside it are not known.
            window = tf.io.decode_and_crop_jpeg(
                self.encoded(path), box, self.sample_shape[2], dct_method="INTEGER_ACCURATE"
            )
            return resized(window, self.size, averages)

        def others() -> tf.Tensor:
            return tf.cond(is_plain, lambda: jpeg(True), lambda: self._other(boxes, *parts))

        return tf.cond(is_quick, lambda: jpeg(False), others)

    def encoded(self, place: tf.Tensor) -> tf.Tensor:
        """The encoded image at a place that `files.look_up` gave; by TensorFlow's operations."""
        return tf.io.read_file(place)

    def _other(self, boxes: Boxes, *parts: tf.Tensor) -> tf.Tensor:
        """By Pillow, whole: other formats, other orientations, and files that stand in for others,
        whose windows are only known now."""
        number, draws = parts[0], parts[-1]
        nothing = np.empty((0, 0, self.sample_shape[2]), np.uint8)
        image = tf.numpy_function(
            lambda one: self.noting(self.files.pixels, int(one), self.numbers, instead=nothing),
            [number],
            tf.uint8,
            stateful=False,
        )
        image.set_shape([None, None, self.sample_shape[2]])
        with tf.control_dependencies([image[0, 0]]):  # which nothing does not have: it fails
            image = tf.identity(image)
        box = boxes(draws[None], tf.shape(image)[None, :2])[0]
        window = cut_out(image, box)
        return tf.cond(
            shrinks(box[None], self.size)[0],
            lambda: resized(window, self.size, averages=True),
            lambda: resized(window, self.size, averages=False),
        )


def _content(path: bytes) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""  # which is said when its turn comes


def _or_else(
    first: Callable[..., tf.Tensor], second: Callable[..., tf.Tensor], parts: Tensors
) -> tf.Tensor:
    """What the first function makes of the parts, or, if it fails, the second."""
    once = tf.data.Dataset.from_tensors(parts)
    attempt = once.map(as_written(first)).ignore_errors()
    made: tf.Tensor = attempt.concatenate(once.map(as_written(second))).take(1).get_single_element()
    return made


def _threads() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
