"""Whether a folder lies on a storage that locks files, and for which machines."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from suite.errors import RunFailure, UserError

_MOUNTS = Path("/proc/self/mounts")
# Options by which a client keeps its locks to itself: of NFS, of Lustre.
_LOCAL = {"nolock", "local_lock=all", "local_lock=flock", "localflock"}


def refuse_without_locks(folder: Path) -> None:
    """Refuse a storage that cannot lock: two processes would do the same work at a time.

    Raises:
        UserError: a lock is refused, or given to two.

    Example:
        >>> refuse_without_locks(Path())
    """
    if sys.platform == "win32":  # its locks are part of opening a file
        return
    import fcntl

    with tempfile.NamedTemporaryFile(dir=folder, prefix=".lock-") as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _refused(folder, error.strerror) from error
        with open(file.name, "rb+") as other:
            try:
                fcntl.flock(other.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return
    raise _refused(folder, "a lock was given twice")


def _refused(folder: Path, reason: str | None) -> UserError:
    return UserError(
        f"{folder}: lies on a storage that does not lock files ({reason}), by which processes know "
        "what another one has. Choose a folder of another file system with --out, or mount this "
        "one with locks (NFS: version 4, or without nolock; Lustre: with flock)."
    )


def taken_elsewhere(folder: Path, owner: str) -> RunFailure:
    """That another process has taken what this one had: its lock did not hold for both.

    Args:
        folder: of the run.
        owner: the name of the other process, with its machine.

    Example:
        >>> str(taken_elsewhere(Path("trials", "003"), "node7-411-5f3a")).partition(":")[0]
        'trials/003'
    """
    return RunFailure(
        f"{folder}: process {owner or 'unknown'} has taken this while it was locked here: the "
        f"storage does not lock for all machines. Remove the folder and {folder.name}.json beside "
        "it, and go on with processes of one machine."
    )


def note_on_storage(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """What to know of a storage whose locks no other machine sees; None where there is nothing.

    Args:
        folder: that exists.
        mounts: Linux's list of what is mounted.

    Example:
        >>> _ = Path("list").write_text("server:/x / nfs rw,vers=3,local_lock=all 0 0")
        >>> note_on_storage(Path(), Path("list"))
        'note: . is mounted with local_lock=all: locks hold on this machine only; share the work...'
    """
    try:
        lines = mounts.read_text("utf-8", errors="replace").splitlines()
    except OSError:  # another system
        return None
    place, found = os.path.realpath(folder), ("", "")
    for words in (line.split() for line in lines):
        point = words[1].replace("\\040", " ")
        # Of two at one place the later one hides the other.
        if _is_below(place, point) and len(point) >= len(found[0]):
            found = (point, words[3])
    local = [option for option in found[1].split(",") if option in _LOCAL]
    if not local:
        return None
    return (
        f"note: {folder} is mounted with {local[0]}: locks hold on this machine only; share the "
        "work with processes of this machine, not of others"
    )


def _is_below(place: str, point: str) -> bool:
    return place == point or place.startswith(point.rstrip("/") + "/")
