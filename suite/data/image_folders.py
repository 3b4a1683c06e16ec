"""Finding image files in class folders."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from suite.data.decode import FORMATS
from suite.errors import UserError
from suite.given_path import as_there, same_name

SPLITS = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
}


@dataclass(frozen=True)
class ImageFiles:
    """The image files of one split, ordered by class and path, and what identifies their content.

    Args:
        paths: of the files.
        labels: index of each file's class.
        stamps: of each file: path relative to the root, size, and the times of the last change of
            content and of the file itself, in nanoseconds. The latter cannot be set, so a file that
            was replaced by one of the same size and date is noticed, without reading any.
    """

    paths: list[str]
    labels: list[int]
    stamps: list[tuple[str, int, int, int]]


def find_images(root: Path) -> tuple[tuple[str, ...], dict[str, ImageFiles]]:
    """Classes and files below a folder of class folders, with or without a train/test level.

    Returns:
        (class names in alphabetical order, files by split: train, validation, test).

    Raises:
        UserError: there is no such folder, no class, no image, or the splits' classes differ.
    """
    if not root.is_dir():
        what = "is not a folder" if root.exists() else "does not exist"
        raise UserError(f"The image folder {root} {what}. Set data.path to a folder of classes.")
    folders = _split_folders(root)
    classes = tuple(_subfolders(folders["train"]))
    if not classes:
        raise UserError(
            f"{folders['train']} has no class folders. Images are expected at "
            f"{folders['train']}/<class>/<image>."
        )
    files = {}
    for split, folder in folders.items():
        _check_classes(folder, classes, folders["train"])
        files[split] = _images_of(folder, classes, root)
    _check_not_empty(files["train"], classes, folders["train"])
    order = [split for split in dict.fromkeys(SPLITS.values()) if split in files]
    return classes, {split: files[split] for split in order if files[split].paths}


def _subfolders(folder: Path) -> list[str]:
    """The names of the folders in a folder, in one form each."""
    return sorted(_by_name(folder))


def _by_name(folder: Path) -> dict[str, list[str]]:
    """The folders of each name; of one with accents there can be two, see `as_there`."""
    found: dict[str, list[str]] = {}
    for entry in os.scandir(folder):
        if entry.is_dir() and not entry.name.startswith("."):
            found.setdefault(same_name(entry.name), []).append(entry.path)
    return found


def _split_folders(root: Path) -> dict[str, Path]:
    """The folder of every split; without a split level, the root itself is for training."""
    names = _subfolders(root)
    levels = [name for name in names if name.lower() in SPLITS]
    # Where none of them holds folders, `train` beside `bus` and `car` is a class of its own.
    if not any(_subfolders(root / name) for name in levels) and len(levels) < len(names):
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


def _check_classes(folder: Path, classes: tuple[str, ...], train: Path) -> None:
    names = _subfolders(folder)
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


def _images_of(folder: Path, classes: tuple[str, ...], root: Path) -> ImageFiles:
    paths, labels, stamps = [], [], []
    start = len(os.path.join(root, ""))
    folders = _by_name(folder)
    for label, name in enumerate(classes):
        found = itertools.chain(*map(_files, folders[name]))
        for path, entry in sorted(found, key=lambda one: one[0]):
            if os.path.splitext(path)[1].lower() in FORMATS:
                stat = entry.stat()
                paths.append(path)
                labels.append(label)
                relative = same_name(path[start:].replace(os.sep, "/"))
                stamps.append((relative, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    return ImageFiles(paths, labels, stamps)


def _files(folder: str | Path) -> Iterator[tuple[str, os.DirEntry]]:
    """Paths of files at any depth, hidden ones left out."""
    for entry in os.scandir(folder):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _files(entry.path)
        else:
            yield entry.path, entry


def _check_not_empty(files: ImageFiles, classes: tuple[str, ...], train: Path) -> None:
    present = set(files.labels)
    empty = [name for label, name in enumerate(classes) if label not in present]
    if not empty:
        return
    where = train if len(empty) == len(classes) else train / empty[0]
    suffixes = sorted({os.path.splitext(path)[1] or "none" for path, _ in _files(as_there(where))})
    found = f"files with other suffixes ({', '.join(suffixes)})" if suffixes else "no files"
    raise UserError(f"{where} holds no images: {found}. Accepted are {', '.join(FORMATS)}.")
