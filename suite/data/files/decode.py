"""Image files to uint8 arrays."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import stat
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps

from suite.data.files.wait_bar import wait_bar
from suite.errors import UserError

FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".jfif": "JPEG",
    ".bmp": "BMP",
    ".gif": "GIF",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".webp": "WEBP",
}
CHANNELS = {"rgb": ("RGB", 3), "grayscale": ("L", 1)}
_NAMES = tuple(dict.fromkeys(FORMATS.values()))
_ACCEPTED = f"{', '.join(_NAMES[:-1])} or {_NAMES[-1]}"
# Bytes of the largest file that is read.
_LARGEST = 2**31
_GROUP = 100  # files that a thread takes at once


class UnreadableImage(Exception):
    """A file that cannot be decoded; the message is the reason."""


def decode_image(
    path: str | Path | BinaryIO,
    color: str = "rgb",
    resize: Sequence[int] | None = None,
    center_crop: float | None = None,
) -> np.ndarray:
    """One image file, upright, as a uint8 array.

    Args:
        path: a PNG, JPEG, BMP, GIF, TIFF or WebP file, whatever its suffix; of several images in it
            the first. Of 16 bits per channel the upper 8 are taken.
        color: `rgb` or `grayscale`; transparency is dropped.
        resize: [height, width], bilinear, averaging when it shrinks; None keeps the size.
        center_crop: share, in (0, 1], of the largest window in the middle with the aspect ratio of
            `resize`, that is resized; None stretches the whole image.

    Shapes:
        returns: (height, width, 3) or (height, width, 1).

    Raises:
        UnreadableImage: the file is damaged, no image, or of numbers that have no fixed range.
    """
    source = io.BytesIO(_read_file(path)) if isinstance(path, str | Path) else path
    try:
        with Image.open(source, formats=_NAMES) as image:
            return _pixels(image, color, resize, center_crop)
    except UnreadableImage:
        raise
    except Image.UnidentifiedImageError as error:
        raise UnreadableImage(f"not a {_ACCEPTED} image") from error
    # What Pillow raises on damaged files is not written down, and grows with each format.
    except Exception as error:
        words = " ".join(str(getattr(error, "strerror", None) or error).split())
        raise UnreadableImage(words or type(error).__name__) from error


def _pixels(
    image: Image.Image, color: str, resize: Sequence[int] | None, center_crop: float | None
) -> np.ndarray:
    mode, channels = CHANNELS[color]
    kind = image.format
    if "exif" in image.info:
        image = ImageOps.exif_transpose(image)
    image = _eight_bits(image, kind)
    if image.mode in ("P", "PA") and "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode != mode:
        image = image.convert(mode)
    if resize is not None and (image.size != (resize[1], resize[0]) or center_crop is not None):
        size = resize[1], resize[0]
        box = None if center_crop is None else _middle(image.size, size, center_crop)
        image = image.resize(size, Image.Resampling.BILINEAR, box)
    pixels = np.frombuffer(image.tobytes(), np.uint8)
    return pixels.reshape(image.height, image.width, channels)


def _middle(
    whole: tuple[int, int], size: tuple[int, int], share: float
) -> tuple[float, float, float, float]:
    """A window in the middle, as left, top, right and bottom."""
    factor = min(have / want for have, want in zip(whole, size, strict=True))
    width, height = (max(1, round(want * factor * share)) for want in size)
    left, top = round((whole[0] - width) / 2), round((whole[1] - height) / 2)
    return left, top, left + width, top + height


def _eight_bits(image: Image.Image, kind: str | None) -> Image.Image:
    """The upper byte of 16-bit values, as Pillow itself takes of 16-bit color."""
    # The PNG format has no 32-bit values, but some versions of Pillow read 16 bits as 32.
    is_16_bit = image.mode.startswith("I;16") or (image.mode == "I" and kind == "PNG")
    if is_16_bit:
        return Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    if image.mode[0] in "IF":
        numbers = "32-bit whole numbers" if image.mode[0] == "I" else "floating-point numbers"
        raise UnreadableImage(f"{numbers}, which have no fixed range; save it with 8 or 16 bits")
    return image


@contextlib.contextmanager
def quiet_decoding() -> Iterator[None]:
    """Without Pillow's warnings of large images and odd metadata, which would come file by file."""
    logger = logging.getLogger("PIL")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="PIL")
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            yield
    finally:
        logger.setLevel(level)


