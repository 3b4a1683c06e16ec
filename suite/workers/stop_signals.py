"""The signals that ask a run to save its state and end."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

Handler = Callable[[int, FrameType | None], Any] | int | None

_ends_with_command = False


def stop_signals() -> list[signal.Signals]:
    """Ctrl-C, SIGTERM, and SIGHUP, which comes when a terminal is closed; where that is ignored, as
    under `nohup`, it stays ignored.

    Example:
        >>> [one.name for one in stop_signals()][:2]
        ['SIGINT', 'SIGTERM']
    """
    heard = [signal.SIGINT, signal.SIGTERM]
    hangup: signal.Signals | None = getattr(signal, "SIGHUP", None)  # POSIX
    if hangup is not None and signal.getsignal(hangup) != signal.SIG_IGN:
        heard.append(hangup)
    return heard


def end_with_command() -> None:
    """Declare that this process does one command: what asks it to end is heard once.

    Systems ask again and again, Linux once for each thread of a parent that was killed, while the
    answer is still being written down. A program that uses the suite as a library lives on, and
    goes on hearing.
    """
    global _ends_with_command
    _ends_with_command = True


def handler_after(number: int, handler: Handler) -> Handler:
    """What handles a signal once training was asked to end, by this signal or by another.

    Args:
        number: of the signal.
        handler: what handled it before training.

    Example:
        >>> handler_after(signal.SIGINT, signal.default_int_handler)
        <built-in function default_int_handler>
    """
    is_deadly = number != signal.SIGINT and handler == signal.SIG_DFL
    return signal.SIG_IGN if is_deadly and _ends_with_command else handler
