"""Image files in one folder per class."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from suite.data.dataset import Dataset, Split
from suite.data.files.cache import cache_folder, cached
from suite.data.files.decode import CHANNELS, decode_images, first_shape
from suite.data.files.image_folders import ImageFiles, find_images
from suite.data.files.split_files import (
    check_resize,
    create_inputs,
    keep_rows,
    read_splits,
    write_labels,
)
from suite.data.files.walk import Walk, check_exclude
from suite.errors import UserError
from suite.given_path import same_name
from suite.screen import plain

_SHOWN = 20  # unreadable files that a message names
_NAMED = 200_000  # images of a split whose paths are kept in memory


def folder(
    path: str,
    resize: list[int] | None = None,
    color: Literal["rgb", "grayscale"] = "rgb",
    on_corrupt: Literal["refuse", "skip"] = "refuse",
    exclude: list[str] | None = None,
) -> Dataset:
    """Image files at `path/<class>/` or `path/{train,val,test}/<class>/`.

    PNG, JPEG, BMP, GIF, TIFF and WebP are read; of several images in a file the first, of 16 bits
    the upper 8. Whatever else lies there is left out, which is said with counts.

    The files are decoded once into a memory-mapped cache (environment variable SUITE_CACHE),
    which is used again until a file is added, removed or changed, or an argument changes.

    Args:
        path: the folder. Folder names are the class names; deeper folders belong to their class.
        resize: [height, width] for all images, aspect ratio not kept; null requires one size.
        color: `rgb`, or `grayscale` for one channel.
        on_corrupt: `refuse` stops and names every damaged file; `skip` warns and leaves them out.
        exclude: patterns of files and folders to leave out, `*_mask.png` or `train/unsorted`,
            beside hidden ones and those that systems make, such as `__MACOSX`.

    Shapes:
        inputs: (N, height, width, 3 or 1), uint8.

    Raises:
        UserError: no images, other classes in a split, other sizes without `resize`, damaged files.

    Example:
        >>> for name in ("cat", "dog"):
        ...     Path("images", name).mkdir(parents=True)
        ...     keras.utils.save_img(f"images/{name}/1.png", np.zeros((8, 6, 3)))
        >>> folder("images").class_names, folder("images").input_shape
        (('cat', 'dog'), (8, 6, 3))
    """
    check_resize(resize)
    reading = _Reading(Path(path), color, resize, on_corrupt)
    check_exclude(exclude)
    return reading.dataset(exclude or ())


@dataclass(frozen=True)
class _Reading:
    """How the files below a folder become arrays, and what becomes of those that cannot."""

    root: Path
    color: Literal["rgb", "grayscale"]
    resize: list[int] | None
    on_corrupt: Literal["refuse", "skip"]

    def __post_init__(self) -> None:
        if self.color not in CHANNELS:
            raise ValueError(
                f"Argument `color` must be 'rgb' or 'grayscale'. Received: color={self.color!r}"
            )
        if self.on_corrupt not in ("refuse", "skip"):
            raise ValueError(
                "Argument `on_corrupt` must be 'refuse' or 'skip'. "
                f"Received: on_corrupt={self.on_corrupt!r}"
            )

    def dataset(self, exclude: Sequence[str]) -> Dataset:
        walk = Walk(self.root, exclude)
        classes, files = find_images(walk)
        if told := walk.told():
            logging.getLogger("suite").warning(plain(told))
        where = self._decoded(files)
        skipped = json.loads((where / "skipped.json").read_text(encoding="utf-8"))
        if skipped:
            count = sum(len(found.paths) for found in files.values())
            logging.getLogger("suite").warning(
                plain(_listing("skipped", self.root, skipped, count))
            )
        origin = json.loads((where / "origin.json").read_text(encoding="utf-8"))
        left_out = {name for name, _ in skipped}
        train, validation, test = read_splits(where)
        return Dataset(
            self._name,
            _named(train, files["train"], left_out),
            validation and _named(validation, files["validation"], left_out),
            test and _named(test, files["test"], left_out),
            class_names=classes,
            origin=origin,
        )

    @property
    def _name(self) -> str:
        return same_name(self.root.resolve().name)

    def _decoded(self, files: dict[str, ImageFiles]) -> Path:
        """The folder of the cache that holds the arrays."""
        example, shape = first_shape(files["train"].paths, self.color, self.resize)
        key = {
            "format": 2,
            "stamps": {split: found.stamps for split, found in files.items()},
            "on_corrupt": self.on_corrupt,
            "color": self.color,
            "resize": self.resize,
        }
        count = sum(len(found.paths) for found in files.values())
        return cached(
            self._name,
            key,
            lambda target: self._write(target, files, example, shape),
            size=count * math.prod(shape),
        )

    def _write(
        self, target: Path, files: dict[str, ImageFiles], example: str, shape: tuple[int, ...]
    ) -> None:
        """Decode all splits into `target`."""
        skipped: list[tuple[str, str]] = []
        origin: dict[str, str] = {}
        for split, found in files.items():
            out = create_inputs(target, split, (len(found.paths), *shape))
            sums = np.zeros(len(out), np.uint32)
            unreadable = decode_images(found.paths, out, example, self.color, self.resize, sums)
            origin |= found.content(sums, set(unreadable))
            skipped += [(found.stamps[index][0], why) for index, why in unreadable.items()]
            good = np.setdiff1d(np.arange(len(out)), list(unreadable))
            if unreadable and self.on_corrupt == "skip":
                keep_rows(target, split, good)
            write_labels(target, split, np.asarray(found.labels)[good])
        if skipped and self.on_corrupt == "refuse":
            count = sum(len(found.paths) for found in files.values())
            raise UserError(
                _listing("found", self.root, skipped, count)
                + "\nMend or remove them, or set data.on_corrupt to skip."
            )
        (target / "origin.json").write_text(json.dumps(origin), encoding="utf-8")
        (target / "skipped.json").write_text(json.dumps(skipped), encoding="utf-8")


def _named(split: Split, found: ImageFiles, left_out: Container[str]) -> Split:
    """The split with the paths of its images, relative to the root, if they are not too many."""
    if len(found.stamps) > _NAMED:
        return split
    names = [name for name, *_ in found.stamps if name not in left_out]
    return replace(split, files=names)


def _listing(verb: str, root: Path, unreadable: Sequence[tuple[str, str]], count: int) -> str:
    """Every unreadable file with the reason; a long list goes to a file."""
    lines = [f"{name}: {why}" for name, why in unreadable]
    text = [f"{verb} {len(lines)} of {count} image files that cannot be decoded, below {root}:"]
    text += [f"  {line}" for line in lines[:_SHOWN]]
    if len(lines) > _SHOWN:
        listing = cache_folder() / f"unreadable-{root.name}.txt"
        listing.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="backslashreplace")
        text.append(f"  and {len(lines) - _SHOWN} more, listed in {listing}")
    return "\n".join(text)
