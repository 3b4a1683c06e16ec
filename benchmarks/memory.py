"""How much memory a process gains over many runs.

    python -m benchmarks.memory [--runs 200] [--kinds widths ...] [--page docs/benchmarks.md]

Each kind of runs has a process of its own, in which all of them follow one another as the trials of
a sweep do: small ones, since what is kept is what was traced, whatever the data and the epochs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.commands import environment
from benchmarks.must_hold import at_most
from benchmarks.page import machine, options, positive, publish, table
from benchmarks.speed.processes import ROOT

_MLP = ("models/mlp-digits", "training.epochs=1", "data.limit=200")
_RESNET = ("models/resnet20-digits", "training.epochs=1", "data.limit=128")
# Kind -> what it is, and the recipe of its run number n.
KINDS: dict[str, tuple[str, Callable[[int], Sequence[str]]]] = {
    "rates": (
        "an MLP, another learning rate each time",
        lambda n: (*_MLP, f"optimizer.learning_rate={1e-4 * (n + 1)}"),
    ),
    "widths": (
        "an MLP, other widths each time",
        lambda n: (*_MLP, f"model.widths=[{16 + n}, {16 + n % 7}]"),
    ),
    "seeds": ("an MLP, another seed each time", lambda n: (*_MLP, f"seed={n}")),
    "folds": (
        "an MLP, each of 5 folds in its turn",
        lambda n: (*_MLP, f"seed={n // 5}", f"data.fold={{index: {n % 5}, of: 5}}"),
    ),
    "resnet": ("ResNet-20, another seed each time", lambda n: (*_RESNET, f"seed={n}")),
    "xla": (
        "the MLP of other widths, compiled by XLA",
        lambda n: (
            *_MLP,
            f"model.widths=[{16 + n}, {16 + n % 7}]",
            "training.jit_compile=true",
            "training.diagnostics=none",
        ),
    ),
    "surface": (
        "a walk over a surface, another rate each time",
        lambda n: (
            "optim/surface-quadratic",
            "training.steps=20",
            f"optimizer.learning_rate={1e-4 * (n + 1)}",
        ),
    ),
}
FIRST = 10
MOST = at_most(300)

_TEXT = """## Memory over many runs

`python -m benchmarks.memory`: MB that are resident in one process after so many runs, and how many
more than after the first {first}. {machine}

{table}
"""


def resident() -> float:
    """MB of this process."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024 / 1e6


def in_this_process(kind: str, runs: int) -> list[float]:
    """MB after each run."""
    import suite
    from suite.lab.finished_run import finished_run
    from suite.training.process.kept_between_runs import kept_between_runs

    found = []
    with kept_between_runs(), tempfile.TemporaryDirectory() as folder:
        for number in range(runs):
            run = finished_run(suite.load(*KINDS[kind][1](number)), Path(folder, str(number)))
            assert run.status == "finished"
            found.append(resident())
    return found


def measure(kind: str, runs: int) -> tuple[list[float], float]:
    """MB after each run of a process of its own, and the seconds that all of it took.

    Raises:
        SystemExit: it failed; what it wrote is shown.
    """
    command = [sys.executable, "-m", "benchmarks.memory", "--runs", str(runs), "--child", kind]
    start = time.monotonic()
    process = subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed; see above.")
    return json.loads(process.stdout.splitlines()[-1]), time.monotonic() - start


def row(kind: str, found: Sequence[float], seconds: float) -> list[str]:
    first, last = found[min(FIRST, len(found)) - 1], found[-1]
    return [
        kind,
        KINDS[kind][0],
        f"{len(found)}",
        f"{first:.0f}",
        f"{last:.0f}",
        f"{last - first:.0f}",
        MOST.verdict([last - first]),
        f"{seconds / len(found):.2f}",
    ]


def main() -> None:
    parser = options(__doc__, rounds=1)
    parser.add_argument("--runs", type=positive, default=200, help="of each kind (default 200)")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--child", choices=KINDS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child is not None:
        print(json.dumps(in_this_process(arguments.child, arguments.runs)))
        return
    header = ("kind", "what", "runs", f"after {FIRST}", "after all", "more", "must hold", "s each")
    lines = []
    for kind in arguments.kinds:
        lines.append(row(kind, *measure(kind, arguments.runs)))
        print(table(header, lines[-1:]), flush=True)
    text = _TEXT.format(first=FIRST, machine=machine(), table=table(header, lines))
    publish("memory", text, arguments.page)


if __name__ == "__main__":
    main()
