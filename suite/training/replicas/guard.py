"""Ends a worker that waits for others in vain.

TensorFlow's collective operations wait forever, and while they do, Python hears no signal. A
second thread does, and also hears of workers that are gone.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from suite.errors import RunFailure, UserError
from suite.runs.directory.discarded import remove_discarded
from suite.screen import say
from suite.training.replicas import pulse
from suite.training.replicas.lost_workers import AGAIN
from suite.workers.meeting import Meeting
from suite.workers.stop_signals import stop_signals

# Seconds in which the main thread must get on with something after a loss. After a signal it may
# take twice as long as it took in training so far, and so much at the most.
PATIENCE, MOST = 5.0, 60.0
# Calls of compiled functions after which their time is measured; the first ones trace.
_TRACED = 3
_LOOK = 0.25


@contextlib.contextmanager
def guarded(meeting: Meeting, record: Callable[[str], object]) -> Iterator[None]:
    """Watch over what one worker does in the block, and tell the others how it ends.

    Args:
        meeting: of the workers.
        record: is given `interrupted` or `failed`, where the block itself cannot say so any more.

    Raises:
        RunFailure: it was interrupted before its state could be saved.
    """
    guard = Guard(meeting, record)
    try:
        with guard:
            yield
    except KeyboardInterrupt as error:
        meeting.fail("was interrupted")
        _leave_soon(RunFailure.exit_status)
        raise RunFailure("interrupted before the state could be saved. " + AGAIN) from error
    except BaseException as error:
        first = (str(error).strip() or type(error).__name__).partition("\n")[0]
        # What is to be done, each says for itself.
        meeting.fail(f"has ended: {first.removesuffix(f'. {AGAIN}')}")
        _leave_soon(_status(error))
        raise
    meeting.close()


class Guard:
    """The second thread, and the signal handlers that wake it.

    Example:
        >>> _status(RunFailure("a worker is lost")), _status(SystemExit(3)), _status(KeyError())
        (1, 3, 1)
    """

    def __init__(self, meeting: Meeting, record: Callable[[str], object]) -> None:
        self.meeting = meeting
        self.record = record
        self._main = threading.main_thread().ident or 0
        self._finished = threading.Event()
        self._signal: int | None = None

    def __enter__(self) -> Guard:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        self._handlers: dict[int, Callable[[int, FrameType | None], Any] | int | None] = {}
        # Python delivers signals to the main thread only; elsewhere there is nothing to install.
        if threading.current_thread() is threading.main_thread():
            for number in stop_signals():
                self._handlers[number] = signal.signal(number, _interrupt)
            self._woken = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._finished.set()
        if self._handlers:
            signal.set_wakeup_fd(self._woken)
            for number, handler in self._handlers.items():
                signal.signal(number, handler)
        self._thread.join()
        os.close(self._reader)
        os.close(self._writer)

    def _watch(self) -> None:
        seen: tuple[object, ...] | None = None
        event: float | None = None
        since, longest = time.monotonic(), 0.0
        while not self._finished.is_set():
            self._hear()
            now, doing = time.monotonic(), self._doing()
            if doing != seen:
                if event is None and pulse.count > _TRACED:
                    longest = max(longest, now - since)
                seen, since = doing, now
            if event is None and (self._signal is not None or self.meeting.gone):
                event = now
            limit = PATIENCE if self.meeting.gone else min(MOST, max(PATIENCE, 2 * longest))
            if event is not None and now - max(event, since) > limit:
                self._end(limit)

    def _hear(self) -> None:
        """Wait a moment, or until a signal comes."""
        ready, _, _ = select.select([self._reader], [], [], _LOOK)
        if ready:
            for number in os.read(self._reader, 64):
                if number in self._handlers and self._signal is None:
                    self._signal = number

    def _doing(self) -> tuple[object, ...]:
        """What the main thread is at; equal as long as it waits for one and the same thing."""
        frame = sys._current_frames().get(self._main)
        return pulse.count, frame and (id(frame.f_code), frame.f_lasti)

    def _end(self, waited: float) -> None:
        loss = self.meeting.loss()
        if self._signal is not None:
            name = signal.Signals(self._signal).name
            waits = f"; {loss}" if loss else ": the other workers do not answer"
            text = f"{name}: after {waited:.0f} s there is no way to save the state{waits}. {AGAIN}"
        else:
            text = f"{loss}. {AGAIN}"
        with contextlib.suppress(OSError, ValueError, RunFailure):
            self.record("interrupted" if self._signal is not None else "failed")
        with contextlib.suppress(OSError, ValueError):
            say(f"error: {text}", error=True)
        self.meeting.fail("was ended by a signal" if self._signal else f"has ended: {loss}")
        _leave(RunFailure.exit_status)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _status(error: BaseException) -> int:
    if isinstance(error, UserError | RunFailure):
        return error.exit_status
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    return RunFailure.exit_status


def _leave_soon(status: int) -> None:
    """Leave without TensorFlow's own farewell, which waits for the workers that are gone.

    What is registered last is called first when Python ends, after everything has been said.
    """
    atexit.register(_leave, status)


def _leave(status: int) -> None:
    remove_discarded()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)
