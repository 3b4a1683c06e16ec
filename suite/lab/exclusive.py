"""A folder of many runs that one process has."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import filelock

from suite.errors import UserError


@contextlib.contextmanager
def exclusive(folder: Path, what: str) -> Iterator[None]:
    """Keep every other process out of a folder; one that dies lets go of it.

    Args:
        folder: in which the runs lie; made where it is missing.
        what: they are, in the words of a message: `this sweep`.

    Raises:
        UserError: another process has it, or it cannot be made.

    Example:
        >>> with exclusive(Path("trials"), "this sweep"):
        ...     Path("trials", "lock").is_file()
        True
    """
    try:
        folder.mkdir(exist_ok=True)
        # Long enough for one who only looks whether it is held, as `at_work` does.
        lock = filelock.FileLock(folder / "lock").acquire(0.2, poll_interval=0.02)
    except filelock.Timeout as error:
        raise UserError(
            f"{folder.parent}: another process is at work on {what}. Wait for it, or choose "
            "another folder with --out."
        ) from error
    except OSError as error:
        raise UserError(
            f"{folder}: cannot be used as the folder of the {folder.name}: {error.strerror}. "
            "Move it away, or choose another folder with --out."
        ) from error
    with lock:
        yield
