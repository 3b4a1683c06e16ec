"""The files that callbacks write, and what a resumed run does with them.

A checkpoint tells how long each of them was. Before a run goes on, each is cut back to that length,
and what came later is removed; what the callback is about to begin anew is kept for it.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import keras

from suite.catalog.arguments.reach import OF_THE_RUN
from suite.errors import RunFailure
from suite.runs.files.write_whole import write_whole
from suite.training.callbacks.open_files import append_from_now_on, handles, open_inodes

# So much of a file's beginning and end tells whether it was written on or written anew.
_SAMPLE = 1 << 16
# Smaller files are in the checkpoint whole, as long as all together are not too large.
_WHOLE, _ALL_WHOLE = 1 << 16, 1 << 20
# A larger file is no log that a callback begins anew.
_KEPT = 1 << 26
_MODELS = (".keras", ".h5", ".npz")
_FIELD = re.compile(r"\{[^{}]*\}")

Manifest = Mapping[str, Mapping[str, Any] | None]


class CallbackFiles:
    """What the callbacks of a run have written.

    Args:
        directory: of the run.
        places: the files and folders that the callbacks were given; a file may have fields, as
            `{epoch:02d}.keras`. What lies elsewhere is not theirs, and is left alone.

    Example:
        >>> Path("log.csv").write_text("epoch,loss")
        10
        >>> files = CallbackFiles(Path(), ["log.csv"])
        >>> files.record([])["log.csv"]["size"]
        10
    """

    def __init__(self, directory: Path, places: Sequence[str]) -> None:
        self.directory = directory
        self.places = [Path(place) for place in places]
        self.copies = directory / "checkpoints" / "kept"
        self.begun = directory / "checkpoints" / "files.json"
        self.carried: set[Path] = set()
        self.kept: dict[Path, Path] = {}

    def begin(self) -> None:
        """Remember what was there before the run: a file outside may hold the rows of others."""
        outside = [path for place in self.places for path in _matching(place) or [place]]
        outside = [path for path in outside if not self.is_inside(path) and not path.is_dir()]
        if outside:
            state = {self.name(path): self.entry(path, 0)[0] for path in outside}
            write_whole(self.begun, json.dumps(state))

    def before(self) -> dict[str, Any]:
        """What `begin` has remembered."""
        return json.loads(self.begun.read_text("utf-8")) if self.begun.is_file() else {}

    def record(self, callbacks: Sequence[keras.callbacks.Callback]) -> dict[str, Any]:
        """Every file with its length, as JSON holds it, after what was still in memory."""
        _flush(callbacks)
        recorded, budget, before = {}, _ALL_WHOLE, self.before()
        for path in sorted(self.files(callbacks)):
            entry, used = self.entry(path, budget)
            name, budget = self.name(path), budget - used
            if name not in before or not _same(entry, before[name]):  # else it is only read
                recorded[name] = entry
        absent = {name: None for name, entry in before.items() if entry is None}
        return {**absent, **recorded}

    def roll_back(self, recorded: Manifest | None) -> None:
        """Bring every file to what it was when it was recorded.

        Args:
            recorded: by `record`; None where there is no checkpoint: the run begins anew.
        """
        is_begun = recorded is not None
        recorded = self.before() if recorded is None else recorded
        known = {self.path(name): entry for name, entry in recorded.items()}
        self.carried = {path for path in known if not self.is_inside(path)}
        for path, entry in known.items():
            if entry is not None:
                self.bring_back(path, entry)
            elif path.is_file() and not path.is_symlink():
                path.unlink()
        for path in set(self.files(())) - set(known):
            if self.is_inside(path):
                path.unlink()
        if is_begun:
            self.keep(path for path, entry in known.items() if entry is not None)

    def go_on(self, callbacks: Sequence[keras.callbacks.Callback]) -> None:
        """Let stock callbacks add to what `roll_back` has left."""
        left = {Path(os.path.abspath(path)) for path in self.kept}
        for callback in callbacks:
            if isinstance(callback, keras.callbacks.CSVLogger):
                callback.append |= Path(os.path.abspath(callback.filename)) in left

    def put_back(self, callbacks: Sequence[keras.callbacks.Callback]) -> None:
        """Undo what the callbacks have done to the files since `roll_back`, while they began once
        more: a header written again, a file opened anew by `open(path, "w")`."""
        _flush(callbacks)
        for path, copy in self.kept.items():
            before = copy.read_bytes()
            if path.is_file() and path.read_bytes() == before:
                continue
            with path.open("r+b" if path.is_file() else "wb") as file:
                file.write(before)
                file.truncate()
            append_from_now_on(path)
        self.kept = {}
        shutil.rmtree(self.copies, ignore_errors=True)

    def keep(self, paths: Iterator[Path]) -> None:
        """Copy what a callback may begin anew."""
        shutil.rmtree(self.copies, ignore_errors=True)
        self.kept = {}
        for path in paths:
            is_log = path.is_file() and path.suffix not in _MODELS
            if is_log and 0 < path.stat().st_size <= _KEPT:
                self.copies.mkdir(parents=True, exist_ok=True)
                self.kept[path] = self.copies / str(len(self.kept))
                shutil.copyfile(path, self.kept[path])

    def bring_back(self, path: Path, entry: Mapping[str, Any]) -> None:
        size = entry["size"]
        if (
            path.is_file()
            and path.stat().st_size >= size
            and _digest(path, size) == entry["digest"]
        ):
            if path.stat().st_size > size:
                os.truncate(path, size)
        elif "content" in entry:
            write_whole(path, base64.b64decode(entry["content"]))
        else:
            # A killed attempt to go on may have begun it anew and not put it back.
            for copy in self.copies.glob("*"):
                if copy.stat().st_size == size and _digest(copy, size) == entry["digest"]:
                    shutil.copyfile(copy, path)

    def files(self, callbacks: Sequence[keras.callbacks.Callback]) -> set[Path]:
        """What there is of the callbacks' files now."""
        found = set(self.carried)
        open_now = open_inodes()
        for place in self.places:
            for path in _matching(place, self.directory):
                below = path.rglob("*") if path.is_dir() else [path]
                # Others may write in a folder outside: there it is what this process has open.
                is_shared = path.is_dir() and not self.is_inside(path)
                found |= {one for one in below if not is_shared or _inode(one) in open_now}
        for handle in handles(callbacks):
            name = getattr(handle, "name", None)
            if isinstance(handle, io.IOBase) and handle.writable() and isinstance(name, str):
                found.add(Path(name))
        return {one for one in found if one.is_file() and not one.is_symlink() and self.mine(one)}

    def mine(self, path: Path) -> bool:
        """Whether it is none of the suite's own files."""
        return not self.is_inside(path) or self.name(path).partition("/")[0] not in OF_THE_RUN

    def is_inside(self, path: Path) -> bool:
        folder = Path(os.path.abspath(self.directory))
        return Path(os.path.abspath(path)).is_relative_to(folder)

    def name(self, path: Path) -> str:
        """What a file is called in the checkpoint: a run directory may be moved."""
        absolute, folder = (Path(os.path.abspath(one)) for one in (path, self.directory))
        return (absolute.relative_to(folder) if self.is_inside(path) else absolute).as_posix()

    def path(self, name: str) -> Path:
        return self.directory / name

    def entry(self, path: Path, budget: int) -> tuple[dict[str, Any] | None, int]:
        """What is recorded of a file, and how much of the budget it has taken."""
        if not path.is_file():
            return None, 0
        try:
            size = path.stat().st_size
            recorded = {"size": size, "digest": _digest(path, size)}
            if size > min(_WHOLE, budget):
                return recorded, 0
            content = base64.b64encode(path.read_bytes()).decode()
        except OSError as error:
            raise RunFailure(f"{path}: cannot be read: {error.strerror or error}.") from error
        return {**recorded, "content": content}, size


