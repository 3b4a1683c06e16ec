"""A process that trains one side of `benchmarks.training`, an epoch a turn.

    python -m benchmarks.speed.training_server SIDE TASK PRECISION STEPS

`KERAS_BACKEND` is what the side needs; `benchmarks.training` sets it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from benchmarks.speed.task import TASKS, Task, precision
from benchmarks.speed.turn_server import Turns

Serve = Callable[[Task, np.ndarray, np.ndarray, Turns], None]


def suite_side(task: Task, x: np.ndarray, y: np.ndarray, turns: Turns) -> None:
    from benchmarks.speed.fit_turns import EpochTurns
    from benchmarks.speed.ours import monitors, suite_loop

    loop = suite_loop(task, x, y, callbacks=[*monitors(), EpochTurns(turns)])
    loop.run()


def keras_side(name: str) -> Serve:
    if name == "keras":
        from benchmarks.speed.plain_keras import plain_keras

        return plain_keras
    from benchmarks.speed.careful_keras import careful_keras

    return careful_keras


def torch_side(name: str, task: str, kind: str) -> Serve:
    from benchmarks.speed.torch_loop import torch_loop

    def serve(_: Task, x: np.ndarray, y: np.ndarray, turns: Turns) -> None:
        turns.serve(torch_loop(task, kind, x, y, compiled=name == "torch_compile"))

    return serve


def main() -> None:
    side, task, kind, steps = sys.argv[1:]
    if side.startswith("torch"):
        serve = torch_side(side, task, kind)
    else:
        serve = suite_side if side == "suite" else keras_side(side)
    turns = Turns()
    with precision(kind):
        serve(TASKS[task], *TASKS[task].data(int(steps)), turns)


if __name__ == "__main__":
    main()
