"""How much memory a process gains over many runs.

    python -m benchmarks.memory [--runs N] [--kinds widths ...] [--page docs/benchmarks.md]

Each kind of runs is one command, as it is typed: small runs, since what is kept is what was traced,
whatever the data and the epochs. Its memory is read whenever it says that a run is done. Of several
rounds the one that gained most counts.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.commands import environment
from benchmarks.must_hold import at_most
from benchmarks.page import machine, options, positive, publish, table
from benchmarks.speed.processes import ROOT

FIRST = 10
MOST, SECONDS = at_most(300), at_most(1)
_DONE = re.compile(r"\(\d+/\d+\)")
_REPLACED = "a fresh one goes on"

_MLP = ("models/mlp-digits", "training.epochs=1", "data.limit=200")
_RESNET = ("models/resnet20-digits", "training.epochs=1", "data.limit=200")
_XLA = ("training.jit_compile=true", "training.diagnostics=none")


def _over(key: str, values: Sequence[object], metric: str = "val_loss") -> str:
    return f"sweep={json.dumps({'metric': metric, 'over': {key: values}})}"


def _rates(count: int) -> list[float]:
    return [1e-4 * (number + 1) for number in range(count)]


def _widths(count: int) -> list[list[int]]:
    return [[16 + number, 16 + number % 7] for number in range(count)]


@dataclass(frozen=True)
class Kind:
    """A command of many runs.

    Args:
        text: what differs between them.
        runs: how many, usually.
        command: the words of a command of so many.
    """

    text: str
    runs: int
    command: Callable[[int], Sequence[str]]


KINDS = {
    "rates": Kind(
        "MLP, another learning rate each time",
        200,
        lambda count: ("sweep", *_MLP, _over("optimizer.learning_rate", _rates(count))),
    ),
    "widths": Kind(
        "MLP, other widths each time",
        200,
        lambda count: ("sweep", *_MLP, _over("model.widths", _widths(count))),
    ),
    "seeds": Kind(
        "MLP, another seed each time", 100, lambda count: ("run", *_MLP, "--seeds", f"{count}")
    ),
    "resnet": Kind(
        "ResNet-20, another learning rate each time",
        60,
        lambda count: ("sweep", *_RESNET, _over("optimizer.learning_rate", _rates(count))),
    ),
    "xla": Kind(
        "MLP, other widths each time, compiled by XLA",
        100,
        lambda count: ("sweep", *_MLP, *_XLA, _over("model.widths", _widths(count))),
    ),
    "cells": Kind(
        "both arms of a study with half as many seeds",
        100,
        lambda count: ("study", "foundations/one-neuron", "--seeds", f"{-(-count // 2)}"),
    ),
    "surface": Kind(
        "walk over a surface, another rate each time",
        200,
        lambda count: (
            "sweep",
            "optim/surface-quadratic",
            "training.steps=20",
            _over("optimizer.learning_rate", _rates(count), "value"),
        ),
    ),
}

_TEXT = """## Memory over many runs

`python -m benchmarks.memory`: one command for each line. MB that are resident when its run number
{first} is done, the most after that, and how many more that are. Where a process has gained
{limit:.0f} MB a fresh one takes its place: how often that was, and the seconds that all of it cost
for each run. {machine}

{table}
"""


@dataclass
class Measured:
    """What a command came to.

    Args:
        memory: MB when each run was done.
        gaps: seconds from run to run.
        fresh: of these, those in which a fresh process began.
    """

    memory: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    fresh: list[float] = field(default_factory=list)

    @property
    def more(self) -> float:
        """MB beyond those after the first runs."""
        first = min(FIRST, len(self.memory))
        return max(self.memory[first:], default=0.0) - self.memory[first - 1]

    @property
    def cost(self) -> float:
        """Seconds for each run that fresh processes took to begin."""
        usual = statistics.median(self.gaps) if self.gaps else 0.0
        return sum(max(one - usual, 0.0) for one in self.fresh) / len(self.memory)


def resident(process: int) -> float:
    """MB of a process, which Linux tells."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024 / 1e6


def measure(kind: str, runs: int) -> Measured:
    """Run a command, and look at its process whenever a run is done.

    Raises:
        SystemExit: it failed; what it wrote is shown.
    """
    found, is_fresh = Measured(), False
    with tempfile.TemporaryDirectory() as folder:
        words = [*KINDS[kind].command(runs), "--out", f"{folder}/out"]
        command = [sys.executable, "-m", "suite", *words]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        with process.stdout:
            before = time.monotonic()
            for line in process.stdout:
                is_fresh |= _REPLACED in line
                if not _DONE.search(line):
                    continue
                now = time.monotonic()
                found.memory.append(resident(process.pid))
                (found.fresh if is_fresh else found.gaps).append(now - before)
                before, is_fresh = now, False
    if process.wait():
        raise SystemExit(f"{' '.join(command)} failed; see above.")
    return found


def row(kind: str, found: Measured) -> list[str]:
    first = found.memory[min(FIRST, len(found.memory)) - 1]
    return [
        kind,
        KINDS[kind].text,
        f"{len(found.memory)}",
        f"{first:.0f}",
        f"{first + found.more:.0f}",
        f"{found.more:.0f}",
        MOST.verdict([found.more]),
        f"{len(found.fresh)}",
        f"{found.cost:.2f}",
        SECONDS.verdict([found.cost]),
    ]


def main() -> None:
    parser = options(__doc__, rounds=1)
    parser.add_argument("--runs", type=positive, help="of each kind, in place of its own number")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    arguments = parser.parse_args()
    header = (
        *("kind", "what", "runs", f"after {FIRST}", "most", "more", "must hold"),
        *("fresh", "s a run", "must hold"),
    )
    lines = []
    for kind in arguments.kinds:
        runs = arguments.runs or KINDS[kind].runs
        turns = [measure(kind, runs) for _ in range(arguments.rounds)]
        lines.append(row(kind, max(turns, key=lambda found: found.more)))
        print(table(header, lines[-1:]), flush=True)
    text = _TEXT.format(first=FIRST, limit=250, machine=machine(), table=table(header, lines))
    publish("memory", text, arguments.page)


if __name__ == "__main__":
    main()
