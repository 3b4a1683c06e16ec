"""Takes the same steps on one device and on two replicas, and prints how far the weights differ.

A process of its own: logical devices must be made before TensorFlow starts. See test_replicas.py.
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

from tests.optimizers.test_conformance import TABLE  # noqa: E402
from tests.optimizers.walk import gradients, start, walk  # noqa: E402


def two_replicas(make) -> np.ndarray:
    """The last weights where each replica hands in its own part of the gradient."""
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    with strategy.scope():
        variable = keras.Variable(start(), dtype="float64")
        optimizer = make()
        optimizer.build([variable])

    @tf.function
    def step(gradient):
        def replica():
            replica_id = tf.distribute.get_replica_context().replica_id_in_sync_group
            # Parts of opposite signs: only their sum tells the direction.
            share = tf.constant([3.0, -2.0], tf.float64)[replica_id]
            optimizer.apply([share * gradient])

        strategy.run(replica)

    for gradient in gradients():
        step(tf.constant(gradient))
    return variable.numpy()


if __name__ == "__main__":
    far = {
        name: float(np.abs(two_replicas(make) - walk(make())[-1]).max())
        for name, make in TABLE.items()
    }
    json.dump(far, sys.stdout)
