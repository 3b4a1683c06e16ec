"""Whether a process is at work in a folder."""

from __future__ import annotations

from pathlib import Path

import filelock


def is_at_work(lock: Path) -> bool:
    """Whether some process holds a lock; it falls with its process, however that ends.

    Looking takes the lock for less than a millisecond, where it is free; whoever takes it for good
    tries longer than that.

    Args:
        lock: the file, which is not made where it is missing.

    Example:
        >>> is_at_work(Path("lock"))
        False
    """
    if not lock.is_file():
        return False
    try:
        filelock.FileLock(lock).acquire(timeout=0).lock.release()
    except filelock.Timeout:
        return True
    except OSError:  # it cannot be opened for writing: of another user, or a read-only copy
        return False
    return False
