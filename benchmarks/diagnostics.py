"""What diagnostics cost: the MLP and ResNet-20 with and without them.

    python -m benchmarks.diagnostics [--models mlp ...] [--rounds N] [--each] [--page ...]

The same net, batch 128, SGD with momentum, float32, is trained without diagnostics, with those that
every run has at their own cadence and at every step, and with all that are shipped (those on
request aside). The loops take turns in one process; a turn is an epoch of 100 steps, one report
included.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from suite.training.process.quiet import import_tensorflow

import_tensorflow()

from benchmarks.must_hold import at_most  # noqa: E402
from benchmarks.page import machine, options, positive, publish, table  # noqa: E402
from benchmarks.speed.ours import next_epoch, suite_loop  # noqa: E402
from benchmarks.speed.task import BATCH, TASKS  # noqa: E402
from benchmarks.speed.turns import Times, quotients, ratio, spread, take_turns  # noqa: E402
from suite import Diagnostic  # noqa: E402
from suite.catalog import HERE, Component  # noqa: E402
from suite.recipe.task.figures import MONITORS  # noqa: E402

NONE, DEFAULT, ALWAYS = "none", "of every run", "of every run, every step"
ON_REQUEST = ("noise_scale", "sharpness", "feature_maps", "filters")
LIMITS = {
    ("mlp", DEFAULT): at_most(1.05),
    ("mlp", ALWAYS): at_most(1.15),
    ("resnet20", DEFAULT): at_most(1.02),
    ("resnet20", ALWAYS): at_most(1.1),
}
ROUNDS = {"mlp": 31, "resnet20": 3}  # turns of 0.1 s, and of 12 s
HEADER = (
    "network", "diagnostics", "with / without, wall", "must hold", "with / without, processor",
    "ms a step",
)  # fmt: skip

_TEXT = """## Diagnostics

`python -m benchmarks.diagnostics`: turns of {steps} steps of each, medians, and ranges in brackets.
{machine}

Batch {batch}, float32; the same loop in one process, the time with diagnostics over that without,
so that less is better. Those of every run are {monitors}.

{table}
"""


def shipped() -> list[str]:
    """The diagnostics that come with the suite, those on request aside."""
    entries = [entry for entry in HERE.entries("callbacks") if entry.origin == "suite"]
    names = [entry.name for entry in entries if issubclass(entry.load(), Diagnostic)]
    return [name for name in names if name not in ON_REQUEST]


def diagnostics(names: Sequence[str], **arguments: int) -> list[Diagnostic]:
    return [HERE.build("callbacks", Component(name, dict(arguments))) for name in names]


def choices(each: bool) -> dict[str, list[Diagnostic]]:
    """The callbacks of each line of the table."""
    found = {
        NONE: [],
        DEFAULT: diagnostics(MONITORS),
        ALWAYS: diagnostics(MONITORS, every=1),
        "all shipped": diagnostics(shipped()),
    }
    if each:
        found |= {f"{name}, every step": diagnostics([name], every=1) for name in shipped()}
    return found


def measure(network: str, rounds: int, steps: int, each: bool) -> dict[str, Times]:
    task = TASKS[network]
    data = task.data(steps)
    sides = {
        name: partial(next_epoch, suite_loop(task, *data, callbacks=callbacks))
        for name, callbacks in choices(each).items()
    }
    take_turns(sides, 1)  # traces and compiles
    return take_turns(sides, rounds)


def rows(network: str, steps: int, times: dict[str, Times]) -> list[list[str]]:
    without = times[NONE]
    lines = []
    for name, taken in times.items():
        figures = ["", "", ""]
        if taken is not without:
            limit = LIMITS.get((network, name))
            verdict = limit.verdict(quotients(taken.wall, without.wall)) if limit else ""
            figures = [ratio(taken.wall, without.wall, 3), verdict]
            figures.append(ratio(taken.processor, without.processor, 3))
        each_step = spread([1e3 * seconds / steps for seconds in taken.wall], 2)
        lines.append([f"{TASKS[network].name}", name, *figures, each_step])
    return lines


def main() -> None:
    parser = options(__doc__, rounds=None)
    parser.add_argument("--models", nargs="+", choices=ROUNDS, default=list(ROUNDS))
    parser.add_argument("--steps", type=positive, default=100, help="of a turn (default 100)")
    parser.add_argument("--each", action="store_true", help="each alone, too, at every step")
    arguments = parser.parse_args()
    lines = []
    for network in arguments.models:
        rounds = arguments.rounds or ROUNDS[network]
        times = measure(network, rounds, arguments.steps, arguments.each)
        found = rows(network, arguments.steps, times)
        print(table(HEADER, found), flush=True)
        lines += found
    text = _TEXT.format(
        steps=arguments.steps,
        machine=machine(),
        batch=BATCH,
        monitors=", ".join(f"`{name}`" for name in MONITORS),
        table=table(HEADER, lines),
    )
    publish("diagnostics", text, arguments.page)


if __name__ == "__main__":
    main()
