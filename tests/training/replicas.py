"""Trains on one device and on two replicas, and prints what differs; see test_replicas.py.

A process of its own: logical devices must be made before TensorFlow starts, and one process cannot
use several strategies one after the other reliably.
"""

from __future__ import annotations

import json
import sys

import tensorflow as tf

tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)

import keras  # noqa: E402
import numpy as np  # noqa: E402

from suite import Diagnostic  # noqa: E402
from suite.runs.progress import Progress  # noqa: E402
from suite.training.average import WeightAverage  # noqa: E402
from suite.training.loop import Loop, LoopOptions, TrainingData  # noqa: E402
from suite.training.strategy import choose_strategy  # noqa: E402
from tests.training.nets import BATCH, STEPS, dataset, network  # noqa: E402

OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "adam": lambda: keras.optimizers.Adam(0.01),
    "adamw": lambda: keras.optimizers.AdamW(0.01, weight_decay=0.01),
    "rmsprop": lambda: keras.optimizers.RMSprop(0.01),
}
OPTIONS = {
    "plain": {},
    "clip": {"clip_norm": 0.1},
    "ema": {"ema": 0.9},
    "micro_batches": {"micro_batches": 2},
    "eight_steps": {"steps_per_execution": 8},
}


class Probe(Diagnostic):
    """Figures that must not depend on the number of replicas."""

    needs = frozenset({"gradients", "updates", "activations"})

    def build(self, model):
        self.layers = [model.layers[2].name]
        self.gradient = self.accumulator("gradient", reduce="same")
        self.update = self.accumulator("update", reduce="same")
        self.loss = self.accumulator("loss", reduce="mean")
        self.active = self.accumulator("active", reduce="sum")

    def observe(self, step):
        self.gradient.assign_add(tf.linalg.global_norm(list(step.gradients.values())))
        self.update.assign_add(tf.linalg.global_norm(list(step.updates.values())))
        self.loss.assign_add(step.loss)
        (activation,) = step.activations.values()
        self.active.assign_add(tf.reduce_sum(tf.cast(activation > 0, tf.float32)))

    def report(self):
        return {name: item.variable for name, item in self.accumulators.items()}


def trained(strategy: tf.distribute.Strategy, optimizer: str, options: dict) -> keras.Model:
    options = dict(options)
    with strategy.scope():
        model = network(OPTIMIZERS[optimizer](), norm=False)
        if "ema" in options:
            options["average"] = WeightAverage(model.trainable_variables, options.pop("ema"))
    batches = dataset()
    Loop(
        model,
        TrainingData(lambda step: batches.repeat().skip(step), STEPS, BATCH),
        [Probe(), keras.callbacks.History()],
        Progress(),
        LoopOptions(epochs=3, **options),
        validation=dataset(2 * BATCH + 1),  # the last batch leaves a replica empty
        strategy=strategy,
    ).run()
    return model


def differences(optimizer: str, option: str) -> dict[str, float]:
    one, two = (
        trained(choose_strategy(name), optimizer, OPTIONS[option])
        for name in ("one_device", "mirrored")
    )
    pairs = zip(one.get_weights(), two.get_weights(), strict=True)
    result = {"weights": max(float(np.abs(a - b).max()) for a, b in pairs)}
    for name, values in one.history.history.items():
        if name not in ("seconds", "images_per_second"):
            other = two.history.history[name]
            result[name] = float(np.max(np.abs(np.subtract(values, other)) / np.abs(values)))
    return result


if __name__ == "__main__":
    cases = [("sgd", option) for option in OPTIONS]
    cases += [(optimizer, "clip") for optimizer in OPTIMIZERS if optimizer != "sgd"]
    json.dump({" ".join(case): differences(*case) for case in cases}, sys.stdout)
