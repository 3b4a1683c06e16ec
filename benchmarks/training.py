"""Training throughput: the suite against plain Keras `fit` and against PyTorch.

    python -m benchmarks.training [--models resnet20 ...] [--precisions float32 ...]
                                  [--rounds 5] [--steps N] [--page docs/benchmarks.md]

The same networks on random data, batch 128, SGD with momentum; images of CIFAR-10's size are
cropped and flipped at random. All sides of a network take turns in one process; a turn is an epoch
of so many steps. Runs on the first GPU where there is one.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from functools import partial

from suite.training.process.quiet import import_tensorflow

os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")  # PyTorch wants memory, too
import_tensorflow()

import keras  # noqa: E402

from benchmarks.page import installed, machine, options, positive, publish, table  # noqa: E402
from benchmarks.speed.ours import next_epoch, suite_loop  # noqa: E402
from benchmarks.speed.plain_keras import plain_keras  # noqa: E402
from benchmarks.speed.task import BATCH, PRECISIONS, TASKS, precision  # noqa: E402
from benchmarks.speed.turns import Times, ratio, spread, take_turns  # noqa: E402

OURS, KERAS, TORCH = "the suite", "Keras `fit`", "PyTorch"
HEADER = ("network", "side", "images/s", "suite / side, wall", "suite / side, processor")
Key = tuple[str, str]  # precision, side

_TEXT = """## Training

`python -m benchmarks.training`: {rounds} turns of each side, medians, and ranges in brackets.
{machine}

Batch {batch}, SGD with momentum; the networks of a row have the same weights in number, and all
sides keep the mean loss and the accuracy. *The suite* has its own pipeline and the diagnostics that
every run has. *Keras `fit`* gets arrays, and images from `tf.data` with Keras preprocessing layers.
{torch} bfloat16 is `mixed_bfloat16` in Keras and autocast in PyTorch.

{table}
"""
_WITH_TORCH = """*PyTorch* is an eager loop, channels last, data in memory, crop and flip in one
vectorized gather per batch."""
_WITHOUT_TORCH = "PyTorch is not installed (`pip install torch`), so that its side is missing."


def sides(name: str, precisions: list[str], steps: int) -> dict[Key, Callable[[], object]]:
    """A function a side and precision, which trains one epoch of so many steps."""
    task = TASKS[name]
    x, y = task.data(steps)
    made: dict[Key, Callable[[], object]] = {}
    for kind in precisions:
        with precision(kind):
            loop = suite_loop(task, x, y)
            made[kind, OURS] = partial(next_epoch, loop)
            made[kind, KERAS] = plain_keras(task, x, y)
        if installed("torch"):
            check_parameters(name, loop.model)
            from benchmarks.speed.torch_eager import torch_eager

            made[kind, TORCH] = torch_eager(name, kind, x, y)
    return made


def check_parameters(name: str, model: keras.Model) -> None:
    """Both libraries train the same number of weights."""
    from benchmarks.speed.torch_networks import NETWORKS, parameters

    ours = sum(int(variable.value.shape.num_elements()) for variable in model.trainable_variables)
    theirs = parameters(NETWORKS[name]())
    assert ours == theirs, f"{name}: {ours} parameters in Keras, {theirs} in PyTorch"


def rows(title: str, steps: int, times: Mapping[Key, Times]) -> list[list[str]]:
    """A line a side, and bfloat16 against what a float32 script would have taken."""
    lines = []
    for kind in dict.fromkeys(kind for kind, _ in times):
        rivals = [key for key in times if key[0] == kind]
        if kind != "float32" and ("float32", KERAS) in times:
            rivals.append(("float32", KERAS))
        ours = times[kind, OURS]
        for key in rivals:
            theirs = times[key]
            speed = spread([steps * BATCH / seconds for seconds in theirs.wall], 0)
            figures = ["", ""]
            if theirs is not ours:
                figures = [ratio(theirs.wall, ours.wall), ratio(theirs.processor, ours.processor)]
            side = key[1] if key[0] == kind else f"{key[1]}, {key[0]}"
            lines.append([f"{title}, {kind}", side, speed, *figures])
    return lines


def main() -> None:
    parser = options(__doc__, rounds=5)
    parser.add_argument("--models", nargs="+", choices=TASKS, default=list(TASKS))
    parser.add_argument("--precisions", nargs="+", choices=PRECISIONS, default=list(PRECISIONS))
    parser.add_argument(
        "--steps", type=positive, help="of a turn (default: MLP 468, the others 40)"
    )
    arguments = parser.parse_args()
    lines = []
    for name in arguments.models:
        steps = arguments.steps or TASKS[name].steps
        made = sides(name, arguments.precisions, steps)
        for epoch in made.values():
            epoch()  # traces and compiles
        found = rows(TASKS[name].name, steps, take_turns(made, arguments.rounds))
        print(table(HEADER, found), flush=True)  # a long run shows how far it is
        lines += found
        del made
        gc.collect()
    text = _TEXT.format(
        rounds=arguments.rounds,
        machine=machine(),
        batch=BATCH,
        torch=_WITH_TORCH if installed("torch") else _WITHOUT_TORCH,
        table=table(HEADER, lines),
    )
    publish("training", text, arguments.page)


if __name__ == "__main__":
    main()
