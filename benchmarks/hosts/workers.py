"""The workers of one run, each on a host of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.hosts.network import Network
from suite.package import FOLDER
from suite.workers.cluster import TOKEN, Cluster

PORT = 23456
# Seconds after which a slow machine is taken for a broken one.
LONGEST = 300.0
# All of it has a state: what is not resumed exactly would show.
RECIPE = """
data: {kind: digits, batch_size: 96}
model: {kind: mlp, widths: [16], norm: batch, dropout: 0.2}
optimizer: {kind: adam, learning_rate: 0.003}
training: {epochs: 2, checkpoint_every: 2st, worker_wait: 120}
callbacks: [./slowly.py:Slowly]
"""
# A small run is over before anything can happen to it.
SLOWLY = """
import os
import time

import keras


class Slowly(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        time.sleep(float(os.environ.get("PAUSE", "0")))
"""


@dataclass
class Ended:
    """How a worker ended: its status, what it said, and when, in seconds from the event."""

    status: int
    said: str
    after: float

    @property
    def error(self) -> str:
        """Its one message."""
        found = re.search(r"^error: (.*)", self.said, re.MULTILINE | re.DOTALL)
        return " ".join((found[1] if found else self.said[-300:]).split())


@dataclass
class Workers:
    """Workers on the first hosts of a network.

    Args:
        network: of the hosts.
        folder: in which each host gets one of its own, with the recipe.
        count: of workers.
        addresses: without ports; the hosts' names by default.
        variables: of the environment of each, in place of `TF_CONFIG`.
        common: variables of all.
    """

    network: Network
    folder: Path
    count: int = 2
    addresses: Sequence[str] = ()
    variables: Callable[[int], Mapping[str, str]] | None = None
    common: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = self.addresses or self.network.names[: self.count]
        self.cluster = tuple(f"{name}:{PORT}" for name in names)
        self.processes: list[subprocess.Popen] = []

    def home(self, index: int) -> Path:
        """A worker's folder, called differently on each host."""
        return self.folder / f"home-{index}"

    def out(self, name: str) -> Path:
        """The run directory, as it is seen from here; it may lie on a disk of the chief's."""
        inside = self.home(0) / "runs" / name
        return Path(f"/proc/{self.network.hosts[0].pid}/root{inside}")

    def start(self, name: str, *overrides: str, pause: float = 0.0) -> None:
        """Start all of them with the command that everybody would type."""
        self.processes = []
        for index in range(self.count):
            self._prepare(index)
            arguments = ["recipe.yaml", "training.strategy=multi_worker", *overrides]
            command = [sys.executable, "-m", "suite", "run", *arguments, "--out", f"runs/{name}"]
            with self._log(index).open("w", encoding="utf-8") as log:
                self.processes.append(
                    self.network.hosts[index].start(
                        command,
                        folder=self.home(index),
                        env=self._environment(index, pause),
                        stdout=log,
                        stderr=subprocess.STDOUT,
                    )
                )

    def wait_for_checkpoint(self, name: str, number: int = 2) -> None:
        """Until training is well on its way."""
        deadline = time.monotonic() + LONGEST
        checkpoints = self.out(name) / "checkpoints"
        while len(list(checkpoints.glob("step-*.npz"))) < number:
            if time.monotonic() > deadline or any(p.poll() is not None for p in self.processes):
                self.kill()
                raise RuntimeError(f"no training: {[self.said(i) for i in range(self.count)]}")
            time.sleep(0.05)

    def end(self, since: float, seconds: float = LONGEST) -> list[Ended]:
        """How each of them ended, at the latest so many seconds after the event."""
        after: dict[int, float] = {}
        while len(after) < self.count and time.monotonic() < since + seconds:
            for index, process in enumerate(self.processes):
                if index not in after and process.poll() is not None:
                    after[index] = time.monotonic() - since
            time.sleep(0.05)
        still = [index for index in range(self.count) if index not in after]
        self.kill()
        if still:
            said = [self.said(index) for index in range(self.count)]
            raise RuntimeError(f"workers {still} still wait after {seconds:.0f} s: {said}")
        return [
            Ended(process.returncode, self.said(index), after[index])
            for index, process in enumerate(self.processes)
        ]

    def finish(self, name: str, *overrides: str) -> list[Ended]:
        """Run to the end; all must."""
        self.start(name, *overrides)
        ended = self.end(time.monotonic())
        if any(one.status for one in ended):
            raise RuntimeError(f"{name}: {[one.said for one in ended]}")
        return ended

    def kill(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()

    def said(self, index: int) -> str:
        return self._log(index).read_text("utf-8", "replace")

    def _log(self, index: int) -> Path:
        return self.folder / f"said-{index}.txt"

    def _prepare(self, index: int) -> None:
        home = self.home(index)
        home.mkdir(parents=True, exist_ok=True)
        (home / "recipe.yaml").write_text(RECIPE, "utf-8")
        (home / "slowly.py").write_text(SLOWLY, "utf-8")

    def _environment(self, index: int, pause: float) -> dict[str, str]:
        described = {"TF_CONFIG": Cluster(self.cluster, index).to_tf_config()}
        variables = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(FOLDER.parent), os.environ.get("PYTHONPATH", "")]),
            "CUDA_VISIBLE_DEVICES": "-1",
            "COLUMNS": "1000",
            # More threads than the machine has cores would only take turns.
            "TF_NUM_INTRAOP_THREADS": "1",
            "TF_NUM_INTEROP_THREADS": "2",
            TOKEN: "one secret for all",
            "PAUSE": str(pause),
        }
        # The second one is set by the suite itself, where this process has imported it.
        for name in ("TF_CONFIG", "TF_CPP_MIN_LOG_LEVEL"):
            variables.pop(name, None)
        return {**variables, **(self.variables or (lambda _: described))(index), **self.common}
