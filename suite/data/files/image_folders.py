"""Finding image files in class folders."""

from __future__ import annotations

import itertools
import os
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from suite.data.digest import digest_of
from suite.data.files.decode import FORMATS
from suite.data.files.streaming.file_list import FileList, Found
from suite.data.files.walk import Walk
from suite.errors import UserError
from suite.given_path import as_there

SPLITS = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
}


@dataclass(frozen=True, eq=False)
class ImageFiles:
    """The image files of one split, ordered by class and path, and the class of each.

    Args:
        files: of all classes.
        labels: index of each file's class, shape (N,), int32.
    """

    files: FileList
    labels: np.ndarray

    @property
    def paths(self) -> list[str]:
        """Where the files lie."""
        return [*self.paths_in_turn()]

    def paths_in_turn(self) -> Iterator[str]:
        """The paths, each made when it is asked for."""
        return (os.fsdecode(self.files.path(number)) for number in range(len(self.files)))

    def content(self, sums: np.ndarray | None, unreadable: Container[int]) -> dict[str, str]:
        """What each folder holds, wherever the root lies: the number of files, and a digest of
        their names and content.

        Args:
            sums: a CRC for each file; None where they were not read: then names and sizes count.
            unreadable: files that are left out.
        """
        lines: dict[str, list[str]] = {}
        for index, (name, size, *_) in enumerate(self.files.stamps()):
            if index not in unreadable:
                folder, _, file = name.rpartition("/")
                known = f"{file}/{size}" if sums is None else f"{file}/{size}/{sums[index]}"
                lines.setdefault(folder, []).append(known)
        what = "names and sizes" if sums is None else "content"
        return {
            folder: f"{len(found)} files, {what} {digest_of(chr(10).join(sorted(found)))}"
            for folder, found in lines.items()
        }


def find_images(walk: Walk) -> tuple[tuple[str, ...], dict[str, ImageFiles]]:
    """Classes and files below a folder of class folders, with or without a train/test level.

    Args:
        walk: through the folder; knows afterwards what was left out.

    Returns:
        (class names in alphabetical order, files by split: train, validation, test).

    Raises:
        UserError: there is no such folder, no class, no image, or the splits' classes differ.
    """
    root = walk.root
    _check_root(root)
    folders = _split_folders(walk)
    classes = tuple(sorted(walk.folders(folders["train"])))
    if not classes:
        raise UserError(
            f"{folders['train']} has no class folders. Images are expected at "
            f"{folders['train']}/<class>/<image>."
        )
    files = {}
    for split, folder in folders.items():
        _check_classes(walk, folder, classes, folders["train"])
        files[split] = _images_of(walk, folder, classes)
    _check_not_empty(walk, files["train"], classes, folders["train"])
    order = [split for split in dict.fromkeys(SPLITS.values()) if split in files]
    return classes, {split: files[split] for split in order if len(files[split].files)}


def _check_root(root: Path) -> None:
    if not root.is_dir():
        what = "is not a folder" if root.exists() else "does not exist"
        if root.is_symlink() and not root.exists():
            what = "is a link to nothing, or in a circle"
    elif root.resolve() == Path(root.resolve().anchor):
        what = "is the root of a file system"
    else:
        return
    raise UserError(f"The image folder {root} {what}. Set data.path to a folder of classes.")


def _split_folders(walk: Walk) -> dict[str, Path]:
    """The folder of every split; without a split level, the root itself is for training."""
    root = walk.root
    names = sorted(walk.folders(root))
    levels = [name for name in names if name.lower() in SPLITS]
    # Where none of them holds folders, `train` beside `bus` and `car` is a class of its own.
    if not any(walk.folders(root / name) for name in levels) and len(levels) < len(names):
        levels = []
    if not levels:
        return {"train": root}
    folders: dict[str, Path] = {}
    for name in levels:
        split = SPLITS[name.lower()]
        if split in folders:
            raise UserError(f"{root} holds both {folders[split].name}/ and {name}/; keep one.")
        folders[split] = root / name
    if "train" not in folders:
        found = ", ".join(f"{path.name}/" for path in folders.values())
        raise UserError(f"{root} holds {found} but no train/. Add it, or rename the others.")
    return folders


def _check_classes(walk: Walk, folder: Path, classes: tuple[str, ...], train: Path) -> None:
    names = walk.folders(folder)
    unknown = sorted(set(names) - set(classes))
    missing = sorted(set(classes) - set(names))
    if unknown:
        raise UserError(
            f"{folder} has the class '{unknown[0]}', which {train} does not have. Rename or remove "
            f"{folder / unknown[0]}; the classes are: {', '.join(classes)}."
        )
    if missing:
        raise UserError(
            f"{folder} has no folder for the class '{missing[0]}' of {train}. Rename the folder "
            "that holds it, or make an empty one if there are no images."
        )


def _images_of(walk: Walk, folder: Path, classes: tuple[str, ...]) -> ImageFiles:
    folders = walk.folders(folder)
    counts = []

    def groups() -> Iterator[Sequence[Found]]:
        for name in classes:
            found = itertools.chain(*map(walk.images, folders[name]))
            group = sorted(found, key=lambda one: one[0])
            counts.append(len(group))
            yield group

    files = FileList.of(walk.root, groups())
    return ImageFiles(files, np.repeat(np.arange(len(classes), dtype=np.int32), counts))


def _check_not_empty(walk: Walk, files: ImageFiles, classes: tuple[str, ...], train: Path) -> None:
    present = set(np.unique(files.labels).tolist())
    empty = [name for label, name in enumerate(classes) if label not in present]
    if not empty:
        return
    where = train if len(empty) == len(classes) else train / empty[0]
    suffixes = walk.suffixes(as_there(where))
    named = ", ".join([*suffixes[:8], *(["..."] if len(suffixes) > 8 else [])])
    found = f"files with other suffixes ({named})" if suffixes else "no files"
    raise UserError(f"{where} holds no images: {found}. Accepted are {', '.join(FORMATS)}.")
