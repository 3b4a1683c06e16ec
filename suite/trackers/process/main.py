"""`python -m suite.trackers.process.main`: one tracker of one run.

The first line of the input says which; the input ends when the run has ended, however it has. What
goes wrong is the only line of the output; all else that a tracker prints is in its log.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from suite.catalog.load_part import load_part
from suite.errors import one_line
from suite.runs.directory.run_directory import RunDirectory
from suite.trackers.process.follow import Follow

# CPU seconds below which a process does nothing.
_LEAST = 0.05


@dataclass(frozen=True)
class Task:
    """What a tracker's process is for.

    Args:
        directory: of the run.
        label: names the tracker's files.
        module: of the tracker's class; None for a file outside any package.
        attribute: name of the class.
        file: where its source is.
        arguments: of its constructor.
        patience: seconds in which the tracker may do nothing once the run has ended.

    Example:
        >>> task = Task("runs/mine", "mlflow", "suite.trackers.mlflow", "Mlflow", "mlflow.py", {})
        >>> Task.of(task.line) == task
        True
    """

    directory: str
    label: str
    module: str | None
    attribute: str
    file: str
    arguments: Mapping[str, Any]
    patience: float = 30.0

    @property
    def line(self) -> str:
        """As the process reads it."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def of(cls, line: str) -> Task:
        """From a line."""
        return cls(**json.loads(line))

    def follow(self, ended: threading.Event) -> None:
        """Do it."""
        part = load_part("trackers", self.module, self.attribute, Path(self.file))
        Follow(part(**self.arguments), RunDirectory(Path(self.directory)), self.label).until(ended)


def _main() -> None:
    """Follow a run to its end."""
    # Ctrl-C and a job's end are the run's affair: it ends the input.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    task = Task.of(sys.stdin.readline())
    answer = _to_the_log(Path(task.directory, "track", f"{task.label}.log"))
    ended = threading.Event()
    waiting = (ended, answer, task.patience)
    threading.Thread(target=_wait_for_the_end, args=waiting, daemon=True).start()
    try:
        task.follow(ended)
    except BaseException as error:  # whatever a tracker raises, and whatever it exits by
        _fail(answer, f"{type(error).__name__}: {one_line(error)}".removesuffix(": "))


def _to_the_log(path: Path) -> int:
    """Send what is printed to a file; the descriptor that the output had."""
    answer = os.dup(1)
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for descriptor in (1, 2):
        os.dup2(log, descriptor)
    return answer


def _fail(answer: int, message: str) -> None:
    """Say why, and go at once: what the tracker would do at its exit may be as broken."""
    os.write(answer, message.encode(errors="backslashreplace"))
    os._exit(1)


def _wait_for_the_end(ended: threading.Event, answer: int, patience: float) -> None:
    """Tell when the run has ended; from then on, do not let the tracker hang."""
    sys.stdin.read()
    ended.set()
    nap, idle, used = min(1.0, patience / 10), 0.0, time.process_time()
    while idle < patience:
        time.sleep(nap)
        # Not by the clock: on a busy machine a healthy tracker may need minutes, and a process that
        # is stopped oversleeps.
        idle += nap
        if time.process_time() - used > _LEAST or _would_go_on():
            idle, used = 0.0, time.process_time()
    _fail(answer, f"it hung, and did nothing for {patience:g} s after the run")


def _would_go_on() -> bool:
    """Whether the tracker waits for a processor or a disk alone, where the system tells (Linux)."""
    try:
        told = Path("/proc/self/stat").read_bytes()  # of the main thread, whoever asks
    except OSError:
        return False
    return told.rpartition(b")")[2].split()[0] in (b"R", b"D")


if __name__ == "__main__":
    _main()
