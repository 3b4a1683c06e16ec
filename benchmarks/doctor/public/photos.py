"""Photos of CIFAR-10, from its JPEG files."""

from __future__ import annotations

import functools
import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

_ARCHIVE = Path(__file__).parents[4] / "shared" / "data" / "cifar10-jpeg.tar.xz"
CLASSES = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)
# Few of each class are enough for runs of some seconds.
_EACH = 600


def place() -> Path:
    """The folder or the archive of the files: SUITE_CIFAR10, or shared/data beside the checkout."""
    return Path(os.environ.get("SUITE_CIFAR10", _ARCHIVE))


@functools.cache
def photos() -> tuple[np.ndarray, np.ndarray]:
    """The first 600 training images of each class.

    Shapes:
        (6000, 32, 32, 3), uint8; (6000,), the class numbers.

    Raises:
        FileNotFoundError: the files are not where SUITE_CIFAR10 says, or not in shared/data.
    """
    found = dict(_folder(place()) if place().is_dir() else _archive(place()))
    images = [found[name, number] for name in CLASSES for number in range(_EACH)]
    return np.stack(images), np.repeat(np.arange(len(CLASSES)), _EACH)


def _folder(root: Path) -> Iterator[tuple[tuple[str, int], np.ndarray]]:
    for name in CLASSES:
        for number in range(_EACH):
            yield (
                (name, number),
                _decoded((root / "train" / name / f"{number:04}.jpg").read_bytes()),
            )


def _archive(file: Path) -> Iterator[tuple[tuple[str, int], np.ndarray]]:
    with tarfile.open(file, "r:xz") as archive:
        for member in archive:
            parts = Path(member.name).parts
            if len(parts) < 3 or parts[-3] != "train" or not parts[-1].endswith(".jpg"):
                continue
            number = int(Path(parts[-1]).stem)
            opened = archive.extractfile(member) if number < _EACH else None
            if opened is not None:
                yield (parts[-2], number), _decoded(opened.read())


def _decoded(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
