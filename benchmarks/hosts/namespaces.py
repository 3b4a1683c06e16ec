"""Namespaces of Linux, each held by a process: they vanish with it, however this process ends."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

_PR_SET_PDEATHSIG = 1  # of linux/prctl.h
_UNSHARE = ("unshare", "--net", "--mount", "--uts")
_TOOLS = ("ip", "unshare", "nsenter", "mount")


def why_not() -> str | None:
    """Why there can be no hosts on this machine; None where they can be made."""
    if sys.platform != "linux":
        return "namespaces are Linux's"
    if os.geteuid() != 0:
        return "only root may make namespaces with a network"
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing:
        return f"{', '.join(missing)} is missing"
    tried = subprocess.run(
        [*_UNSHARE, "ip", "link", "add", "name", "try", "type", "veth"],
        capture_output=True,
        text=True,
        check=False,
    )
    return f"no namespaces here: {tried.stderr.strip()}" if tried.returncode else None


class Namespace:
    """A network, mounts and a name of its own, inside which commands run.

    Example:
        >>> with Namespace("alice") as alice:
        ...     alice.output("hostname")
        'alice'
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> Namespace:
        self._holder = subprocess.Popen(
            [*_UNSHARE, "sleep", "infinity"],
            preexec_fn=end_with_parent,
        )
        self.pid = self._holder.pid
        self._wait_until_it_sleeps()
        self.do("hostname", self.name)
        self.do("ip", "link", "set", "lo", "up")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.kill()
        self._holder.kill()
        self._holder.wait()

    def inside(self, *command: str | Path, folder: Path | None = None) -> list[str]:
        """A command as it is started here; it keeps the number of its process."""
        enter = ["nsenter", "--target", str(self.pid), "--net", "--mount", "--uts", "--"]
        where = ["env", "--chdir", str(folder or Path.cwd())]
        return [*enter, *where, *map(str, command)]

    def do(self, *command: str | Path) -> None:
        """Run a command that must succeed."""
        self.output(*command)

    def output(self, *command: str | Path) -> str:
        """What a command prints that must succeed."""
        done = subprocess.run(self.inside(*command), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{self.name}: {' '.join(map(str, command))}: {done.stderr.strip()}")
        return done.stdout.strip()

    def start(
        self, command: Sequence[str | Path], folder: Path | None = None, **options
    ) -> subprocess.Popen:
        """A process here, which ends when this one does."""
        return subprocess.Popen(
            self.inside(*command, folder=folder), preexec_fn=end_with_parent, **options
        )

    def kill(self) -> None:
        """End every process here at once, without a chance to say a word."""
        own = self._identity(self.pid)
        for folder in Path("/proc").glob("[0-9]*"):
            number = int(folder.name)
            if number != self.pid and self._identity(number) == own:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)

    def _identity(self, pid: int) -> str | None:
        try:
            return os.readlink(f"/proc/{pid}/ns/net")
        except OSError:  # it has ended
            return None

    def _wait_until_it_sleeps(self) -> None:
        deadline = time.monotonic() + 30
        while Path(f"/proc/{self.pid}/comm").read_text("utf-8").strip() != "sleep":
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name}: there is no namespace after 30 s")
            time.sleep(0.01)


def end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
