"""A run directory that one process has, and gives back as it was if no run begins in it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from suite.runs.directory.run_directory import RunDirectory


@contextlib.contextmanager
def claimed(directory: RunDirectory, *, resume: bool = False) -> Iterator[None]:
    """Make the folder and keep every other process out of it.

    A run begins when it writes its summary. What fails before that leaves nothing behind, whatever
    callbacks have written by then.

    Args:
        directory: planned, or that of a run to resume.
        resume: whether the run is there.

    Raises:
        UserError: the folder cannot be made, or another process is training in it.
    """
    if resume:
        with directory.locked():
            RunDirectory.unfinished(directory.path)  # another process may have finished it by now
            yield
        return
    made = _missing_folders(directory.path)
    before = set() if made else set(directory.path.iterdir())
    directory.make()
    began = False
    try:
        with directory.locked():
            try:
                yield
            finally:
                began = directory.summary_json.is_file()
                if not began:
                    _remove(set(directory.path.iterdir()) - before - {directory.checkpoints})
    finally:
        if not began and directory.checkpoints not in before:
            _give_back(directory, made)


def _missing_folders(path: Path) -> list[Path]:
    """The folders that must be made for `path`, the innermost first."""
    path = path.absolute()
    return [folder for folder in (path, *path.parents) if not folder.exists()]


def _remove(paths: set[Path]) -> None:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _give_back(directory: RunDirectory, made: list[Path]) -> None:
    """Remove the lock, which nobody holds any more, and the folders that were made."""
    with contextlib.suppress(OSError):  # another process has come in the meantime
        (directory.checkpoints / "lock").unlink(missing_ok=True)
        for folder in (directory.checkpoints, *made):
            folder.rmdir()
