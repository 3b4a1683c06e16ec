"""The files that this process has open."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import keras

_DESCRIPTORS = Path("/dev/fd")


def handles(callbacks: Sequence[keras.callbacks.Callback]) -> Iterator[Any]:
    """What the callbacks hold open in their attributes, and in containers there: files, writers."""
    for callback in callbacks:
        for value in list(vars(callback).values()):
            inner: Iterable[Any] = value.values() if isinstance(value, Mapping) else ()
            inner = value if isinstance(value, list | tuple | set) else inner
            for one in (value, *inner):
                if _is_handle(one):
                    yield one


def _is_handle(value: Any) -> bool:
    """An open file, or an object that can be flushed and closed."""
    if isinstance(value, io.IOBase):
        return not value.closed
    kind = type(value)
    return (
        callable(getattr(kind, "flush", None))
        and callable(getattr(kind, "close", None))
        and getattr(value, "closed", False) is not True
    )


def open_inodes() -> set[tuple[int, int]]:
    """Device and number of every file that is open."""
    return {number for number, _ in _open()}


def append_from_now_on(path: Path) -> None:
    """Let whoever has a file open write at its end, wherever they stand."""
    if os.name != "posix":
        return
    import fcntl

    stat = path.stat()
    for number, descriptor in _open():
        if number == (stat.st_dev, stat.st_ino):
            flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
            fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_APPEND)


def _open() -> Iterator[tuple[tuple[int, int], int]]:
    names = os.listdir(_DESCRIPTORS) if _DESCRIPTORS.is_dir() else []
    for name in names:
        with contextlib.suppress(OSError):  # the one by which the folder was read is closed again
            stat = os.fstat(int(name))
            yield (stat.st_dev, stat.st_ino), int(name)
