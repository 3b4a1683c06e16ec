"""Files of images: what is known of each, and how one is read for another."""

from __future__ import annotations

import logging
import os
import warnings
from typing import Literal, Protocol

import numpy as np

from suite.data.files.decode import UnreadableImage, decode_image
from suite.data.files.image_folders import ImageFiles
from suite.data.files.streaming.jpeg_header import plain_jpeg_size
from suite.errors import UserError
from suite.screen import plain

# What is known of a file.
_UNKNOWN, PLAIN, OTHER = range(3)


class Encoded(Protocol):
    """What `StreamedImages` asks of the images of a split."""

    def look_up(self, numbers: np.ndarray) -> tuple[np.ndarray, ...]:
        """The numbers again, what is known of each image, its place, and of a plain JPEG its height
        and width."""
        ...

    def pixels(self, number: int, part: np.ndarray) -> np.ndarray:
        """A whole image, decoded by other means."""
        ...


class EncodedFiles:
    """The image files of a split, looked at when they are met first.

    A file whose size or date is not what it was when the folder was listed is an error. One that
    cannot be decoded is an error too, or the next of its class stands in for it.

    Args:
        found: the files.
        color: `rgb` or `grayscale`.
        on_corrupt: `refuse`, or `skip` for the next of the class.

    Example:
        >>> from suite.data.sources.folder import folder
        >>> for name in ("cat", "dog"):
        ...     os.makedirs(f"images/{name}")
        ...     keras.utils.save_img(f"images/{name}/1.jpg", np.full((40, 60, 3), 9))
        >>> files = folder("images", resize=[32, 32], decode="streaming").train.inputs.files
        >>> files.pixels(1, np.arange(2)).shape
        (40, 60, 3)
    """

    def __init__(
        self,
        found: ImageFiles,
        color: Literal["rgb", "grayscale"],
        on_corrupt: Literal["refuse", "skip"],
    ) -> None:
        self.found = found
        self.color = color
        self.on_corrupt = on_corrupt
        self._kinds = np.full(len(found.files), _UNKNOWN, np.uint8)
        self._sizes = np.ones((len(found.files), 2), np.uint16)
        self._damaged: set[int] = set()  # of which it was said already
        # Of large images and odd metadata Pillow would warn file by file.
        warnings.filterwarnings("ignore", module="PIL", append=True)

    def look_up(self, numbers: np.ndarray) -> tuple[np.ndarray, ...]:
        """The numbers again, what is known of each file, its path, and of a plain JPEG its height
        and width.

        Raises:
            UserError: a file has changed.
        """
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
        self._kinds[number] = OTHER if size is None else PLAIN

    def pixels(self, number: int, part: np.ndarray) -> np.ndarray:
        """A whole image, or that of the next readable file of its class.

        Args:
            number: of the file.
            part: the numbers of the samples among which another may stand in for it.

        Raises:
            UserError: there is none, or none is wanted; or the file has changed.
        """
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
        for candidate in self._others_of_class(number, part).tolist():
            try:
                pixels = self._decoded(candidate)
            except UnreadableImage:
                continue
            if number not in self._damaged:
                self._damaged.add(number)
                told = f"{path} cannot be decoded ({why}): {self._name(candidate)} stands in for it"
                logging.getLogger("suite").warning(plain(told))
            return pixels
        raise UserError(f"{path} cannot be decoded ({why}), nor can any other image of its class.")

    def _decoded(self, number: int) -> np.ndarray:
        path = self.found.files.path(number)
        self._check_unchanged(number, path)
        pixels: np.ndarray = decode_image(os.fsdecode(path), self.color)
        return pixels

    def _others_of_class(self, number: int, part: np.ndarray) -> np.ndarray:
        """The samples of a part that are of the same class, beginning behind a number."""
        labels = self.found.labels
        same = np.sort(part[labels[part] == labels[number]])
        same = np.roll(same, -int(np.searchsorted(same, number, side="right")))
        others: np.ndarray = same[same != number]
        return others

    def _name(self, number: int) -> str:
        return self.found.files.name(number)


def _changed(path: bytes, how: str) -> str:
    return (
        f"{os.fsdecode(path)} has changed while its folder was streamed: {how}. Put it back to go "
        "on with this run, or begin a new one with the folder as it is now."
    )
