"""What checkpoints cost: how long each holds training, what is lost beside it, and memory.

    python -m benchmarks.checkpoints [--rounds 5] [--nets resnet20 mlp_200m ...]
                                     [--page docs/benchmarks.md]

Epochs of some steps at whose beginning a checkpoint is taken, and which last until it is on the
disk, alternate with epochs alone, before and after. Everything that a run saves is saved.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from suite.training.process.quiet import import_tensorflow

import_tensorflow()

import keras  # noqa: E402
import numpy as np  # noqa: E402

from benchmarks.must_hold import at_most  # noqa: E402
from benchmarks.page import machine, options, publish, table  # noqa: E402
from benchmarks.speed.fit_turns import ENDLESS  # noqa: E402
from benchmarks.speed.ours import monitors, next_epoch  # noqa: E402
from benchmarks.speed.turns import spread  # noqa: E402
from suite.data import Dataset, Pipeline, Split  # noqa: E402
from suite.models.mlp import mlp  # noqa: E402
from suite.models.resnet import resnet  # noqa: E402
from suite.runs.progress.progress import Progress  # noqa: E402
from suite.training.loop.loop import Loop  # noqa: E402
from suite.training.loop.loop_options import LoopOptions  # noqa: E402
from suite.training.loop.mini_batches import MiniBatches  # noqa: E402
from suite.training.state.checkpoint_schedule import SHARE  # noqa: E402
from suite.training.state.checkpoints import Checkpoints, saved  # noqa: E402

_MOST = at_most(100 * SHARE)
_TEXT = """## Checkpoints

`python -m benchmarks.checkpoints`: {rounds} turns of each side, medians, and ranges in brackets.
{machine}

Float32, on the processor. *Held*: the state is copied in memory, and training waits; *written*:
until it is on the disk, while training goes on, and has the higher priority. *Lost* is by how much
longer the epochs take at whose beginning a checkpoint is taken, and in which it is written, than as
many alone; and *processor*, by how many more seconds of a core. `checkpoint_every: auto` leaves so
much time between two of them that the cost which the suite itself measures is 2 % of it; the share
is what is lost of that time in truth. Memory is what is resident at most beyond that of the steps
alone.

{table}
"""
HEADER = (
    *("net", "batch", "step, s", "file, MB", "held, ms", "written, s", "lost, ms"),
    "processor, ms",
    *("auto: one in, s", "share, %", "must hold", "memory, MB"),
)


@dataclass(frozen=True)
class Net:
    """A net whose checkpoints are measured.

    Args:
        name: as the table calls it.
        shape: of one sample.
        network: from the inputs to logits.
        classes: how many.
        optimizer: of the training.
        batch: samples in it.
        steps: of an epoch.
    """

    name: str
    shape: tuple[int, ...]
    network: Callable[[keras.KerasTensor, int], keras.KerasTensor]
    classes: int
    optimizer: Callable[[], keras.optimizers.Optimizer]
    batch: int
    steps: int

    def loop(self) -> Loop:
        """Ready to train on random inputs, with the diagnostics that every run has."""
        random = np.random.default_rng(0)
        count = self.batch * self.steps
        x = random.random((count, *self.shape), dtype=np.float32)
        y = random.integers(0, self.classes, count, dtype=np.int32)
        names = tuple(map(str, range(self.classes)))
        pipeline = Pipeline(Dataset("random", Split(x, y), None, None, names), self.batch)
        inputs = keras.Input(self.shape)
        model = keras.Model(inputs, self.network(inputs, self.classes))
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(self.optimizer(), loss, metrics=["accuracy"])
        engine = MiniBatches(pipeline.training, self.steps, self.batch, pipeline.gathered)
        return Loop(model, engine, monitors(), Progress(), LoopOptions(epochs=ENDLESS))


def resnet152(inputs: keras.KerasTensor, classes: int) -> keras.KerasTensor:
    """Keras's, of He et al. (2015); small images are enough, the parameters are what is written."""
    whole = keras.applications.ResNet152(
        weights=None, input_tensor=inputs, classes=classes, classifier_activation=None
    )
    return whole.output


_SGD = partial(keras.optimizers.SGD, 0.01, momentum=0.9)
NETS = {
    "resnet20": Net("ResNet-20", (32, 32, 3), partial(resnet, depth=20), 10, _SGD, 128, 20),
    "resnet152": Net("ResNet-152", (64, 64, 3), resnet152, 1000, _SGD, 16, 2),
    "mlp_200m": Net(
        "MLP, 200 million parameters, Adam",
        (784,),
        partial(mlp, widths=[9800] * 3),
        10,
        partial(keras.optimizers.Adam, 1e-4),
        128,
        2,
    ),
}


