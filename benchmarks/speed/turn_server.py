"""The side of a benchmark that runs in a process of its own: it takes a turn when it is told to.

`processes.py` starts it. A line on standard input asks for a turn; the answer is a line with its
seconds, on the clock and of the processor. What else is printed goes to standard error.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

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
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def end(self) -> None:
        """Answer the request."""
        wall = time.perf_counter() - self._wall
        processor = time.process_time() - self._processor
        if self._count >= WARM_UP:
            self._say(f"{wall} {processor}")
        self._count += 1

    def serve(self, turn: Callable[[], object]) -> None:
        """Call `turn` at every request, and never return."""
        while True:
            self.begin()
            turn()
            self.end()

    def _say(self, line: str) -> None:
        print(line, file=self._answers, flush=True)
