"""Trains by whole passes on one device or on two replicas, and writes the weights to a file.

    python -m tests.training.full_batch.full_batch_replicas REPLICAS FILE

A process of its own: logical devices must be made before TensorFlow starts.
"""

from __future__ import annotations

import sys

import tensorflow as tf

REPLICAS = int(sys.argv[1])
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * REPLICAS
)

import keras  # noqa: E402
import numpy as np  # noqa: E402

from suite.optimizers.l_bfgs import LBFGS  # noqa: E402
from suite.optimizers.newton_cg import NewtonCG  # noqa: E402
from suite.runs.progress.choose_progress import choose_progress  # noqa: E402
from suite.training.full_batch.full_batch import FullBatch  # noqa: E402
from suite.training.loop.loop import Loop  # noqa: E402
from suite.training.loop.loop_options import LoopOptions  # noqa: E402
from suite.training.replicas.strategy import choose_strategy  # noqa: E402
from tests.training.full_batch.test_full_batch import SAMPLES, batches, network  # noqa: E402

# Few iterations: conjugate gradients magnify rounding.
WAYS = {
    "l_bfgs": (LBFGS, 10),
    "hessian": (lambda: NewtonCG(damping=1.0), 3),
    "gauss_newton": (lambda: NewtonCG("gauss_newton", damping=1.0), 3),
}


def main() -> None:
    strategy = choose_strategy("mirrored" if REPLICAS > 1 else "one_device")
    found = {}
    for name, (make, epochs) in WAYS.items():
        with strategy.scope():
            model = network(make())
        history = keras.callbacks.History()
        # The last batch of 50 = 7 x 7 + 1 samples leaves nothing to the second replica.
        engine, options = FullBatch(batches(7), SAMPLES), LoopOptions(epochs=epochs)
        progress = choose_progress(quiet=True)
        Loop(model, engine, [history], progress, options, strategy=strategy).run()
        for number, weight in enumerate(model.get_weights()):
            found[f"{name}/{number}"] = weight
        found[f"{name}/accuracy"] = np.array(history.history["accuracy"])
    np.savez(sys.argv[2], **found)


if __name__ == "__main__":
    main()
