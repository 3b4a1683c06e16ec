"""What the header of a JPEG file says, without decoding it."""

from __future__ import annotations

import io
import os
from typing import BinaryIO

_START, _END = b"\xff\xd8", b"\xff\xd9"
_SCAN = 0xDA  # here the pixels begin
_EXIF = 0xE1
_FRAMES = {0xC0, 0xC1, 0xC2}  # sequential and progressive, Huffman-coded
# Other frames: lossless, hierarchical or arithmetic coding.
_RARE_FRAMES = {*range(0xC3, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ORIENTATION = 0x0112


def plain_jpeg_size(file: BinaryIO) -> tuple[int, int] | None:
    """Height and width of a JPEG image that any decoder reads alike; None of everything else.

    It is plain if it has 8 bits a value, one or three channels, the usual coding and no orientation
    that would turn it, and if the file ends where the image ends: one that was cut off does not.

    Args:
        file: which can be read at any place.

    Example:
        >>> keras.utils.save_img("one.jpg", np.zeros((8, 6, 3)))
        >>> with open("one.jpg", "rb") as file:
        ...     plain_jpeg_size(file)
        (8, 6)
    """
    size = None
    if file.read(2) != _START:
        return None
    while (marker := _next_marker(file)) is not None and marker != _SCAN:
        length = int.from_bytes(file.read(2), "big") - 2
        if length < 0 or marker in _RARE_FRAMES:
            return None
        if marker in _FRAMES:
            size = _size_of_frame(file.read(length))
            if size is None:
                return None
        elif marker == _EXIF:
            if _is_turned(file.read(length)):
                return None
        else:
            file.seek(length, io.SEEK_CUR)
    if marker is None or size is None:
        return None
    file.seek(-2, os.SEEK_END)
    return size if file.read(2) == _END else None


def _next_marker(file: BinaryIO) -> int | None:
    """The number of the segment that begins here; None where none begins."""
    if file.read(1) != b"\xff":
        return None
    byte = b"\xff"
    while byte == b"\xff":  # any number of them may fill a gap
        byte = file.read(1)
    return byte[0] if byte else None


def _size_of_frame(content: bytes) -> tuple[int, int] | None:
    if len(content) < 6 or content[0] != 8 or content[5] not in (1, 3):
        return None
    height, width = (int.from_bytes(content[at : at + 2], "big") for at in (1, 3))
    return (height, width) if height and width else None


def _is_turned(segment: bytes) -> bool:
    """Whether an EXIF segment asks for another orientation than the stored one."""
    if not segment.startswith(b"Exif\0\0"):
        return False
    content = segment[6:]
    order = {b"II": "little", b"MM": "big"}.get(content[:2])
    if order is None:
        return False

    def number(at: int, size: int) -> int:
        return int.from_bytes(content[at : at + size], "little" if order == "little" else "big")

    first = number(4, 4)
    for entry in range(number(first, 2)):
        at = first + 2 + 12 * entry
        if at + 12 > len(content):
            return False
        if number(at, 2) == _ORIENTATION:
            return number(at + 8, 2) not in (0, 1)
    return False
