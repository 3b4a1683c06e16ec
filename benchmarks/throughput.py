"""Training throughput of the suite's loop against the Keras script a person would write.

    python -m benchmarks.throughput [--rounds 5] [--steps 20] [--depth 20]

ResNet on images of CIFAR-10's size, batch 128, random crop and flip, SGD with momentum, float32.
The plain script augments with Keras preprocessing layers in `tf.data` and trains with `model.fit`;
the suite has the diagnostics on that every run has. Both train the same network. The two take turns
in one process, so that a slower moment of the XX"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from suite.training.quiet import import_tensorflow

import_tensorflow()

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

from suite import catalog  # noqa: E402
from suite.catalog import Component  # noqa: E402
from suite.data import Dataset, Pipeline, Split  # noqa: E402
from suite.data.augmentation.random_crop import RandomCrop  # noqa: E402
from suite.data.augmentation.random_flip import RandomFlip  # noqa: E402
from suite.models.resnet import resnet  # noqa: E402
from suite.runs.environment import describe_environment  # noqa: E402
from suite.runs.progress import Progress  # noqa: E402
from suite.training.loop import Loop, LoopOptions, TrainingData  # noqa: E402
from suite.training.strategy import choose_jit, describe_devices  # noqa: E402
from suite.training.watch import MONITORS  # noqa: E402

BATCH = 128
MEAN, VARIANCE = [125.3, 123.0, 113.9], [3969.0, 3859.0, 4448.0]


def images(samples: int) -> tuple[np.ndarray, np.ndarray]:
    """Random pixels: what they show does not change how long a step takes."""
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (samples, 32, 32, 3), dtype=np.uint8)
    return pixels, random.integers(0, 10, samples, dtype=np.int32)


def network(depth: int) -> keras.Model:
    """The same compiled ResNet for both sides."""
    keras.utils.set_random_seed(0)
    inputs = keras.Input((32, 32, 3))
    x = keras.layers.Normalization(mean=MEAN, variance=VARIANCE)(inputs)
    model = keras.Model(inputs, resnet(x, 10, depth=depth))
    model.compile(
        keras.optimizers.SGD(0.1, momentum=0.9),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


def plain_keras(depth: int, samples: int) -> Callable[[int], float]:
    """`model.fit` over `tf.data` with Keras preprocessing layers; returns seconds of n steps."""
    augment = keras.Sequential(
        [
            keras.layers.ZeroPadding2D(4),
            keras.layers.RandomCrop(32, 32),
            keras.layers.RandomFlip("horizontal"),
        ]
    )
    batches = (
        tf.data.Dataset.from_tensor_slices(images(samples))
        .shuffle(samples)
        .batch(BATCH, drop_remainder=True)
        .map(lambda x, y: (augment(x, training=True), y), num_parallel_calls=tf.data.AUTOTUNE)
        .repeat()
        .prefetch(tf.data.AUTOTUNE)
    )
    model = network(depth)

    def seconds(steps: int) -> float:
        start = time.perf_counter()
        model.fit(batches, steps_per_epoch=steps, epochs=1, verbose=0, shuffle=False)
        return time.perf_counter() - start

    return seconds


def suite_loop(depth: int, samples: int) -> Callable[[int], float]:
    """The suite's pipeline and loop, as `suite run` sets them up; returns seconds of n steps."""
    x, y = images(samples)
    split = Split(x, y)
    dataset = Dataset("random", split, split, split, tuple(str(label) for label in range(10)))
    pipeline = Pipeline(dataset, BATCH, [RandomCrop(4), RandomFlip()], seed=0)
    model = network(depth)
    jit = choose_jit("auto", tf.distribute.get_strategy())
    loops: dict[int, Loop] = {}

    def seconds(steps: int) -> float:
        if steps not in loops:
            data = TrainingData(pipeline.training, steps, BATCH)
            options = LoopOptions(epochs=1, jit_compile=jit)
            monitors = [catalog.build("callbacks", Component(name, {})) for name in MONITORS]
            loops[steps] = Loop(model, data, monitors, Progress(), options)
        start = time.perf_counter()
        loops[steps].position.epoch = loops[steps].position.step = 0
        loops[steps].run()
        return time.perf_counter() - start

    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--depth", type=int, default=20)
    parser.add_argument("--samples", type=int, default=10_000)
    options = parser.parse_args()
    environment = describe_environment(accelerators=describe_devices(), determinism=False)
    print(f"{environment['device']}, {environment['versions']}")
    sides = {
        "plain Keras": plain_keras(options.depth, options.samples),
        "suite": suite_loop(options.depth, options.samples),
    }
    wall: dict[str, list[float]] = {name: [] for name in sides}
    processor: dict[str, list[float]] = {name: [] for name in sides}
    for seconds in sides.values():
        seconds(options.steps)  # traces and compiles
    for _ in range(options.rounds):
        for name, seconds in sides.items():
            before = time.process_time()
            wall[name].append(seconds(options.steps))
            processor[name].append(time.process_time() - before)
    for name, values in wall.items():
        speeds = sorted(options.steps * BATCH / value for value in values)
        print(
            f"{name:12} {statistics.median(speeds):6.0f} images/s  "
            f"({speeds[0]:.0f} to {speeds[-1]:.0f})"
        )
    for title, times in (("wall", wall), ("processor", processor)):
        pairs = zip(times["plain Keras"], times["suite"], strict=True)
        ratios = sorted(plain / ours for plain, ours in pairs)
        print(
            f"suite is {statistics.median(ratios):.2f} times as fast by {title} time  "
            f"({ratios[0]:.2f} to {ratios[-1]:.2f})"
        )


if __name__ == "__main__":
    main()