def check_center_crop(center_crop: float | None, resize: Sequence[int] | None) -> None:
    """Refuse a share that is none, or that is of a size which is not known."""
    if center_crop is None:
        return
    if not 0 < center_crop <= 1:
        raise ValueError(
            f"Argument `center_crop` must be in (0, 1], or null. Received: {center_crop}"
        )
    if resize is None:
        raise ValueError("Argument `center_crop` needs `resize`, the size of the samples.")


def first_shape(
    paths: Iterable[str], color: str = "rgb", resize: Sequence[int] | None = None
) -> tuple[str, tuple[int, ...]]:
    """Path and shape of the first image that can be decoded.

    Raises:
        UserError: there is none.
    """
    with quiet_decoding():
        for tried, path in enumerate(paths, 1):  # noqa: B007 - told of below
            try:
                return path, decode_image(path, color, resize).shape
            except UnreadableImage as error:
                reason = error
    raise UserError(f"None of {tried} images can be decoded, the last being {path}: {reason}")


def decode_images(
    paths: Sequence[str | Path],
    out: np.ndarray,
    example: str | Path,
    color: str = "rgb",
    resize: Sequence[int] | None = None,
    center_crop: float | None = None,
    sums: np.ndarray | None = None,
) -> dict[int, str]:
    """Decode many files, in several threads; index -> reason of those that cannot be decoded.

    Args:
        paths: N files.
        out: receives them, uint8, of shape (N, H, W, C).
        example: a file whose image has the shape that all must have.
        color, resize, center_crop: see `decode_image`.
        sums: receives the CRC of each file, uint32, of shape (N,).

    Raises:
        UserError: two images differ in size.
    """

    def decode_group(start: int) -> tuple[int, dict[int, str]]:
        unreadable: dict[int, str] = {}
        for index, path in enumerate(group := paths[start : start + _GROUP], start):
            try:
                content = _read_file(path)
                if sums is not None:
                    sums[index] = zlib.crc32(content)
                image = decode_image(io.BytesIO(content), color, resize, center_crop)
            except UnreadableImage as error:
                unreadable[index] = str(error)
            else:
                _check_size(example, out.shape[1:], path, image.shape)
                out[index] = image
        return len(group), unreadable

    with quiet_decoding():
        return _by_threads(decode_group, paths)


def _by_threads(
    decode_group: Callable[[int], tuple[int, dict[int, str]]], paths: Sequence[str | Path]
) -> dict[int, str]:
    """What could not be decoded of all groups, by index; the first error ends the others."""
    unreadable: dict[int, str] = {}
    with (
        wait_bar(f"decoding {len(paths):,} images", len(paths)) as advance,
        ThreadPoolExecutor(_threads(paths)) as pool,
    ):
        futures = [pool.submit(decode_group, start) for start in range(0, len(paths), _GROUP)]
        try:
            for future in as_completed(futures):
                count, bad = future.result()
                unreadable.update(bad)
                advance(count)
        finally:
            pool.shutdown(cancel_futures=True)
    return dict(sorted(unreadable.items()))


def _read_file(path: str | Path) -> bytes:
    """The content of a file; never of a device or a pipe, which might have no end.

    Raises:
        UnreadableImage: it cannot be read.
    """
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableImage("no regular file")
        if status.st_size > _LARGEST:
            raise UnreadableImage(f"{status.st_size / 1e9:.1f} GB, too large for an image")
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise UnreadableImage(error.strerror or str(error)) from error


def _threads(paths: Sequence[str | Path]) -> int:
    """All processors for photographs; one for thumbnails, where threads wait for each other."""
    sample = paths[:: max(1, len(paths) // 100)]
    mean = sum(os.path.getsize(path) for path in sample if os.path.exists(path)) / len(sample)
    return 1 if mean < 1536 else min(16, os.cpu_count() or 1)


def _check_size(
    first: str | Path, shape: tuple[int, ...], second: str | Path, other: tuple[int, ...]
) -> None:
    if shape != other:
        raise UserError(
            f"The images differ in size: {first} is {shape[0]}x{shape[1]}, {second} is "
            f"{other[0]}x{other[1]} (height x width). Set data.resize, for instance to "
            f"[{shape[0]}, {shape[1]}]."
        )
