"""Image files in one folder per class."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from suite.data.dataset import Dataset, Split
from suite.data.files.cache import cache_folder, cached, is_cached
from suite.data.files.decode import CHANNELS, check_center_crop, decode_images, first_shape
from suite.data.files.image_folders import ImageFiles, find_images
from suite.data.files.split_files import (
    check_resize,
    create_inputs,
    keep_rows,
    read_splits,
    write_labels,
)
from suite.data.files.streaming.choice import STREAMED_SHARE, Decode, check_decode, chosen
from suite.data.files.streaming.file_list import FileNames
from suite.data.files.streaming.streamed_images import StreamedImages
from suite.data.files.walk import Walk, check_exclude
from suite.errors import UserError
from suite.given_path import same_name
from suite.screen import plain

_SHOWN = 20  # unreadable files that a message names


def folder(
    path: str,
    resize: list[int] | None = None,
    color: Literal["rgb", "grayscale"] = "rgb",
    on_corrupt: Literal["refuse", "skip"] = "refuse",
    exclude: list[str] | None = None,
    decode: Decode = "auto",
    center_crop: float | None = None,
) -> Dataset:
    """Image files at `path/<class>/` or `path/{train,val,test}/<class>/`.

    PNG, JPEG, BMP, GIF, TIFF and WebP are read. In memory they are decoded once, into a cache
    (environment variable SUITE_CACHE); streamed, anew for each batch, and must not change.

    Args:
        path: the folder. Folder names are the class names; deeper folders belong to their class.
        resize: [height, width] of the samples; null: all have one size, and are not streamed.
        color: `rgb`, or `grayscale` for one channel.
        on_corrupt: `refuse` names damaged files and stops; `skip` warns and leaves them out or,
            streamed, takes the next readable one of the class.
        exclude: patterns of files and folders to leave out: `*_mask.png`, `train/unsorted`.
        decode: `memory`, `streaming`, or `auto`: streaming if, decoded, they would take more than
            the machine's memory or the space left in the cache.
        center_crop: share, in (0, 1], of the largest window in the middle that has the shape of
            `resize`; null: 0.875, streamed, as of 224 out of 256; in memory the whole, stretched.

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
    return _Reading(Path(path), color, resize, on_corrupt, center_crop).dataset(exclude, decode)


@dataclass(frozen=True)
class _Reading:
    """How the files below a folder become samples, and what becomes of those that cannot."""

    root: Path
    color: Literal["rgb", "grayscale"]
    resize: list[int] | None
    on_corrupt: Literal["refuse", "skip"]
    center_crop: float | None

    def __post_init__(self) -> None:
        check_resize(self.resize)
        if self.color not in CHANNELS:
            raise ValueError(
                f"Argument `color` must be 'rgb' or 'grayscale'. Received: color={self.color!r}"
            )
        if self.on_corrupt not in ("refuse", "skip"):
            raise ValueError(
                "Argument `on_corrupt` must be 'refuse' or 'skip'. "
                f"Received: on_corrupt={self.on_corrupt!r}"
            )
        check_center_crop(self.center_crop, self.resize)

    def dataset(self, exclude: Sequence[str] | None, decode: Decode) -> Dataset:
        check_exclude(exclude)
        check_decode(decode, self.resize)
        walk = Walk(self.root, exclude or ())
        classes, files = find_images(walk)
        if told := walk.told():
            logging.getLogger("suite").warning(plain(told))
        example, shape = first_shape(files["train"].paths_in_turn(), self.color, self.resize)
        count = sum(len(found.files) for found in files.values())
        if decode == "auto":
            there = is_cached(self._name, self._key(files))
            decode = chosen(count, count * math.prod(shape), self.resize, there)
        if decode == "streaming":
            return self._streamed(classes, files)
        return self._in_memory(classes, files, example, shape)

    def _streamed(self, classes: tuple[str, ...], files: Mapping[str, ImageFiles]) -> Dataset:
        origin: dict[str, str] = {}
        splits: dict[str, Split] = {}
        for split, found in files.items():
            origin |= found.content(None, ())
            assert self.resize is not None  # `check_decode` has seen to it
            inputs = StreamedImages(
                found,
                (self.resize[0], self.resize[1]),
                self.color,
                self.center_crop or STREAMED_SHARE,
                self.on_corrupt,
            )
            splits[split] = Split(inputs, found.labels, FileNames(found.files, inputs.numbers))
        return Dataset(
            self._name,
            splits["train"],
            splits.get("validation"),
            splits.get("test"),
            class_names=classes,
            origin=origin,
        )

    def _in_memory(
        self,
        classes: tuple[str, ...],
        files: Mapping[str, ImageFiles],
        example: str,
        shape: tuple[int, ...],
    ) -> Dataset:
        count = sum(len(found.files) for found in files.values())
        where = cached(
            self._name,
            self._key(files),
            lambda target: self._write(target, files, example, shape),
            size=count * math.prod(shape),
        )
        skipped = json.loads((where / "skipped.json").read_text(encoding="utf-8"))
        if skipped:
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

    def _key(self, files: Mapping[str, ImageFiles]) -> dict[str, Any]:
        """What decides the decoded arrays."""
        key = {
            "format": 2,
            "stamps": {split: [*found.files.stamps()] for split, found in files.items()},
            "on_corrupt": self.on_corrupt,
            "color": self.color,
            "resize": self.resize,
        }
        return key if self.center_crop is None else key | {"center_crop": self.center_crop}

    def _write(
        self, target: Path, files: Mapping[str, ImageFiles], example: str, shape: tuple[int, ...]
    ) -> None:
        """Decode all splits into `target`."""
        skipped: list[tuple[str, str]] = []
        origin: dict[str, str] = {}
        how = self.color, self.resize, self.center_crop
        for split, found in files.items():
            out = create_inputs(target, split, (len(found.files), *shape))
            sums = np.zeros(len(out), np.uint32)
            unreadable = decode_images(found.paths, out, example, *how, sums=sums)
            origin |= found.content(sums, set(unreadable))
            skipped += [(found.files.name(index), why) for index, why in unreadable.items()]
            good = np.setdiff1d(np.arange(len(out)), list(unreadable))
            if unreadable and self.on_corrupt == "skip":
                keep_rows(target, split, good)
            write_labels(target, split, found.labels[good])
        if skipped and self.on_corrupt == "refuse":
            count = sum(len(found.files) for found in files.values())
            raise UserError(
                _listing("found", self.root, skipped, count)
                + "\nMend or remove them, or set data.on_corrupt to skip."
            )
        (target / "origin.json").write_text(json.dumps(origin), encoding="utf-8")
        (target / "skipped.json").write_text(json.dumps(skipped), encoding="utf-8")


def _named(split: Split, found: ImageFiles, left_out: Container[str]) -> Split:
    """The split with the paths of its images, relative to the root."""
    numbers = np.arange(len(found.files))
    if left_out:
        numbers = numbers[[found.files.name(number) not in left_out for number in numbers.tolist()]]
    return replace(split, files=FileNames(found.files, numbers))


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
