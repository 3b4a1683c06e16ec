"""Ctrl-C, SIGTERM and SIGHUP as a request to stop at the next safe point."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from suite.lost_interrupt import was_interrupted
from suite.workers.stop_signals import Handler, handler_after, stop_signals


class StopRequest:
    """Turns the first signal into a request, and the second Ctrl-C into KeyboardInterrupt.

    Used as a context manager around training. The loop looks at `received` between two calls of
    the compiled function, when every variable is consistent and can be saved.
    """

    def __init__(self) -> None:
        # One that came before training, and was lost.
        self.received = signal.SIGINT if was_interrupted() else None
        self._previous: dict[int, Handler] = {}

    def __enter__(self) -> StopRequest:
        # Python delivers signals to the main thread only; elsewhere there is nothing to install.
        if threading.current_thread() is threading.main_thread():
            for number in stop_signals():
                self._previous[number] = signal.signal(number, self._receive)
        return self

    def __exit__(self, *exception: object) -> None:
        for number, handler in self._previous.items():
            asked = self.received is not None
            signal.signal(number, handler_after(number, handler) if asked else handler)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if self.received is not None and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.received = signal.Signals(number)
