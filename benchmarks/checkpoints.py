"""What a checkpoint every epoch costs ResNet-20 on CIFAR-10.

    python -m benchmarks.checkpoints [--rounds 10] [--steps 40] [--page docs/benchmarks.md]

A round trains some steps and saves once; the epoch's time is extrapolated from them. Everything
that a run saves is saved, with the diagnostics that every run has.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from suite.training.process.quiet import import_tensorflow

import_tensorflow()

from benchmarks.page import machine, options, positive, publish, table  # noqa: E402
from benchmarks.speed.ours import next_epoch, suite_loop  # noqa: E402
from benchmarks.speed.task import BATCH, EPOCH_STEPS, TASKS  # noqa: E402
from benchmarks.speed.turns import spread, take_turns  # noqa: E402
from suite.training.state.checkpoints import Checkpoints, saved  # noqa: E402

_TEXT = """## Checkpoints

`python -m benchmarks.checkpoints`: {rounds} turns of {steps} steps and a save each, medians, and
ranges in brackets. {machine}

ResNet-20, batch {batch}, float32. An epoch of CIFAR-10 is {epoch_steps} such steps, and a
checkpoint holds all that a run needs to go on bit for bit; it is on the disk when the save returns.

{table}
"""


def main() -> None:
    parser = options(__doc__, rounds=10)
    parser.add_argument("--steps", type=positive, default=40, help="of a turn (default 40)")
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="where to write; a true disk, not memory"
    )
    arguments = parser.parse_args()
    task = TASKS["resnet20"]
    loop = suite_loop(task, *task.data(arguments.steps))
    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix=".checkpoints-") as folder:
        checkpoints = Checkpoints(Path(folder), loop)
        sides = {"train": lambda: next_epoch(loop), "save": checkpoints.save}
        take_turns(sides, 1)  # traces and compiles
        times = take_turns(sides, arguments.rounds)
        size = saved(Path(folder))[-1].stat().st_size
    epoch = [seconds / arguments.steps * EPOCH_STEPS for seconds in times["train"].wall]
    share = [100 * seconds / statistics.median(epoch) for seconds in times["save"].wall]
    lines = [
        ["an epoch", "s", spread(epoch, 1)],
        ["a checkpoint", "ms", spread([1e3 * seconds for seconds in times["save"].wall], 1)],
        ["its size", "MB", f"{size / 1e6:.1f}"],
        ["its share of the epoch", "%", spread(share, 3)],
    ]
    text = _TEXT.format(
        rounds=arguments.rounds,
        steps=arguments.steps,
        machine=machine(),
        batch=BATCH,
        epoch_steps=EPOCH_STEPS,
        table=table(("figure", "unit", ""), lines),
    )
    publish("checkpoints", text, arguments.page)


if __name__ == "__main__":
    main()
