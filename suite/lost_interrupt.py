"""Ctrl-C outside of training, which Python may lose.

The exception that it raises is dropped, but for a notice, where it arises in a destructor or in a
callback of the garbage collector, as the libraries behind Keras have them.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_seen = False


def was_interrupted() -> bool:
    """Whether Ctrl-C was pressed in this command, although the command goes on."""
    return _seen


@contextlib.contextmanager
def remembered_interrupts() -> Iterator[None]:
    """While the block runs, Ctrl-C raises KeyboardInterrupt as always, and is remembered."""
    global _seen
    _seen = False
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    hook, sys.unraisablehook = sys.unraisablehook, _quiet(sys.unraisablehook)
    signal.signal(signal.SIGINT, _remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.unraisablehook = hook
        _seen = False


def _remember(number: int, frame: FrameType | None) -> None:
    global _seen
    _seen = True
    raise KeyboardInterrupt


def _quiet(hook: Callable[[UnraisableHookArgs], object]) -> Callable[[UnraisableHookArgs], None]:
    """A hook that says nothing of an interrupt that was lost: the command will end by it."""

    def quiet(lost: UnraisableHookArgs) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            hook(lost)

    return quiet
