"""Train every case on one arrangement of devices, and keep what came out.

    python -m benchmarks.equality.cases FOLDER REPLICAS [CASE ...]

A process of its own, and one for each worker: logical devices must be made before TensorFlow
starts, and one process cannot use several strategies one after the other.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import tensorflow as tf

REPLICAS = int(sys.argv[2])
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * REPLICAS
)

import keras  # noqa: E402
import numpy as np  # noqa: E402
from tensorflow.python.distribute import collective_all_reduce_strategy as collective  # noqa: E402

from benchmarks.equality.table import EPOCHS, OPTIONS, STEPS  # noqa: E402
from suite import Diagnostic  # noqa: E402
from suite.catalog import HERE, Component  # noqa: E402
from suite.runs.progress.progress import Progress  # noqa: E402
from suite.training.full_batch.full_batch import FullBatch  # noqa: E402
from suite.training.loop.loop import Loop  # noqa: E402
from suite.training.loop.loop_options import LoopOptions  # noqa: E402
from suite.training.loop.mini_batches import MiniBatches  # noqa: E402
from suite.training.replicas.strategy import choose_strategy, synchronize_batch_norm  # noqa: E402
from suite.training.replicas.workers import workers_of_environment  # noqa: E402
from suite.training.step.lookahead import Lookahead, float_statistics  # noqa: E402
from suite.training.step.weight_average import WeightAverage  # noqa: E402

BATCH = 16
# Optimizers that train by whole passes, and what is not their default.
FULL_BATCH = {"l_bfgs": {}, "newton_cg": {"damping": 1.0}}


class Probe(Diagnostic):
    """Figures that must not depend on the number of replicas."""

    needs = frozenset({"gradients", "updates", "activations"})

    def build(self, model):
        self.layers = ["relu"]
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


def use_logical_processors() -> None:
    """Let a worker without GPUs hold several replicas, as one with several GPUs does."""

    def devices(self, resolver, worker: str) -> tuple[tuple[str, ...], str]:
        return tuple(f"{worker}/device:CPU:{number}" for number in range(REPLICAS)), "CPU"

    collective.CollectiveAllReduceExtended._initialize_local_devices = devices


def network(optimizer: str, norm: bool, dropout: bool) -> keras.Model:
    # Conjugate gradients magnify rounding; damping keeps them short.
    arguments = FULL_BATCH.get(optimizer, {"learning_rate": 0.01})
    keras.utils.set_random_seed(1)
    inputs = keras.Input((6, 6, 2))
    # A bias before batch normalization has no gradient but rounding, which Adam would magnify.
    x = keras.layers.Conv2D(4, 3, use_bias=not norm)(inputs)
    if norm:
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
    x = keras.layers.ReLU(name="relu")(x)
    if dropout:
        x = keras.layers.Dropout(0.3, seed=2)(x)
    model = keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Flatten()(x)))
    model.compile(
        HERE.build("optimizers", Component(optimizer, arguments)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model


def dataset(samples: int) -> tf.data.Dataset:
    random = np.random.default_rng(0)
    x = random.normal(size=(samples, 6, 6, 2)).astype("float32")
    y = (x.mean(axis=(1, 2, 3)) > 0).astype("int32") + (x[:, 0, 0, 0] > 0)
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(BATCH)


def trained(strategy: tf.distribute.Strategy, case: str) -> dict[str, np.ndarray]:
    """Weights, and the columns of the history."""
    optimizer, option = case.split(" + ") if " + " in case else (case, "plain")
    options = dict(OPTIONS[option])
    norm, dropout = options.pop("norm", optimizer not in FULL_BATCH), options.pop("dropout", False)
    with strategy.scope():
        model = network(optimizer, norm, dropout)
        synchronize_batch_norm(model, strategy.num_replicas_in_sync > 1)
        if "ema" in options:
            options["average"] = WeightAverage(model.trainable_variables, options.pop("ema"))
        if "lookahead" in options:
            weights, statistics = model.trainable_variables, float_statistics(model)
            options["average"] = Lookahead(weights, statistics, **options.pop("lookahead"))
    batches, history = dataset(STEPS * BATCH), keras.callbacks.History()
    if optimizer in FULL_BATCH:  # batch normalization and diagnostics belong to batches
        engine, callbacks = FullBatch(batches, STEPS * BATCH), [history]
    else:
        engine = MiniBatches(lambda step: batches.repeat().skip(step), STEPS, BATCH)
        callbacks = [Probe(), history]
    Loop(
        model,
        engine,
        callbacks,
        Progress(),
        LoopOptions(epochs=EPOCHS, **options),
        validation=dataset(2 * BATCH + 1),  # the last batch leaves replicas empty
        strategy=strategy,
    ).run()
    found = {f"weights/{i}": np.array(w) for i, w in enumerate(model.get_weights())}
    for name, values in history.history.items():
        if name not in ("seconds", "images_per_second"):
            found[name] = np.array(values)
    return found


def main() -> None:
    folder, cases = Path(sys.argv[1]), sys.argv[3:]
    worker = workers_of_environment() if "TF_CONFIG" in os.environ else None
    if worker is not None and REPLICAS > 1:
        use_logical_processors()
    strategy = choose_strategy("mirrored" if REPLICAS > 1 else "one_device", worker)
    for number, case in enumerate(cases):
        found = trained(strategy, case)
        if worker is None or worker.is_chief:
            np.savez(folder / f"{number}.npz", replicas=strategy.num_replicas_in_sync, **found)


if __name__ == "__main__":
    main()
