"""Prints every report of one device and of two replicas; see test_replicas.py.

Given a cadence, the diagnostics of gradients have it, and the run counts as a long one, which has
plain and measuring steps.

A process of its own: logical devices must be made before TensorFlow starts.
"""

from __future__ import annotations

import json
import sys

import tensorflow as tf

tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)

import keras  # noqa: E402

from callbacks.noise_scale import NoiseScale  # noqa: E402
from callbacks.sharpness import Sharpness  # noqa: E402
from suite.diagnostics import diagnostic, observers  # noqa: E402
from suite.runs.progress.progress import Progress  # noqa: E402
from suite.training.loop.loop import Loop  # noqa: E402
from suite.training.loop.loop_events import LoopEvents  # noqa: E402
from suite.training.loop.loop_options import LoopOptions  # noqa: E402
from suite.training.loop.mini_batches import MiniBatches  # noqa: E402
from suite.training.replicas.strategy import choose_strategy, synchronize_batch_norm  # noqa: E402
from tests.callbacks.nets import cnn  # noqa: E402
from tests.callbacks.support import activation_runs, gradient_runs  # noqa: E402
from tests.training.nets import BATCH, STEPS, dataset  # noqa: E402


def reports(strategy: str, every: int) -> list[dict]:
    """Of three epochs with all diagnostics of gradients, updates, weights and activations."""
    strategy = choose_strategy(strategy)
    with strategy.scope():
        model = cnn(keras.optimizers.SGD(0.1, momentum=0.9))
        synchronize_batch_norm(model, strategy.num_replicas_in_sync > 1)
        model.get_layer("conv1").kernel.regularizer = keras.regularizers.L2(0.01)
    batches, given = dataset(), []
    probes = [NoiseScale(probe=64), Sharpness(probe=64, power_steps=5)]
    Loop(
        model,
        MiniBatches(lambda step: batches.repeat().skip(step), STEPS, BATCH),
        [*gradient_runs.diagnostics(every), *activation_runs.diagnostics(), *probes],
        Progress(),
        LoopOptions(epochs=3),
        strategy=strategy,
        events=LoopEvents(report=given.append),
    ).run()
    return given


if __name__ == "__main__":
    cadence = int(sys.argv[1])
    if cadence > 1:
        diagnostic.SHORT_RUN = observers.SHORT_RUN = 0
    json.dump([reports(strategy, cadence) for strategy in ("one_device", "mirrored")], sys.stdout)
