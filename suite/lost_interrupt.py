"""Ctrl-C outside of training, which Python may lose.

The exception that it raises is dropped, but for a notice, where it arises in a destructor or in a
callback of the garbage collector, as the libraries behind Keras have them. It is raised once more,
a moment later: most likely elsewhere.
"""

from __future__ import annotations

import _thread
import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_seen = False
_PAUSE_SECONDS = 0.2


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


def _interrupt_again() -> None:
    """Interrupt the main thread, unless training has begun: that has seen it, and will stop."""
    time.sleep(_PAUSE_SECONDS)
    if signal.getsignal(signal.SIGINT) is _remember:
        _thread.interrupt_main()


def _quiet(hook: Callable[[UnraisableHookArgs], object]) -> Callable[[UnraisableHookArgs], None]:
    """A hook that says nothing of an interrupt that was lost: the command will end by it."""

    def quiet(lost: UnraisableHookArgs) -> None:
        if issubclass(lost.exc_type, KeyboardInterrupt):
            _thread.start_new_thread(_interrupt_again, ())
        else:
            hook(lost)

    return quiet
