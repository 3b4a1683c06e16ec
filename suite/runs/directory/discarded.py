"""Folders for what nobody keeps: those of the workers that are not the chief."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path

import filelock

PREFIX = "suite-worker-"
# Locked as long as the process lives, however it ends.
_ALIVE = "alive"
_DAY = 24 * 3600
_held: list[tuple[Path, filelock.BaseFileLock]] = []


def discarded_folder() -> Path:
    """A new, empty folder that vanishes with this process.

    What a killed process could not remove is removed here.
    """
    clear_abandoned()
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = filelock.FileLock(folder / _ALIVE)
        try:
            lock.acquire(timeout=0)
        except (filelock.Timeout, OSError):
            continue  # another process took it for abandoned, just before it was locked
        _held.append((folder, lock))
        inside = folder / "run"  # empty, as a new run's folder must be
        inside.mkdir()
        return inside


@atexit.register
def remove_discarded() -> None:
    """Remove those of this process."""
    while _held:
        _remove(*_held.pop())


def clear_abandoned() -> None:
    """Remove the folders of dead processes of this user."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if not _is_own(folder):
                continue
            if not (folder / _ALIVE).exists():
                if folder.stat().st_mtime < time.time() - _DAY:
                    shutil.rmtree(folder, ignore_errors=True)
                continue
            lock = filelock.FileLock(folder / _ALIVE)
            lock.acquire(timeout=0)
        except (filelock.Timeout, OSError):
            continue  # its process lives, or it is somebody else's
        _remove(folder, lock)


def _remove(folder: Path, lock: filelock.BaseFileLock) -> None:
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
