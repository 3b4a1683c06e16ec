"""Folders that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from suite.errors import RunFailure
from suite.runs.files.write_whole import flush


def write_folder_with(path: Path, save: Callable[[Path], object]) -> None:
    """Make a folder that some function fills; a reader, or a crash, never meets a part of it.

    Args:
        path: the folder; there is none yet, the one that it lies in is made where it is missing.
        save: called with a path beside it, at which it makes the folder.

    Raises:
        RunFailure: it could not be written; nothing is there. Other exceptions of `save` pass.

    Example:
        >>> write_folder_with(Path("out"), lambda place: place.mkdir())
        >>> sorted(Path().iterdir())
        [PosixPath('out')]
    """
    temporary = path.with_name(f".{secrets.token_hex(4)}-{path.name[-60:]}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save(temporary)
        for one in sorted(temporary.rglob("*"), reverse=True):
            flush(one)
        os.rename(temporary, path)
        flush(path.parent)
    except OSError as error:
        raise RunFailure(f"{path}: cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)  # after a success there is none
