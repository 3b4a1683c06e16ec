"""The side of a benchmark that runs in a process of its own: it takes a turn when it is told to.

`processes.py` starts it. A line on standard input asks for a turn; the answer is a line with its
seconds, on the clock and of the processor. What else is printed goes to standard error.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator

# Turns that nobody asks for: what is traced, compiled or tuned is so after them.
WARM_UP = 1


class Turns:
    """Takes requests, and answers them.

    Args:
        ready: what to say when the turns before the first request are done; not empty.
    """

    def __init__(self, ready: str = "ready") -> None:
        self._ready = ready
        self._answers = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)  # what libraries print is no answer
        self._count = 0

    def begin(self) -> None:
        """Wait for a request; ends the process where nobody will ask any more."""
        if self._count == WARM_UP:
            self._say(self._ready)
        if self._count >= WARM_UP and not sys.stdin.readline():
            raise SystemExit
        self._start()

    def end(self) -> None:
        """Answer the request."""
        wall = time.perf_counter() - self._wall
        processor = time.process_time() - self._processor
        if self._count >= WARM_UP:
            self._say(f"{wall} {processor}")
        self._count += 1

    def serve(self, turn: Callable[[], object], before: Callable[[], object] | None = None) -> None:
        """Call `turn` at every request, after what comes before it untimed, and never return."""
        while True:
            self.begin()
            if before is not None:
                before()
                self._start()
            turn()
            self.end()

    def _start(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def _say(self, line: str) -> None:
        print(line, file=self._answers, flush=True)


def reading(stream: Iterator, batches: int) -> Callable[[], None]:
    """A turn that reads so many batches."""

    def read() -> None:
        for _ in range(batches):
            next(stream)

    return read
