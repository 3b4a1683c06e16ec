"""A process that has grown over many pieces of work, and a fresh one that goes on in its place."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

# Pieces by which a process comes to its size, and bytes that it may gain after them.
_FIRST = 10
_MOST = 250e6


class Outgrown(BaseException):
    """Between two pieces of work: a fresh process shall do what is left. It is no error, and what
    catches those lets it pass.

    Args:
        growth: of this one, in bytes.

    Attributes:
        folder: in which the work lies, where whoever began it knows that.
        presence: a descriptor by which this process is still seen there; to be inherited.

    Example:
        >>> str(Outgrown(312e6))
        'note: this process has grown by 312 MB; a fresh one goes on'
    """

    def __init__(self, growth: float) -> None:
        size = f"{growth / 1e6:.0f} MB"
        super().__init__(f"note: this process has grown by {size}; a fresh one goes on")
        self.folder: Path | None = None
        self.presence: int | None = None


@dataclass
class _Replaceable:
    """What is known of a process in whose place another may be put.

    Args:
        goes_on: whether it has taken the place of another itself.
        presence: the descriptor that it has from that.
    """

    goes_on: bool = False
    presence: int | None = None
    _pieces: int = 0
    _first: float = 0.0

    def count(self, is_left: Callable[[], bool]) -> None:
        """A piece is done; raises `Outgrown` where the process has grown and something is left."""
        self._pieces += 1
        if self._pieces < _FIRST or (self._pieces > _FIRST and resident() - self._first <= _MOST):
            return
        gc.collect()
        if self._pieces == _FIRST:
            self._first = resident()
        elif (growth := resident() - self._first) > _MOST and is_left():
            raise Outgrown(growth)


_process: _Replaceable | None = None


@contextlib.contextmanager
def may_be_replaced(presence: int | None = None, goes_on: bool = False) -> Iterator[None]:
    """While the block runs, `count_piece` may raise `Outgrown`: whoever opens it starts the other.

    Only a command of the suite's own does: in the process of somebody else nothing is replaced.

    Args:
        presence: a descriptor of the process before, by which both are seen in the folder.
        goes_on: whether there was one.

    Example:
        >>> with may_be_replaced(goes_on=True):
        ...     goes_on()
        True
        >>> goes_on()
        False
    """
    global _process
    _process = _Replaceable(goes_on, presence)
    try:
        yield
    finally:
        _process = None


def count_piece(is_left: Callable[[], bool]) -> None:
    """A piece of work is done.

    Args:
        is_left: whether there is more to do.

    Raises:
        Outgrown: this process has grown by 250 MB since its tenth piece, there is more to do, and
            another process may go on.

    Example:
        >>> count_piece(lambda: True)
    """
    if _process is not None:
        _process.count(is_left)


def goes_on() -> bool:
    """Whether this process has taken the place of one that has begun and said what there was."""
    return _process is not None and _process.goes_on


def take_presence() -> None:
    """Let go of the descriptor by which this process was seen until now."""
    if _process is not None and _process.presence is not None:
        os.close(_process.presence)
        _process.presence = None


@contextlib.contextmanager
def goes_on_in(folder: Path) -> Iterator[None]:
    """Tell the process that takes the place of this one in which folder the work lies."""
    try:
        yield
    except Outgrown as outgrown:
        outgrown.folder = folder
        raise


def resident() -> float:
    """Bytes of this process that are in memory; the most that ever were, where Linux is not asked.

    Example:
        >>> resident() > 1e6
        True
    """
    import resource  # which Windows does not have

    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return float(most if sys.platform == "darwin" else most * 1024)
    return float(pages * resource.getpagesize())
