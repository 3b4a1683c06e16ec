"""Sides that run in processes of their own, so that memory and threads of one disturb no other.

A side that waits for its turn is stopped (SIGSTOP): it cannot spin, fill a buffer or collect
garbage on the cores of the one whose turn it is.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Several processes may share a GPU.
_DEFAULTS = {
    "KERAS_BACKEND": "tensorflow",
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "TF_CPP_MIN_LOG_LEVEL": "1",
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
}


class SideFailed(Exception):
    """A process of a side has ended; the message is the last line that it wrote."""


class Processes:
    """The running processes of one side; several of them are workers that take a turn together.

    Args:
        module: that is run, a server of turns; see `turn_server.py`.
        arguments: of its command line.
        environments: what each process finds in its environment beside the rest; one by default.
        stopped: whether they are stopped between turns; workers of a cluster must stay in touch.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        environments: Sequence[Mapping[str, str]] = ({},),
        stopped: bool = True,
    ) -> None:
        self.ready = ""
        self._stopped = stopped
        # Libraries write much there that means nothing; looked at only where a process fails.
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed in `end`
        self._all = [
            subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env={**_DEFAULTS, **os.environ, **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
            )
            for environment in environments
        ]

    def wait(self) -> None:
        """Until they have compiled, and keep what the first one says of itself.

        Raises:
            SideFailed: a process has ended.
        """
        self.ready = self._answers()[0]
        self._signal(signal.SIGSTOP)

    def turn(self) -> tuple[float, float]:
        """Seconds on the clock that the slowest process needs, and of the processor for all.

        Raises:
            SideFailed: a process has ended.
        """
        self._signal(signal.SIGCONT)
        for process in self._all:
            with contextlib.suppress(BrokenPipeError):  # no answer will come, and that is said
                process.stdin.write("\n")
                process.stdin.flush()
        answers = [[float(figure) for figure in line.split()] for line in self._answers()]
        self._signal(signal.SIGSTOP)
        return max(wall for wall, _ in answers), sum(processor for _, processor in answers)

    def megabytes(self) -> float | None:
        """Memory of all processes and of those that they started: at its highest of the former, of
        the latter what is resident now and not shared. None where the system has no /proc."""
        total = 0.0
        for process in self._all:
            own = _kilobytes(process.pid, "status", "VmHWM")
            if own is None:
                return None
            children = (
                _kilobytes(pid, "smaps_rollup", "Pss") or 0 for pid in _children(process.pid)
            )
            total += (own + sum(children)) / 1e3
        return total

    def end(self) -> None:
        for process in self._all:
            process.kill()  # one that is stopped would hear of nothing else
            process.wait()
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            process.stdout.close()
        self._errors.close()

    def _answers(self) -> list[str]:
        lines = [process.stdout.readline().strip() for process in self._all]
        if not all(lines):
            self._errors.seek(0)
            written = self._errors.read().strip() or "nothing was written"
            raise SideFailed(written.splitlines()[-1])
        return lines

    def _signal(self, number: int) -> None:
        if self._stopped:
            for process in self._all:
                process.send_signal(number)


def _children(pid: int) -> list[int]:
    """Those that a process started, and they in turn."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(child) for child in listed.read_text().split()] if listed.exists() else []
    return [*found, *(one for child in found for one in _children(child))]


def _kilobytes(pid: int, file: str, name: str) -> int | None:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), None)
