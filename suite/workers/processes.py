"""The processes of the workers on this machine: what they say, and how they end."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from typing import TextIO

from suite.screen import Screen
from suite.workers.stop_signals import stop_signals

Process = subprocess.Popen[bytes]

# Seconds in which a worker may save its state after it was asked to end.
GRACE = 30.0
_LOOK = 0.1


def wait(processes: Sequence[Process]) -> int:
    """The first status that is not 0; the others get a moment to save, and are then killed."""
    while True:
        statuses = [process.poll() for process in processes]
        failed = next((status for status in statuses if status), 0)
        if failed or None not in statuses:
            break
        time.sleep(_LOOK)
    _end(processes)
    return failed if failed >= 0 else 128 - failed


def _end(processes: Sequence[Process]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def copy_lines(process: Process, prefix: str, stream: TextIO | Screen) -> None:
    """Copy a worker's lines, whole; to the end, since a full pipe would stop the worker."""
    assert process.stdout is not None  # a pipe, see `launch`
    with process.stdout:
        for line in process.stdout:
            stream.write(prefix + line.decode(errors="replace"))
            stream.flush()


@contextlib.contextmanager
def passed_on(processes: Sequence[Process]) -> Iterator[None]:
    """Signals to this process go to the workers, who save and end."""

    def pass_on(number: int, frame: object) -> None:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)

    previous = {number: signal.signal(number, pass_on) for number in stop_signals()}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
