"""A whole command against a plain Keras script: seconds from its start to its end, and memory.

    python -m benchmarks.commands [--rounds 5] [--recipes quickstart ...] [--page ...]

Both build the same net, train it for one epoch, validate, test and save it. They take turns, each
time in a new process; the first turn of each, in which files come from the disk, is not counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.must_hold import Limit, at_most
from benchmarks.page import machine, options, publish, table
from benchmarks.speed.processes import ROOT
from benchmarks.speed.turns import quotients, ratio, spread

# Recipe -> the script beside it.
RECIPES = {
    "models/resnet20-digits": "benchmarks.start.resnet20_digits",
    "quickstart": "benchmarks.start.quickstart",
}
LONGEST, MOST_MEMORY = at_most(1.15), at_most(1.1)

_TEXT = """## Whole commands

`python -m benchmarks.commands`: {rounds} turns of each, medians, and ranges in brackets.
{machine}

`python -m suite run RECIPE training.epochs=1` against the scripts of `benchmarks/start/`, which a
person would write: the same layers, splits, batch size and learning rates, the same kind of
augmentation by Keras layers, one epoch, validation, test, `model.keras`. The suite also measures,
writes history, diagnostics, findings, curves and a checkpoint. Here a ratio above 1 says that the
suite takes more. Memory is the most that was resident at once.

{table}
"""


@dataclass
class Uses:
    """What the turns of one side took: seconds on the clock and of the processor, and MB."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def add(self, command: Sequence[str]) -> None:
        """Run the command once.

        Raises:
            SystemExit: it failed; what it wrote is the message.
        """
        with tempfile.TemporaryFile("w+") as written:
            start = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment(), stdout=written, stderr=written
            )
            # Its own usage, not that of all children so far. Memory includes this process before
            # it became the command, so that nothing large is imported here.
            _, status, usage = os.wait4(process.pid, 0)
            self.wall.append(time.perf_counter() - start)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                written.seek(0)
                raise SystemExit(f"{written.read()}\n{' '.join(command)} failed; see above.")
        self.processor.append(usage.ru_utime + usage.ru_stime)
        self.memory.append(usage.ru_maxrss / (1e3 if sys.platform != "darwin" else 1e6))


def environment() -> dict[str, str]:
    """As a user has it: compiled files of Python are kept, and TensorFlow's lines are not shown."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}


def measure(recipe: str, rounds: int) -> dict[str, Uses]:
    """Turns of both sides, in an order that is reversed from round to round."""
    uses = {"suite": Uses(), "script": Uses()}
    with tempfile.TemporaryDirectory() as folder:
        script = [sys.executable, "-m", RECIPES[recipe], folder]
        ours = [sys.executable, "-m", "suite", "run", recipe, "training.epochs=1", "--out"]
        for turn in range(-1, rounds):
            if turn == 0:
                uses = {name: Uses() for name in uses}
            for name in sorted(uses, reverse=turn % 2 == 0):
                out = os.path.join(folder, f"run{turn}")
                uses[name].add([*ours, out] if name == "suite" else script)
    return uses


def rows(recipe: str, uses: dict[str, Uses]) -> list[list[str]]:
    ours, script = uses["suite"], uses["script"]
    figures: list[tuple[str, list[float], list[float], Limit | None, int]] = [
        ("wall, s", ours.wall, script.wall, LONGEST, 2),
        ("processor, s", ours.processor, script.processor, None, 2),
        ("memory, MB", ours.memory, script.memory, MOST_MEMORY, 0),
    ]
    return [
        [
            recipe,
            name,
            ratio(mine, theirs),
            limit.verdict(quotients(mine, theirs)) if limit else "",
            spread(mine, digits),
            spread(theirs, digits),
        ]
        for name, mine, theirs, limit, digits in figures
    ]


def main() -> None:
    parser = options(__doc__, rounds=5)
    parser.add_argument("--recipes", nargs="+", choices=RECIPES, default=list(RECIPES))
    arguments = parser.parse_args()
    header = ("recipe", "figure", "suite / script", "must hold", "suite", "script")
    lines = []
    for recipe in arguments.recipes:
        lines += rows(recipe, measure(recipe, arguments.rounds))
        print(table(header, lines[-3:]), flush=True)
    text = _TEXT.format(rounds=arguments.rounds, machine=machine(), table=table(header, lines))
    publish("commands", text, arguments.page)


if __name__ == "__main__":
    main()
