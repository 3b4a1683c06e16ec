"""What the files of a folder held when it was filled, so that damage is noticed later."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

FILE = "contents.json"


def seal(folder: Path) -> None:
    """Note size, date and SHA-256 of every file in a folder, in one more file.

    Example:
        >>> _ = Path("labels.npy").write_text("1, 2, 3")
        >>> seal(Path("."))
        >>> _ = Path("labels.npy").write_text("1, 2")
        >>> broken_seal(Path("."))
        'labels.npy has 4 bytes instead of 7'
    """
    notes = {name: [*_stamp(folder / name), _digest(folder / name)] for name in _names(folder)}
    (folder / FILE).write_text(json.dumps(notes), encoding="utf-8")


def broken_seal(folder: Path) -> str | None:
    """Why a folder is not what it was when it was sealed; None if it is.

    A file of the size and date that were noted is not read. One that was touched since is read
    once, and its new date is noted.
    """
    try:
        notes = json.loads((folder / FILE).read_text("utf-8"))
        noted = {name: (size, date, digest) for name, (size, date, digest) in notes.items()}
    except FileNotFoundError:
        return "it was not sealed by this version"
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return f"{FILE} cannot be read"
    if missing := sorted(noted.keys() ^ set(_names(folder))):
        return f"{missing[0]} {'is missing' if missing[0] in noted else 'was added'}"
    touched = False
    for name, (size, date, digest) in noted.items():
        now = _stamp(folder / name)
        if now[0] != size:
            return f"{name} has {now[0]:,} bytes instead of {size:,}"
        if now[1] != date:
            if _digest(folder / name) != digest:
                return f"the content of {name} has changed"
            touched = True
    if touched:
        seal(folder)
    return None


def noted_digest(folder: Path, name: str) -> str:
    """The SHA-256 of a file of a sealed folder, which is not read for it."""
    digest: str = json.loads((folder / FILE).read_text("utf-8"))[name][-1]
    return digest


def _names(folder: Path) -> list[str]:
    files = (file for file in folder.rglob("*") if file.is_file())
    names = (file.relative_to(folder).as_posix() for file in files)
    return sorted(name for name in names if name != FILE)


def _stamp(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_size, status.st_mtime_ns


def _digest(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as content:
        while part := content.read(1 << 20):
            found.update(part)
    return found.hexdigest()
