"""What diagnostics cost inside the compiled step.

    python -m benchmarks.diagnostics [--laps 3] [--depth 20] [--only NAME ...] [--each]

ResNet-20 on images of CIFAR-10's size, batch 128, SGD with momentum, float32, batches already in
memory. The same net is trained without diagnostics, with the three that matter most at their
default cadence and at every step, and with all that are shipped (those on request aside). The
loops take turns of ten steps in one process, so that a slower moment of the machine meets all; each
lap is 100 steps of each, one report included.

Wall time suffers from whatever else the machine does; processor time does so much less.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence

from suite.training.process.quiet import import_tensorflow

import_tensorflow()

import tensorflow as tf  # noqa: E402

from benchmarks.speed.task import BATCH, images, network  # noqa: E402
from suite import Diagnostic  # noqa: E402
from suite.catalog import HERE, Component  # noqa: E402
from suite.runs.environment import describe_environment  # noqa: E402
from suite.runs.progress.progress import Progress  # noqa: E402
from suite.training.loop.engine import REPORT_STEPS  # noqa: E402
from suite.training.loop.loop import Loop  # noqa: E402
from suite.training.loop.loop_options import LoopOptions  # noqa: E402
from suite.training.loop.mini_batches import MiniBatches  # noqa: E402
from suite.training.replicas.strategy import describe_devices  # noqa: E402

THREE = ("gradient_norm", "dead_neurons", "batchnorm_stats")
ON_REQUEST = ("noise_scale", "sharpness", "feature_maps", "filters")
TURN = 10


def shipped() -> list[str]:
    """The diagnostics that come with the suite, those on request aside."""
    entries = [entry for entry in HERE.entries("callbacks") if entry.origin == "suite"]
    names = [entry.name for entry in entries if issubclass(entry.load(), Diagnostic)]
    return [name for name in names if name not in ON_REQUEST]


def diagnostics(names: Sequence[str], **arguments: int) -> list[Diagnostic]:
    return [HERE.build("callbacks", Component(name, dict(arguments))) for name in names]


class Side:
    """One loop of the comparison, and the seconds that each turn took."""

    def __init__(self, callbacks: Sequence[Diagnostic], depth: int, data: tf.data.Dataset) -> None:
        model = network(depth)
        batches = MiniBatches(lambda step: data, REPORT_STEPS, BATCH)
        self.loop = Loop(model, batches, callbacks, Progress(), LoopOptions(epochs=1))
        self.batches = iter(data)
        self.wall: list[float] = []
        self.processor: list[float] = []
        with self.loop.kernels():
            self.take(TURN)  # traces and compiles

    def take(self, steps: int) -> None:
        loop = self.loop
        loop.engine.train_call(self.batches, tf.constant(steps))
        loop.position.step += steps
        if loop.position.step % REPORT_STEPS == 0:
            loop.reporter.report(loop.position.step)
        loop.model.optimizer.iterations.numpy()  # waits for the device

    def turn(self) -> None:
        wall, processor = time.perf_counter(), time.process_time()
        self.take(TURN)
        self.wall.append(time.perf_counter() - wall)
        self.processor.append(time.process_time() - processor)


def ratio(ours: list[float], plain: list[float]) -> str:
    """Of all laps together, and the range over single laps."""
    turns = REPORT_STEPS // TURN
    laps = [
        sum(ours[start : start + turns]) / sum(plain[start : start + turns])
        for start in range(0, len(ours), turns)
    ]
    return f"{statistics.median(laps):.3f} ({min(laps):.3f} to {max(laps):.3f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--laps", type=int, default=3)
    parser.add_argument("--depth", type=int, default=20)
    parser.add_argument("--each", action="store_true", help="each diagnostic alone, every step")
    options = parser.parse_args()
    environment = describe_environment(accelerators=describe_devices(), determinism=False)
    print(f"{environment['device']}, {environment['versions']}")
    sides = {
        "plain loop": [],
        "the three, default": diagnostics(THREE),
        "the three, every step": diagnostics(THREE, every=1),
        "all shipped, default": diagnostics(shipped()),
    }
    if options.each:
        sides |= {f"{name}, every step": diagnostics([name], every=1) for name in shipped()}
    data = tf.data.Dataset.from_tensors(images(BATCH)).repeat()
    loops = {name: Side(callbacks, options.depth, data) for name, callbacks in sides.items()}
    for _ in range(options.laps * REPORT_STEPS // TURN):
        for side in loops.values():
            side.turn()
    plain = loops["plain loop"]
    print(f"{'':30} {'ms/step':>9}   wall ratio                processor ratio")
    for name, side in loops.items():
        milliseconds = statistics.median(side.wall) / TURN * 1e3
        wall, processor = ratio(side.wall, plain.wall), ratio(side.processor, plain.processor)
        print(f"{name:30} {milliseconds:9.1f}   {wall:24}  {processor}")


if __name__ == "__main__":
    main()
