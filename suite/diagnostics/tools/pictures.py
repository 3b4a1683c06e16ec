"""Grids of small images as PNG files."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from suite.runs.files.write_whole import write_whole

GAP = 2
_BACKGROUND = 255
_LARGEST = 1e300


def write_grid(path: Path, rows: Sequence[Sequence[np.ndarray]]) -> None:
    """Write rows of equally large uint8 tiles (height, width, 3) as one PNG file, whole.

    Raises:
        RunFailure: the file cannot be written.
    """
    picture = io.BytesIO()
    Image.fromarray(grid(rows)).save(picture, format="png")
    write_whole(path, picture.getvalue())


def grid(rows: Sequence[Sequence[np.ndarray]]) -> np.ndarray:
    """One uint8 image of all tiles, with white gaps; a short row leaves white space."""
    height, width, _ = rows[0][0].shape
    columns = max(len(row) for row in rows)
    size = (len(rows) * (height + GAP) + GAP, columns * (width + GAP) + GAP, 3)
    picture = np.full(size, _BACKGROUND, np.uint8)
    for i, row in enumerate(rows):
        for j, tile in enumerate(row):
            top, left = GAP + i * (height + GAP), GAP + j * (width + GAP)
            picture[top : top + height, left : left + width] = tile
    return picture


def tile(values: np.ndarray, low: float, high: float, size: int) -> np.ndarray:
    """Values (height, width, channels) as colors: `low` is black, `high` is white.

    Three channels are red, green and blue; of any other number the mean is gray. Pixels are
    repeated, not blended, until the longer side has `size` of them.
    """
    values, (low, high) = _drawable(values), _drawable([low, high]).tolist()
    if values.shape[-1] != 3:
        values = np.repeat(values.mean(axis=-1, keepdims=True), 3, axis=-1)
    span = high - low if high > low else 1.0
    shares = (np.clip(values, low, max(low, high)) - low) / span
    colors = (shares * 255).round().astype(np.uint8)
    longest = max(colors.shape[:2])
    for axis in (0, 1):
        length = max(1, round(colors.shape[axis] / longest * size))
        colors = colors.take(np.arange(length) * colors.shape[axis] // length, axis)
    return np.asarray(colors)


def _drawable(values: np.ndarray | list[float]) -> np.ndarray:
    """Finite values whose differences and means are finite too: those of a net that has diverged
    may be anything."""
    drawable: np.ndarray = np.nan_to_num(np.asarray(values, "float64"))
    return drawable.clip(-_LARGEST, _LARGEST)