def _matching(place: Path, directory: Path = Path()) -> list[Path]:
    """The file or folder of a name, or all that a name with fields can mean.

    Args:
        place: the name.
        directory: of the run; braces in its own name are no fields.
    """
    if place.is_relative_to(directory):
        root, parts = directory, place.relative_to(directory).parts
    else:
        root, parts = Path(place.anchor), place.relative_to(place.anchor).parts
    first = next((i for i, part in enumerate(parts) if _FIELD.search(part)), None)
    if first is None or place.exists():
        return [place] if place.exists() else []
    root = Path(root, *parts[:first])
    pattern = "/".join(_FIELD.sub("*", _glob_escape(part)) for part in parts[first:])
    return list(root.glob(pattern)) if root.is_dir() else []


def _glob_escape(part: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", part)


def _flush(callbacks: Sequence[keras.callbacks.Callback]) -> None:
    """Write what open files and writers still have in memory."""
    for handle in handles(callbacks):
        with contextlib.suppress(ValueError, RuntimeError):  # closed, without an attribute to tell
            handle.flush()


def _same(entry: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Whether two entries are of the same content."""
    if entry is None or other is None:
        return entry is other
    return (entry["size"], entry["digest"]) == (other["size"], other["digest"])


def _digest(path: Path, size: int) -> str:
    """Of the beginning and the end of a file's first `size` bytes."""
    with path.open("rb") as file:
        head = file.read(min(size, _SAMPLE))
        file.seek(max(0, size - _SAMPLE))
        tail = file.read(min(size, _SAMPLE))
    return hashlib.sha256(head + tail).hexdigest()


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
