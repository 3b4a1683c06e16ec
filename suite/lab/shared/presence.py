"""Which processes are at work in a folder that they share."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

import filelock

from suite.errors import RunFailure
from suite.lab.shared.outgrown import Outgrown, take_presence
from suite.runs.directory.at_work import is_at_work

_FOLDER = "processes"


@contextlib.contextmanager
def present(folder: Path) -> Iterator[str]:
    """Be seen by others while the block runs; what gives is this process's name, with its machine.

    Args:
        folder: in which the work lies; it is made where it is missing.

    Raises:
        RunFailure: nothing can be written there.

    Example:
        >>> with present(Path("trials")):
        ...     processes_at_work(Path("trials"))
        1
        >>> processes_at_work(Path("trials"))
        0
    """
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"
    file = folder / _FOLDER / f"{name}.lock"
    held = filelock.FileLock(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        held.acquire(timeout=1)
    except (OSError, filelock.Timeout) as error:
        reason = getattr(error, "strerror", None) or error
        raise RunFailure(f"{file}: cannot be locked: {reason}.") from error
    between = file.with_name(f"{socket.gethostname()}-{os.getpid()}.lock")
    take_presence()
    between.unlink(missing_ok=True)
    try:
        yield name
    except Outgrown as outgrown:
        outgrown.presence = _inherited(between)
        raise
    finally:
        with contextlib.suppress(OSError):  # the folder may be gone
            file.unlink()
        held.release()


def _inherited(file: Path) -> int | None:
    """A descriptor that holds a lock; the process that gets it, which has the number of this one,
    is seen from its first moment on, long before it has imported TensorFlow."""
    import fcntl

    with contextlib.suppress(OSError):  # it is seen later, then
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return descriptor
    return None


def processes_at_work(folder: Path) -> int:
    """How many processes are at work in a folder."""
    while True:
        files = list((folder / _FOLDER).glob("*.lock"))
        held = sum(is_at_work(file) is True for file in files)
        # One whose file went meanwhile may have a new one, under the name of what replaced it.
        if all(file.exists() for file in files):
            return held


def forget_the_dead(folder: Path) -> None:
    """Remove what processes have left that were killed, and the folder of it where nobody is in."""
    with contextlib.suppress(OSError):
        for file in (folder / _FOLDER).glob("*.lock"):
            if is_at_work(file) is False:
                file.unlink(missing_ok=True)
        (folder / _FOLDER).rmdir()
