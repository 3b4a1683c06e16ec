"""Arrays as small PNG pictures, in the text that JSON can hold."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

# The longest side. Where the pictures come to too many bytes, they are made smaller, all of them.
SIDES = (64, 48, 32, 24, 16)
# Of an image that is no larger each pixel becomes a square of several.
_TINY = 16
_LARGEST = 1e300


def pictures(images: Sequence[np.ndarray], most_bytes: int) -> list[str]:
    """PNG files of images in base64, as large as the bytes allow.

    Args:
        images: uint8, of shape (H, W) or (H, W, 3).
        most_bytes: of all of them together, in base64; they are exceeded by images of 16 pixels
            only.

    Example:
        >>> text = pictures([np.zeros((4, 4), np.uint8)], most_bytes=1000)[0]
        >>> Image.open(io.BytesIO(base64.b64decode(text))).size
        (64, 64)
    """
    made: list[str] = []
    for side in SIDES:
        made = [base64.b64encode(png(one, side)).decode("ascii") for one in images]
        if sum(map(len, made)) <= most_bytes:
            break
    return made


def png(image: np.ndarray, side: int = SIDES[0]) -> bytes:
    """An image as a PNG file whose longer side has at most so many pixels.

    A larger image is made smaller by the means of areas; of a tiny one the pixels are repeated.
    """
    picture = Image.fromarray(np.ascontiguousarray(image))
    longest = max(picture.size)
    if longest > side:
        width, height = (max(1, round(one * side / longest)) for one in picture.size)
        picture = picture.resize((width, height), Image.Resampling.BOX)
    elif longest <= _TINY and (times := side // longest) > 1:
        picture = picture.resize(
            (picture.width * times, picture.height * times), Image.Resampling.NEAREST
        )
    file = io.BytesIO()
    picture.save(file, format="png", optimize=True)
    return file.getvalue()


def shades(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Values as brightness: `low` is black, `high` is white; NaN is black.

    Three channels, or the first three of more, are red, green and blue; of two the mean is gray.

    Shapes:
        (H, W, C) -> (H, W) or (H, W, 3), uint8.

    Example:
        >>> shades(np.array([[[0.0], [0.5], [1.0]]]), 0.0, 1.0).tolist()
        [[0, 128, 255]]
    """
    if values.shape[-1] >= 3:
        values = values[..., :3]
    values = finite(values)
    if values.shape[-1] < 3:
        values = values.mean(axis=-1)
    span = high - low if high > low else 1.0
    shares = (np.clip(values, low, max(low, high)) - low) / span
    return np.asarray((shares * 255).round().astype(np.uint8))


def brightness(images: np.ndarray) -> tuple[float, float]:
    """What is black and what is white in images of this type and range.

    The usual ranges stay as they are: 0 to 1, 0 to 255 and -1 to 1, where the images make use of
    half of it; else black is 0, or the least value below it, and white is the greatest.

    Example:
        >>> brightness(np.array([0, 200], np.uint8)), brightness(np.array([0, 16], np.uint8))
        ((0.0, 255.0), (0.0, 16.0))
    """
    numbers = np.asarray(images, np.float64)
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return 0.0, 1.0
    low, high = float(numbers.min()), float(numbers.max())
    for black, white in ((0.0, 1.0), (0.0, 255.0), (-1.0, 1.0)):
        if black <= low and high <= white and high - low >= (white - black) / 2:
            return black, white
    return min(0.0, low), high


def finite(values: np.ndarray) -> np.ndarray:
    """The values in float64: those of a net that has diverged may be anything."""
    known = np.nan_to_num(np.asarray(values, np.float64), posinf=_LARGEST, neginf=-_LARGEST)
    return np.asarray(known.clip(-_LARGEST, _LARGEST))
