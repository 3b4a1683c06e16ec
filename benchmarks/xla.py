"""What XLA brings to a step, and what compiling it costs, by what a net holds.

    python -m benchmarks.xla [--rounds 7] [--only NAME ...] [--precisions NAME ...] [--page FILE]

A step is forward, backward and update; batches lie in memory, no diagnostics. Plain and compiled
steps take turns in one process; medians. *Gain* is plain time over XLA's, round by round: below 1
XLA is slower. *Compiling* is how much longer the first step takes with XLA than without, and
*pays from* how many steps make up for it. `training.jit_compile: auto` follows this table.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from suite.training.process.quiet import import_tensorflow

import_tensorflow()

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402

from benchmarks.page import options, table, whole_page  # noqa: E402
from benchmarks.speed.task import PRECISIONS, precision  # noqa: E402
from benchmarks.speed.turns import Times, ratio, take_turns  # noqa: E402
from suite.runs.files.write_whole import write_whole  # noqa: E402
from suite.runs.progress.progress import Progress  # noqa: E402
from suite.training.loop.loop import Loop  # noqa: E402
from suite.training.loop.loop_options import LoopOptions  # noqa: E402
from suite.training.loop.mini_batches import MiniBatches  # noqa: E402

HEADER = ("net", "precision", "plain ms", "XLA ms", "gain", "compiling s", "pays from")
TURN = 0.04  # seconds, about
Net = Callable[[keras.KerasTensor], keras.KerasTensor]


def dense(x: keras.KerasTensor, *widths: int, between: Callable[[], list[layers.Layer]]) -> Net:
    for width in widths:
        x = layers.Dense(width)(x)
        for layer in between():
            x = layer(x)
    return layers.Dense(10)(x)


def relu() -> list[layers.Layer]:
    return [layers.ReLU()]


def normalized() -> list[layers.Layer]:
    return [layers.BatchNormalization(), layers.ReLU(), layers.Dropout(0.2, seed=1)]


def gelu() -> list[layers.Layer]:
    return [layers.LayerNormalization(), layers.Activation("gelu")]


def convolutions(x: keras.KerasTensor, *between: type[layers.Layer]) -> keras.KerasTensor:
    for filters in (16, 32):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        for kind in between:
            x = kind()(x)
    return layers.Dense(10)(layers.GlobalAveragePooling2D()(x))


def embedded(x: keras.KerasTensor) -> keras.KerasTensor:
    x = layers.GlobalAveragePooling1D()(layers.Embedding(1000, 32)(x))
    return layers.Dense(10)(layers.Dense(64, "relu")(x))


def attention(x: keras.KerasTensor) -> keras.KerasTensor:
    x = layers.LayerNormalization()(x + layers.MultiHeadAttention(4, 16)(x, x))
    x = layers.LayerNormalization()(x + layers.Dense(64)(layers.Dense(128, "relu")(x)))
    return layers.Dense(10)(layers.GlobalAveragePooling1D()(x))


def recurrent(kind: type[layers.Layer], x: keras.KerasTensor) -> keras.KerasTensor:
    return layers.Dense(10)(kind(32)(x))


# Name -> shape of a batch, the net; tokens where the shape's last entry is negative: so many.
NETS: dict[str, tuple[tuple[int, ...], Net]] = {
    "Dense 64-32-10, batch 32": ((32, 64), lambda x: dense(x, 32, between=relu)),
    "Dense 784-256-256-10": ((128, 784), lambda x: dense(x, 256, 256, between=relu)),
    "Dense 784-1024-1024-10": ((128, 784), lambda x: dense(x, 1024, 1024, between=relu)),
    "Dense, batch norm, dropout": ((128, 784), lambda x: dense(x, 256, 256, between=normalized)),
    "Dense, layer norm, GELU": ((128, 784), lambda x: dense(x, 256, 256, between=gelu)),
    "Embedding, mean, Dense": ((128, 20, -1000), embedded),
    "Attention, 16 tokens": ((32, 16, 64), attention),
    "Conv2D": ((32, 16, 16, 3), convolutions),
    "Conv2D, batch norm": ((32, 16, 16, 3), lambda x: convolutions(x, layers.BatchNormalization)),
    "Conv2D, max-pooling": ((32, 16, 16, 3), lambda x: convolutions(x, layers.MaxPooling2D)),
    "LSTM, 10 steps": ((32, 10, 16), partial(recurrent, layers.LSTM)),
    "GRU, 10 steps": ((32, 10, 16), partial(recurrent, layers.GRU)),
}


class Side:
    """One loop of the comparison; `first` is how long its first step took, tracing included."""

    def __init__(self, shape: tuple[int, ...], net: Net, jit_compile: bool) -> None:
        random, tokens = np.random.default_rng(0), shape[-1] < 0
        shape, words = (shape[:-1], -shape[-1]) if tokens else (shape, 0)
        x = random.integers(words, size=shape) if tokens else random.random(shape, np.float32)
        keras.utils.set_random_seed(0)
        inputs = keras.Input(shape[1:], dtype="int32" if tokens else "float32")
        model = keras.Model(inputs, net(inputs))
        model.compile(
            keras.optimizers.SGD(0.01, momentum=0.9),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
        )
        batch = x.astype(inputs.dtype), random.integers(10, size=len(x)).astype("int32")
        data = tf.data.Dataset.from_tensors(batch).repeat()
        loop_options = LoopOptions(jit_compile=jit_compile)
        engine = MiniBatches(lambda step: data, 100, len(x))
        self.loop = Loop(model, engine, [], Progress(), loop_options)
        self.batches = iter(data)
        start = time.perf_counter()
        with self.loop.kernels():
            self.take(1)
        self.first = time.perf_counter() - start

    def take(self, steps: int) -> None:
        self.loop.engine.train_call(self.batches, tf.constant(steps))
        self.loop.model.optimizer.iterations.numpy()  # waits for the device

    def steps_of_a_turn(self) -> int:
        self.take(3)
        start = time.perf_counter()
        self.take(3)
        return max(5, int(TURN / (time.perf_counter() - start) * 3))


def measured(name: str, kind: str, rounds: int) -> list[str]:
    """The line of a net in a precision."""
    with precision(kind):
        sides = {jit: Side(*NETS[name], jit) for jit in (False, True)}
    steps = sides[False].steps_of_a_turn()
    sides[True].take(3)
    turns = {jit: partial(side.take, steps) for jit, side in sides.items()}
    times: dict[bool, Times] = take_turns(turns, rounds)
    plain, xla = (statistics.median(times[jit].wall) / steps * 1e3 for jit in (False, True))
    cost = sides[True].first - sides[False].first
    pays = f"{cost / (plain - xla) * 1e3:,.0f}" if plain > xla else "never"
    gain = ratio(times[False].wall, times[True].wall)
    return [name, kind, f"{plain:.2f}", f"{xla:.2f}", gain, f"{cost:.1f}", pays]


def main() -> None:
    parser = options(__doc__, rounds=7)
    parser.add_argument("--only", nargs="*", choices=NETS, default=list(NETS))
    parser.add_argument("--precisions", nargs="*", choices=PRECISIONS, default=list(PRECISIONS))
    given = parser.parse_args()
    rows = []
    for name in given.only:
        for kind in given.precisions:
            rows.append(measured(name, kind, given.rounds))
            print(*rows[-1], sep=" | ", flush=True)
            keras.backend.clear_session(free_memory=True)
    if given.page is not None:
        page: Path = given.page
        command = "python -m benchmarks.xla --page docs/xla.md"
        write_whole(page, whole_page("XLA", __doc__, command, table(HEADER, rows)))


if __name__ == "__main__":
    main()