@dataclass
class Resident:
    """The most memory that is resident during calls, in MB; of Linux only."""

    most: float = 0.0

    def during(self, call: Callable[[], object]) -> None:
        Path("/proc/self/clear_refs").write_text("5", "ascii")  # forgets the most so far
        call()
        status = Path("/proc/self/status").read_text("ascii")
        (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
        self.most = max(self.most, int(line.split()[1]) / 1e3)


@dataclass(frozen=True)
class Turn:
    """What a checkpoint did to the epochs in which it was written; in seconds, `alone` those of one
    epoch."""

    epochs: int
    held: float
    written: float
    lost: float
    alone: float
    processor: float
    cost: float


def row(net: Net, folder: Path, rounds: int) -> list[str]:
    """The line of a net."""
    loop = net.loop()
    checkpoints = Checkpoints(folder, loop)
    alone, both = Resident(), Resident()
    next_epoch(loop)  # traces and compiles
    alone.during(partial(next_epoch, loop))
    turns = []
    both.during(lambda: turns.append(_beside(loop, checkpoints, 1)))  # gets its memory
    for _ in range(rounds):
        turns.append(_beside(loop, checkpoints, (turns[-1].epochs + 1) // 2))
        print(f"{net.name}: {turns[-1]}", file=sys.stderr, flush=True)
    del turns[0]
    apart = statistics.median(turn.cost for turn in turns) / SHARE
    share = [100 * turn.lost / apart for turn in turns]
    return [
        net.name,
        str(net.batch),
        f"{statistics.median(turn.alone for turn in turns) / net.steps:.2f}",
        f"{saved(folder)[-1].stat().st_size / 1e6:,.0f}",
        spread([1e3 * turn.held for turn in turns], 0),
        spread([turn.written for turn in turns], 2),
        spread([1e3 * turn.lost for turn in turns], 0),
        spread([1e3 * turn.processor for turn in turns], 0),
        f"{apart:.1f}",
        spread(share, 2),
        _MOST.verdict(share),
        f"{both.most - alone.most:,.0f}",
    ]


def _beside(loop: Loop, checkpoints: Checkpoints, around: int) -> Turn:
    """Train from a checkpoint until it is written, and so many epochs alone before and after."""
    alone, rest = _epochs(loop, around)
    began, wall, processor = time.time(), time.perf_counter(), time.process_time()
    checkpoints.begin()
    held, epochs = time.perf_counter() - wall, 0
    while epochs == 0 or checkpoints.writer.is_busy:
        next_epoch(loop)
        epochs += 1
    beside, used = time.perf_counter() - wall, time.process_time() - processor
    written = saved(checkpoints.folder)[-1].stat().st_ctime - began  # when it got its name
    after, later = _epochs(loop, around)
    alone, rest = ((one + other) / (2 * around) for one, other in ((alone, after), (rest, later)))
    lost, more = beside - epochs * alone, used - epochs * rest
    return Turn(epochs, held, written, lost, alone, more, checkpoints.cost)


def _epochs(loop: Loop, count: int) -> tuple[float, float]:
    """Seconds that so many epochs take: on the clock, and of all threads together."""
    wall, processor = time.perf_counter(), time.process_time()
    for _ in range(count):
        next_epoch(loop)
    return time.perf_counter() - wall, time.process_time() - processor


def main() -> None:
    parser = options(__doc__, rounds=5)
    parser.add_argument("--nets", nargs="+", choices=NETS, default=list(NETS))
    parser.add_argument(
        "--folder", type=Path, default=Path(), help="where to write; a true disk, not memory"
    )
    arguments = parser.parse_args()
    lines = []
    for name in arguments.nets:
        with tempfile.TemporaryDirectory(dir=arguments.folder, prefix=".checkpoints-") as folder:
            lines.append(row(NETS[name], Path(folder), arguments.rounds))
        keras.backend.clear_session()
        print(table(HEADER, lines[-1:]), flush=True)
    text = _TEXT.format(rounds=arguments.rounds, machine=machine(), table=table(HEADER, lines))
    publish("checkpoints", text, arguments.page)


if __name__ == "__main__":
    main()
