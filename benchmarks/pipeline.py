"""Images per second of the training pipeline against Keras preprocessing layers in tf.data.

    python benchmarks/pipeline.py [--rounds N]

Random crop with padding 4 and horizontal flip on 32x32x3 images, batch 128. Both take turns in one
process, so that what else the machine does meets both; the ratio is the figure to look at. The
rival draws one crop offset per batch, ours one per image.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).parents[1]))

import keras
import numpy as np
import tensorflow as tf

from suite.data import Dataset, Pipeline, Split
from suite.data.augmentation.random_crop import RandomCrop
from suite.data.augmentation.random_flip import RandomFlip

BATCH = 128
BATCHES = 500  # of one turn
SKIPPED = 200  # before it: what was buffered while the other had its turn


def ours(images: np.ndarray, labels: np.ndarray) -> tf.data.Dataset:
    dataset = Dataset("random", Split(images, labels), None, None, tuple("0123456789"))
    return Pipeline(dataset, BATCH, [RandomCrop(4), RandomFlip()]).training()


def keras_layers(images: np.ndarray, labels: np.ndarray) -> tf.data.Dataset:
    augment = keras.Sequential(
        [
            keras.layers.ZeroPadding2D(4),
            keras.layers.RandomCrop(32, 32),
            keras.layers.RandomFlip("horizontal"),
        ]
    )
    return (
        tf.data.Dataset.from_tensor_slices((images, labels))
        .shuffle(len(images))
        .repeat()
        .batch(BATCH, drop_remainder=True)
        .map(lambda x, y: (augment(x, training=True), y), num_parallel_calls=tf.data.AUTOTUNE)
        .prefetch(tf.data.AUTOTUNE)
    )


def rate(batches: Iterator) -> float:
    """Images per second over one turn."""
    for _ in range(SKIPPED):
        next(batches)
    begin = time.perf_counter()
    for _ in range(BATCHES):
        next(batches)
    return BATCHES * BATCH / (time.perf_counter() - begin)


def processor() -> str:
    """The processor's name where Linux tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="turns of each (default 5)")
    rounds = parser.parse_args().rounds
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (50_000, 32, 32, 3), dtype=np.uint8)
    labels = generator.integers(0, 10, 50_000)
    streams = {
        "ours": iter(ours(images, labels)),
        "Keras layers": iter(keras_layers(images, labels)),
    }
    for stream in streams.values():
        rate(stream)  # lets tf.data find its number of threads
    rates: dict[str, list[float]] = {name: [] for name in streams}
    for _ in range(rounds):
        for name, stream in streams.items():
            rates[name].append(rate(stream))
    print(
        f"{os.cpu_count()} x {processor()}, Python {platform.python_version()}, "
        f"TensorFlow {tf.__version__}, Keras {keras.__version__}"
    )
    for name, values in rates.items():
        print(
            f"{name:12}  {statistics.median(values):9,.0f} images/s  "
            f"({min(values):,.0f} to {max(values):,.0f} in {rounds} turns)"
        )
    ratios = [one / two for one, two in zip(*rates.values(), strict=True)]
    print(
        f"{'ratio':12}  {statistics.median(ratios):9.2f}  ({min(ratios):.2f} to {max(ratios):.2f})"
    )


if __name__ == "__main__":
    main()
