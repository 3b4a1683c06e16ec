"""Image files as a model takes them: size and colors."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from PIL import Image

from suite.data.files.decode import UnreadableImage, decode_image, quiet_decoding
from suite.errors import UserError

# Height, width and channels; None where any size will do.
Form = tuple[int | None, int | None, int]

_ORIENTATION = 0x0112  # of EXIF; values above 4 are quarter turns
_GRAY = ("1", "L", "LA", "I", "F", "I;16", "I;16B")


def differing_form(path: Path, shape: Form) -> str | None:
    """The size and color of an image file where they are not what the model takes."""
    with quiet_decoding(), Image.open(path) as image:
        turned = image.getexif().get(_ORIENTATION, 1) > 4
        width, height = reversed(image.size) if turned else image.size
        gray = image.mode in _GRAY
        own = (height, width, 1 if gray else 3)
        # A gray file for a net of colors is shown to it as it is.
        sized = all(wanted in (None, there) for wanted, there in zip(shape, own[:2], strict=False))
        differs = not sized or (shape[2] == 1 and not gray)
        return form_text(own) if differs else None


def form_text(shape: Form) -> str:
    """`28 x 28 gray`: width, height, colors."""
    height, width, channels = shape
    size = "any size" if None in (width, height) else f"{width} x {height}"
    return f"{size} {'gray' if channels == 1 else 'in color'}"


def read_image(path: Path, shape: Form) -> np.ndarray:
    """The file as (height, width, channels), decoded as a training image is."""
    height, width, channels = shape
    if os.path.isdir(path):
        raise UserError(f"{path}: is a folder; name the files in it, such as {path}/*.jpg")
    # Of its own, if any will do.
    size = None if height is None or width is None else (height, width)
    try:
        return decode_image(path, "grayscale" if channels == 1 else "rgb", size)
    except UnreadableImage as error:
        raise UserError(f"{path}: cannot be read as an image ({error})") from error
