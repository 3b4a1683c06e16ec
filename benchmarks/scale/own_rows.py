"""What a worker's part of a batch costs, against the whole batch."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf
from PIL import Image

from suite.data import Dataset, Pipeline, Split
from suite.data.augmentation.color_jitter import ColorJitter
from suite.data.augmentation.mixup import Mixup
from suite.data.augmentation.random_crop import RandomCrop
from suite.data.augmentation.random_flip import RandomFlip

BATCH = 128
# Name -> side of the images, and what is done to them.
CHAINS = {
    "32 pixels: crop, flip": (32, (RandomCrop(4), RandomFlip())),
    "224 pixels: flip, color jitter": (224, (RandomFlip(), ColorJitter())),
    "224 pixels: flip, color jitter, mixup": (224, (RandomFlip(), ColorJitter(), Mixup())),
}


def chain_seconds(name: str, workers: Sequence[int], rounds: int) -> list[float]:
    """Seconds of a core that a batch takes each of so many workers."""
    side, augmentations = CHAINS[name]
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (2 * BATCH, side, side, 3), dtype=np.uint8)
    split = Split(images, np.arange(2 * BATCH) % 10)
    names = tuple(map(str, range(10)))
    pipeline = Pipeline(Dataset("random", split, None, None, names), BATCH, augmentations, 0, True)
    batches = pipeline.training_rows()
    step, rows = next(iter(batches.elements))
    calls = []
    for count in workers:
        # The last worker's; with one, all are its own and the whole batch is made.
        own = None if count == 1 else tf.range(BATCH - BATCH // count, BATCH)
        calls.append(_traced(batches.make, step, rows, own))
    return [min(_processor(call) for _ in range(rounds)) for call in calls]


def _traced(make: Callable[..., object], *given: tf.Tensor | None) -> Callable[[], object]:
    return tf.function(lambda: make(*given), autograph=False)


def _processor(call: Callable[[], object], times: int = 5) -> float:
    call()
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) / times


def jpeg_seconds(rounds: int) -> float:
    """Seconds of a core to decode half of a JPEG file of 500 x 400 pixels and make it 224 wide."""
    random = np.random.default_rng(0)
    coarse = Image.fromarray(random.integers(0, 256, (40, 50, 3), dtype=np.uint8))
    file = io.BytesIO()
    coarse.resize((500, 400), Image.Resampling.BICUBIC).save(file, "JPEG", quality=90)
    content = tf.constant(file.getvalue())

    def decode() -> tf.Tensor:
        image = tf.io.decode_and_crop_jpeg(content, [60, 75, 283, 354], channels=3)
        return tf.cast(tf.round(tf.image.resize(image, [224, 224])), tf.uint8)

    call = tf.function(decode, autograph=False)
    return min(_processor(call, 50) for _ in range(rounds))
