"""The signals that ask a run to save its state and end."""

from __future__ import annotations

import signal


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
