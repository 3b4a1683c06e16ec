"""Whether a process is at work in a folder."""

from __future__ import annotations

from pathlib import Path

import filelock


def is_at_work(lock: Path) -> bool | None:
    """Whether some process holds a lock, which falls with its process, however that ends; None
    where nobody can tell: there is no such file, or it may not be opened.

    Looking takes the lock for less than a millisecond, where it is free; whoever takes it for good
    tries longer than that.

    Args:
        lock: the file, which is not made where it is missing.

    Example:
        >>> lock = filelock.FileLock("lock")
        >>> with lock:
        ...     held = is_at_work(Path("lock"))
        >>> held, is_at_work(Path("lock")), is_at_work(Path("none"))
        (True, False, None)
    """
    if not lock.is_file():
        return None
    try:
        filelock.FileLock(lock).acquire(timeout=0).lock.release()
    except filelock.Timeout:
        return True
    except OSError:
        return None
    return False
