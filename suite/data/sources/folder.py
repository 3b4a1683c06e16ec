"""Image files in one folder per class."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from suite.data.dataset import Dataset
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

SHOWN = 20  # unreadable files that a message names


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
        resize: [height, width] for all images, aspect ratio not kept; null requires that all
            images have one size.
        color: `rgb`, or `grayscale` for one channel.
        on_corrupt: `refuse` names every file that cannot be decoded and stops; `skip` leaves them
            out with a warning.
        exclude: patterns of files and folders to leave out, `*_mask.png` or `train/unsorted`,
            beside hidden ones and those that systems make, such as `__MACOSX`.

    Shapes:
        inputs: (N, height, width, 3 or 1), uint8.

    Raises:
        UserError: no images, classes that differ between the splits, images of different sizes
            without `resize`, or files that cannot be decoded.
    """
    check_resize(resize)
    if color not in CHANNELS:
        raise ValueError(
            f"Argument `color` must be 'rgb' or 'grayscale'. Received: color={color!r}"
        )
    if on_corrupt not in ("refuse", "skip"):
        raise ValueError(
            f"Argument `on_corrupt` must be 'refuse' or 'skip'. Received: on_corrupt={on_corrupt!r}"
        )
    check_exclude(exclude)
    root = Path(path)
    walk = Walk(root, exclude or ())
    classes, files = find_images(walk)
    if told := walk.told():
        logging.getLogger("suite").warning(plain(told))
    how = {"color": color, "resize": resize}
    example, shape = first_shape(files["train"].paths, **how)
    key = {
        "format": 2,
        "stamps": {split: found.stamps for split, found in files.items()},
        "on_corrupt": on_corrupt,
        **how,
    }
    count = sum(len(found.paths) for found in files.values())
    where = cached(
        same_name(root.resolve().name),
        key,
        lambda target: _write(target, root, files, example, shape, how, on_corrupt == "skip"),
        size=count * int(np.prod(shape)),
    )
    skipped = json.loads((where / "skipped.json").read_text(encoding="utf-8"))
    if skipped:
        logging.getLogger("suite").warning(plain(_listing("skipped", root, skipped, count)))
    origin = json.loads((where / "origin.json").read_text(encoding="utf-8"))
    name = same_name(root.resolve().name)
    return Dataset(name, *read_splits(where), class_names=classes, origin=origin)


def _write(
    target: Path,
    root: Path,
    files: dict[str, ImageFiles],
    example: str,
    shape: tuple[int, ...],
    how: dict[str, Any],
    skip: bool,
) -> None:
    """Decode all splits into `target`."""
    skipped: list[tuple[str, str]] = []
    origin: dict[str, str] = {}
    for split, found in files.items():
        out = create_inputs(target, split, (len(found.paths), *shape))
        sums = np.zeros(len(out), np.uint32)
        unreadable = decode_images(found.paths, out, example, **how, sums=sums)
        origin |= found.content(sums, set(unreadable))
        skipped += [(found.stamps[index][0], why) for index, why in unreadable.items()]
        good = np.setdiff1d(np.arange(len(out)), list(unreadable))
        if unreadable and skip:
            keep_rows(target, split, good)
        write_labels(target, split, np.asarray(found.labels)[good])
    if skipped and not skip:
        count = sum(len(found.paths) for found in files.values())
        raise UserError(
            _listing("found", root, skipped, count)
            + "\nMend or remove them, or set data.on_corrupt to skip."
        )
    (target / "origin.json").write_text(json.dumps(origin), encoding="utf-8")
    (target / "skipped.json").write_text(json.dumps(skipped), encoding="utf-8")


def _listing(verb: str, root: Path, unreadable: Sequence, count: int) -> str:
    """Every unreadable file with the reason; a long list goes to a file."""
    lines = [f"{name}: {why}" for name, why in unreadable]
    text = [f"{verb} {len(lines)} of {count} image files that cannot be decoded, below {root}:"]
    text += [f"  {line}" for line in lines[:SHOWN]]
    if len(lines) > SHOWN:
        listing = cache_folder() / f"unreadable-{root.name}.txt"
        listing.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="backslashreplace")
        text.append(f"  and {len(lines) - SHOWN} more, listed in {listing}")
    return "\n".join(text)
