"""One device, two replicas, two workers: how each is started, and what killing it means."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Arrangement:
    """How a run is started.

    Args:
        command: comes before the recipe.
        overrides: come behind it.
        victims: which of the workers are killed; None kills the only process.
    """

    command: Sequence[str]
    overrides: Sequence[str] = ()
    victims: Sequence[int] | None = None

    def start(self, recipe: Path, out: Path, phase: Path | None = None) -> subprocess.Popen:
        """A process in a group of its own."""
        own = {"PHASE_FILE": str(phase)} if phase else {}
        quiet = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
        arguments = [str(recipe), "--out", str(out), "--quiet", *self.overrides]
        return subprocess.Popen(
            [sys.executable, "-m", *self.command, *arguments],
            env=os.environ | quiet | own,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def kill(self, process: subprocess.Popen) -> None:
        """SIGKILL, to the process or to the workers under it."""
        if self.victims is None:
            process.kill()
        else:
            workers = children(process.pid)
            for index in self.victims:
                if index < len(workers):  # else it has just ended by itself
                    os.kill(workers[index], signal.SIGKILL)
        process.communicate()


def children(pid: int) -> list[int]:
    """The processes that a process has started, in that order."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(word) for word in listed.split()]


_LAUNCH = ("suite", "launch", "--workers", "2")
ARRANGEMENTS = {
    "one device": Arrangement(("suite", "run")),
    "2 replicas": Arrangement(("benchmarks.kills.runner", "2"), ("training.strategy=mirrored",)),
    "2 workers, both killed": Arrangement(_LAUNCH, victims=(0, 1)),
    "2 workers, one killed": Arrangement(_LAUNCH, victims=(1,)),
}
