"""A piece of work that one process has, until it is done or the process is gone."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import filelock

from suite.errors import RunFailure

# Of `one_at_a_time`: what is done under it takes seconds, on a slow disk a minute.
_PATIENCE = 600.0


@contextlib.contextmanager
def claimed(lock: Path) -> Iterator[bool]:
    """Whether this process has a piece of work now; another one may.

    What has it is the process that holds the lock, which falls with its process, however that ends;
    no clock and no time of a file is asked.

    Args:
        lock: the file of the piece; it and its folder are made where they are missing.

    Raises:
        RunFailure: the file cannot be made or locked.

    Example:
        >>> with claimed(Path("007.lock")) as first, claimed(Path("007.lock")) as second:
        ...     first, second
        (True, False)
    """
    held = filelock.FileLock(lock)
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        held.acquire(timeout=0)
        _look_anew(lock.parent)
    except filelock.Timeout:
        yield False
        return
    except OSError as error:
        held.release()
        raise RunFailure(f"{lock}: cannot be locked: {error.strerror or error}.") from error
    try:
        yield True
    finally:
        held.release()


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one process after the other into the block; for seconds, not for training.

    Args:
        folder: in which the work lies; it is made where it is missing.

    Raises:
        RunFailure: its lock cannot be made or taken.

    Example:
        >>> with one_at_a_time(Path("trials")):
        ...     Path("trials", "lock").is_file()
        True
    """
    held = filelock.FileLock(folder / "lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held.acquire(timeout=_PATIENCE, poll_interval=0.02)
        _look_anew(folder)
    except filelock.Timeout as error:
        raise RunFailure(
            f"{folder / 'lock'}: another process has held it for {_PATIENCE:.0f} seconds, as one "
            "does that is stopped. Let that go on, or end it, and start again."
        ) from error
    except OSError as error:
        held.release()
        raise RunFailure(
            f"{folder / 'lock'}: cannot be locked: {error.strerror or error}."
        ) from error
    try:
        yield
    finally:
        held.release()


def _look_anew(folder: Path) -> None:
    """Forget what a client of NFS remembers of a folder, for a minute if nobody stops it, such as
    that a file is not there which another machine has written meanwhile: it looks anew once it has
    changed the folder itself."""
    with tempfile.TemporaryFile(dir=folder):
        pass
