"""What is trained: three networks on random data of the right size."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import keras
import numpy as np

from suite.models.mlp import mlp
from suite.models.resnet import resnet
from suite.models.se_resnet import se_resnet

BATCH = 128
CLASSES = 10
EPOCH_STEPS = 50_000 // BATCH  # of CIFAR-10; the remainder is dropped
LEARNING_RATE, MOMENTUM = 0.01, 0.9
# Of CIFAR-10, a channel.
MEAN, VARIANCE = [125.3, 123.0, 113.9], [3969.0, 3859.0, 4448.0]
# Name in the table -> Keras dtype policy.
PRECISIONS = {"float32": "float32", "bfloat16": "mixed_bfloat16"}


@dataclass(frozen=True)
class Task:
    """A network and the shape of its inputs.

    Args:
        name: as the table calls it.
        shape: of one sample; images are normalized in the model, and cropped and flipped before.
        network: from the (normalized) inputs to logits.
        steps: of one turn, by default.
    """

    name: str
    shape: tuple[int, ...]
    network: Callable[[keras.KerasTensor, int], keras.KerasTensor]
    steps: int

    @property
    def images(self) -> bool:
        return len(self.shape) == 3

    def data(self, steps: int) -> tuple[np.ndarray, np.ndarray]:
        """An epoch of `steps` batches."""
        if self.images:
            return images(steps * BATCH)
        random = np.random.default_rng(0)
        inputs = random.random((steps * BATCH, *self.shape), dtype=np.float32)
        return inputs, random.integers(0, CLASSES, steps * BATCH, dtype=np.int32)

    def model(self) -> keras.Model:
        """The compiled model, the same for both Keras sides."""
        keras.utils.set_random_seed(0)
        x = inputs = keras.Input(self.shape)
        if self.images:
            x = keras.layers.Normalization(mean=MEAN, variance=VARIANCE)(inputs)
        model = keras.Model(inputs, self.network(x, CLASSES))
        model.compile(
            keras.optimizers.SGD(LEARNING_RATE, momentum=MOMENTUM),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
        )
        return model


TASKS = {
    "mlp": Task("MLP 784-256-256-10", (784,), partial(mlp, widths=[256, 256]), 450),
    "resnet20": Task("ResNet-20", (32, 32, 3), partial(resnet, depth=20), 20),
    "se_resnet20": Task("SE-ResNet-20", (32, 32, 3), partial(se_resnet, depth=20), 20),
}


def images(samples: int) -> tuple[np.ndarray, np.ndarray]:
    """Random pixels: what they show does not change how long a step takes."""
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (samples, 32, 32, 3), dtype=np.uint8)
    return pixels, random.integers(0, CLASSES, samples, dtype=np.int32)


@contextlib.contextmanager
def precision(name: str) -> Iterator[None]:
    """Layers made inside the block compute in this precision."""
    previous = keras.config.dtype_policy()
    keras.config.set_dtype_policy(PRECISIONS[name])
    try:
        yield
    finally:
        keras.config.set_dtype_policy(previous)
