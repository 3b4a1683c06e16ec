"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from suite.errors import RunFailure


def write_whole(path: Path, content: str | bytes) -> None:
    """Replace a file by new content; a reader, or a crash, never meets a part of it.

    Args:
        path: the file; its folder is made where it is missing.
        content: text is written as UTF-8.

    Raises:
        RunFailure: the file could not be written; the old one, if any, is as it was.

    Example:
        >>> write_whole(Path("notes", "a.txt"), "as one")
        >>> Path("notes", "a.txt").read_text()
        'as one'
    """
    # Names of files may hold bytes that are no text, which JSON and YAML spell in this way too.
    data = content.encode(errors="backslashreplace") if isinstance(content, str) else content
    write_whole_with(path, lambda temporary: temporary.write_bytes(data))


def write_whole_with(path: Path, save: Callable[[Path], object]) -> None:
    """The same for content that some function saves to a path of its own.

    Args:
        path: the file; its folder is made where it is missing.
        save: called with a temporary path in the same folder, whose name ends as that of `path`.

    Raises:
        RunFailure: as `write_whole`. Other exceptions of `save` pass through.
    """
    if path.exists() and not path.is_file():
        raise RunFailure(f"{path}: cannot be written: it is no file.")
    temporary = path.with_name(f".{secrets.token_hex(4)}-{path.name[-60:]}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save(temporary)
        # The content must be on the disk before the name: a rename may survive a power cut alone.
        flush(temporary)
        os.replace(temporary, path)
        flush(path.parent)
    except OSError as error:
        raise RunFailure(f"{path}: cannot be written: {error.strerror or error}.") from error
    finally:
        # After a success there is none; in a folder that cannot be reached, none that matters.
        with contextlib.suppress(OSError):
            temporary.unlink()


def try_to_write(folder: Path) -> None:
    """Write a file that vanishes to a folder, or to the nearest above it that exists: permission
    bits do not tell all.

    Raises:
        OSError: nothing can be written there.
    """
    folder = folder.absolute()
    existing = next(one for one in (folder, *folder.parents) if one.exists())
    with tempfile.TemporaryFile(dir=existing):
        pass


def append_line(path: Path, line: str) -> None:
    """Add a line to a log, in one write.

    Raises:
        RunFailure: the file could not be written.
    """
    try:
        with path.open("ab", buffering=0) as file:
            file.write(line.encode(errors="backslashreplace") + b"\n")
    except OSError as error:
        raise RunFailure(f"{path}: cannot be written: {error.strerror or error}.") from error


def flush(path: Path) -> None:
    """Have the content of a file, or of a folder, on the disk."""
    if os.name != "posix" and path.is_dir():
        return  # only POSIX opens folders; Windows orders the rename itself
    descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
