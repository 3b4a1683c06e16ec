"""Image files that are decoded when their turn comes."""

from __future__ import annotations

import hashlib
import logging
import os
import warnings
from collections.abc import Callable
from typing import Literal, Self

import numpy as np
import tensorflow as tf

from suite.data.digest import DIGITS
from suite.data.files.decode import CHANNELS, UnreadableImage, decode_image
from suite.data.files.image_folders import ImageFiles
from suite.data.files.streaming.jpeg_header import plain_jpeg_size
from suite.data.files.streaming.sample_views import Boxes, center_boxes, cut_out, resized, shrinks
from suite.data.files.streaming.streamed import Streamed
from suite.errors import RunFailure, UserError
from suite.screen import plain

# What is known of a file. TensorFlow decodes a part of a plain JPEG; all else goes to Pillow.
_UNKNOWN, _PLAIN, _OTHER, _DAMAGED = range(4)
Tensors = tuple[tf.Tensor, ...]


class StreamedImages(Streamed):
    """Images of one split, each read and decoded anew whenever it is asked for.

    As an array it holds the middle of each image: the largest window of the samples' aspect ratio,
    of which `share` is kept, resized. Bilinear, and averaging where it shrinks to less than half.

    A file whose size or date is not what it was when the folder was listed is an error. One that
    cannot be decoded is an error, or another takes its place: the next of its class in the order of
    the list, among the samples of this part, that can. So a batch stays a function of the files
    and of its number.

    Args:
        found: the files of the split.
        size: height and width of the samples.
        color: `rgb` or `grayscale`.
        share: of the largest window in the middle, in (0, 1].
        on_corrupt: `refuse`, or `skip` for the next of the class.

    Shapes:
        as an array: (N, *size, 3 or 1), uint8.

    Example:
        >>> from suite.data.files.image_folders import find_images
        >>> from suite.data.files.walk import Walk
        >>> for name in ("cat", "dog"):
        ...     Path(name).mkdir()
        ...     keras.utils.save_img(f"{name}/1.jpg", np.full((40, 60, 3), 9))
        >>> images = StreamedImages(find_images(Walk(Path(".")))[1]["train"], (32, 32))
        >>> images.shape, int(images[0].max())
        ((2, 32, 32, 3), 9)
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
        self.found = found
        self.size = size
        self.color = color
        self.share = share
        self.on_corrupt = on_corrupt
        # Learned as files are met; shared by all parts of the split.
        self._kinds = np.full(count, _UNKNOWN, np.uint8)
        self._sizes = np.ones((count, 2), np.uint16)
        # Of large images and odd metadata Pillow would warn file by file.
        warnings.filterwarnings("ignore", module="PIL", append=True)
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
            sha.update(f"{self.found.files.name(number)}\0".encode())
        sha.update(self.found.files.sizes[self.numbers].astype("<i8").tobytes())
        return f"streamed, names and sizes {sha.hexdigest()[:DIGITS]}"

    def read(self, numbers: np.ndarray) -> np.ndarray:
        """See `Streamed.read`."""
        if self._decode is None:
            decode = self._reader(self._center, lambda numbers: numbers)
            spec = tf.TensorSpec([None], tf.int64)
            self._decode = tf.function(decode, input_signature=[spec], autograph=False)
        try:
            with tf.init_scope(), self.told():
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
            samples = tf.data.Dataset.from_tensor_slices(planned)
            samples = samples.map(sample, num_parallel_calls=threads, deterministic=True)
            count = tf.maximum(tf.shape(rows, tf.int64)[0], 1)
            images = samples.batch(count).get_single_element()
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
            lambda chosen: self.noting(self._looked_up, numbers_of(chosen)),
            [rows],
            types,
            stateful=False,
        )
        count = rows.shape
        for tensor in (numbers, kinds, paths):
            tensor.set_shape(count)
        sizes.set_shape([*count, 2])
        windows, is_plain = boxes(draws, sizes), kinds == _PLAIN
        is_quick = is_plain & ~shrinks(windows, self.size)
        return numbers, is_plain, is_quick, paths, windows, draws

    def _looked_up(self, numbers: np.ndarray) -> tuple[np.ndarray, ...]:
        paths = np.empty(len(numbers), object)
        for place, number in enumerate(numbers.tolist()):
            paths[place] = path = self.found.files.path(number)
            self._check_unchanged(number, path)
            if self._kinds[number] == _UNKNOWN:
                self._meet(number, path)
        return numbers, self._kinds[numbers], paths, self._sizes[numbers].astype(np.int32)

    def _check_unchanged(self, number: int, path: bytes) -> None:
        files = self.found.files
        try:
            now = os.stat(path)
        except OSError as error:
            what = (error.strerror or str(error)).lower()
            raise UserError(_changed(path, f"it cannot be read any more ({what})")) from error
        if (now.st_size, now.st_mtime_ns) != (files.sizes[number], files.dates[number]):
            raise UserError(_changed(path, "its size or date is not what it was"))

    def _meet(self, number: int, path: bytes) -> None:
        try:
            with open(path, "rb") as file:
                size = plain_jpeg_size(file)
        except OSError:
            size = None
        if size is not None:
            self._sizes[number] = size
        self._kinds[number] = _OTHER if size is None else _PLAIN

    def _sample(self, boxes: Boxes, *parts: tf.Tensor) -> tf.Tensor:
        _, is_plain, is_quick, path, box, _ = parts

        def jpeg(averages: bool) -> tf.Tensor:
            content, channels = tf.io.read_file(path), self.sample_shape[2]
            window = tf.io.decode_and_crop_jpeg(content, box, channels)
            return resized(window, self.size, averages)

        def others() -> tf.Tensor:
            return tf.cond(is_plain, lambda: jpeg(True), lambda: self._other(boxes, *parts))

        return tf.cond(is_quick, lambda: jpeg(False), others)

    def _other(self, boxes: Boxes, *parts: tf.Tensor) -> tf.Tensor:
        """By Pillow, whole: other formats, other orientations, and files that stand in for others,
        whose windows are only known now."""
        number, draws = parts[0], parts[-1]
        image = tf.numpy_function(
            lambda one: self.noting(self._pixels, int(one)), [number], tf.uint8, stateful=False
        )
        image.set_shape([None, None, self.sample_shape[2]])
        box = boxes(draws[None], tf.shape(image)[None, :2])[0]
        window = cut_out(image, box)
        return tf.cond(
            shrinks(box[None], self.size)[0],
            lambda: resized(window, self.size, averages=True),
            lambda: resized(window, self.size, averages=False),
        )

    def _pixels(self, number: int) -> np.ndarray:
        """A whole image, or that of the next readable file of its class."""
        try:
            return self._decoded(number)
        except UnreadableImage as error:
            path = os.fsdecode(self.found.files.path(number))
            if self.on_corrupt == "refuse":
                raise UserError(
                    f"{path} cannot be decoded: {error}. Mend or remove it, or set "
                    "data.on_corrupt to skip."
                ) from error
            why = str(error)
        for candidate in self._others_of_class(number).tolist():
            try:
                pixels = self._decoded(candidate)
            except UnreadableImage:
                continue
            if self._kinds[number] != _DAMAGED:
                self._kinds[number] = _DAMAGED
                told = f"{path} cannot be decoded ({why}): {self._name(candidate)} stands in for it"
                logging.getLogger("suite").warning(plain(told))
            return pixels
        raise UserError(f"{path} cannot be decoded ({why}), nor can any other image of its class.")

    def _decoded(self, number: int) -> np.ndarray:
        path = self.found.files.path(number)
        self._check_unchanged(number, path)
        pixels: np.ndarray = decode_image(os.fsdecode(path), self.color)
        return pixels

    def _others_of_class(self, number: int) -> np.ndarray:
        """The samples of this part that are of the same class, beginning behind a number."""
        labels = self.found.labels
        same = np.sort(self.numbers[labels[self.numbers] == labels[number]])
        same = np.roll(same, -int(np.searchsorted(same, number, side="right")))
        others: np.ndarray = same[same != number]
        return others

    def _name(self, number: int) -> str:
        return self.found.files.name(number)


def _or_else(
    first: Callable[..., tf.Tensor], second: Callable[..., tf.Tensor], parts: Tensors
) -> tf.Tensor:
    """What the first function makes of the parts, or, if it fails, the second."""
    once = tf.data.Dataset.from_tensors(parts)
    attempt = once.map(first).ignore_errors()
    made: tf.Tensor = attempt.concatenate(once.map(second)).take(1).get_single_element()
    return made


def _changed(path: bytes, how: str) -> str:
    return (
        f"{os.fsdecode(path)} has changed while its folder was streamed: {how}. Put it back to go "
        "on with this run, or begin a new one with the folder as it is now."
    )


def _threads() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
