"""Image files to uint8 arrays."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from suite.data.wait_bar import wait_bar
from suite.errors import UserError

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".bmp": "BMP"}
CHANNELS = {"rgb": ("RGB", 3), "grayscale": ("L", 1)}
# What the versions of Pillow raise on damaged files.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
_GROUP = 100  # files that a thread takes at once


class UnreadableImage(Exception):
    """A file that cannot be decoded; the message is the reason."""


def decode_image(
    path: str | Path, color: str = "rgb", resize: Sequence[int] | None = None
) -> np.ndarray:
    """One image file, upright, as a uint8 array.

    Args:
        path: a PNG, JPEG or BMP file, whatever its suffix.
        color: `rgb` or `grayscale`; transparency is dropped.
        resize: [height, width], bilinear, averaging when it shrinks; None keeps the size.

    Shapes:
        returns: (height, width, 3) or (height, width, 1).

    Raises:
        UnreadableImage: the file is damaged, no image, or has more than 8 bits a channel.
    """
    mode, channels = CHANNELS[color]
    try:
        with Image.open(path, formats=tuple(set(FORMATS.values()))) as image:
            if image.mode[0] in "IF":
                raise UnreadableImage(f"{image.mode}: more than 8 bits a channel")
            if "exif" in image.info:
                image = ImageOps.exif_transpose(image)
            if image.mode == "P" and "transparency" in image.info:
                image = image.convert("RGBA")
            if image.mode != mode:
                image = image.convert(mode)
            if resize is not None and image.size != (resize[1], resize[0]):
                image = image.resize((resize[1], resize[0]), Image.Resampling.BILINEAR)
            pixels = np.frombuffer(image.tobytes(), np.uint8)
            return pixels.reshape(image.height, image.width, channels)
    except Image.UnidentifiedImageError as error:
        raise UnreadableImage("not a PNG, JPEG or BMP image") from error
    except _DAMAGE as error:
        raise UnreadableImage(str(error) or type(error).__name__) from error


def first_shape(
    paths: Sequence[str | Path], color: str = "rgb", resize: Sequence[int] | None = None
) -> tuple[str | Path, tuple[int, ...]]:
    """Path and shape of the first image that can be decoded.

    Raises:
        UserError: there is none.
    """
    for path in paths:
        try:
            return path, decode_image(path, color, resize).shape
        except UnreadableImage as error:
            reason = error
    raise UserError(f"None of {len(paths)} images can be decoded, the last being {path}: {reason}")


def decode_images(
    paths: Sequence[str | Path],
    out: np.ndarray,
    example: str | Path,
    color: str = "rgb",
    resize: Sequence[int] | None = None,
) -> dict[int, str]:
    """Decode many files, in several threads.

    Args:
        paths: N files.
        out: uint8 array of shape (N, H, W, C) that receives them.
        example: a file whose image has the shape that all must have.
        color: as in `decode_image`.
        resize: as in `decode_image`.

    Returns:
        Indices of the files that could not be decoded, each with the reason.

    Raises:
        UserError: two images differ in size and `resize` is None.
    """

    def decode_group(start: int) -> tuple[int, dict[int, str]]:
        unreadable = {}
        group = paths[start : start + _GROUP]
        for index, path in enumerate(group, start):
            try:
                image = decode_image(path, color, resize)
            except UnreadableImage as error:
                unreadable[index] = str(error)
                continue
            if image.shape != out.shape[1:]:
                raise UserError(_sizes_differ(example, out.shape[1:], path, image.shape))
            out[index] = image
        return len(group), unreadable

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


def _threads(paths: Sequence[str | Path]) -> int:
    """All processors for photographs; one for thumbnails, where threads wait for each other."""
    sample = paths[:: max(1, len(paths) // 100)]
    mean = sum(os.path.getsize(path) for path in sample) / len(sample)
    return 1 if mean < 1536 else min(16, os.cpu_count() or 1)


def _sizes_differ(first: str | Path, shape: tuple, second: str | Path, other: tuple) -> str:
    return (
        f"The images differ in size: {first} is {shape[0]}x{shape[1]}, {second} is "
        f"{other[0]}x{other[1]} (height x width). Set data.resize, for instance to "
        f"[{shape[0]}, {shape[1]}]."
    )
