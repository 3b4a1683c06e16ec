"""`suite.fit` on one device and on two replicas; prints losses and weights of both.

A process of its own: logical devices must be made before TensorFlow starts. See
test_fit_replicas.py.
"""

from __future__ import annotations

import json

import tensorflow as tf

tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)

import keras  # noqa: E402
import numpy as np  # noqa: E402

import suite  # noqa: E402

# 21 samples are two batches of 8 and one of 5, which two replicas drop; of 22 they train all.
X = np.random.default_rng(0).normal(size=(22, 4)).astype("float32")
Y = X.sum(axis=1, keepdims=True)


def trained(strategy: tf.distribute.Strategy, samples: int, unbuilt: bool) -> dict:
    keras.utils.set_random_seed(1)
    with strategy.scope():
        layers = [keras.layers.Dense(6, "relu", name="hidden"), keras.layers.Dense(1, name="out")]
        model = keras.Sequential(layers if unbuilt else [keras.Input((4,)), *layers])
        model.compile("sgd", "mse", metrics=["mae"])
    history = suite.fit(
        model,
        X[:samples],
        Y[:samples],
        batch_size=8,
        epochs=2,
        shuffle=False,
        validation_data=(X, Y),
        callbacks=["gradient_norm"],
        verbose=0,
    )
    weights = [weight.tolist() for weight in model.get_weights()]
    return {"history": history.history, "weights": weights}


def refusal(strategy: tf.distribute.Strategy, samples: int, **options) -> str:
    with strategy.scope():
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
    try:
        suite.fit(model, X[:samples], Y[:samples], verbose=0, **options)
    except suite.UserError as error:
        return str(error)
    return ""


def main() -> None:
    two = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    one = tf.distribute.get_strategy()
    found = {
        "pairs": [
            (trained(one, 16, False), trained(two, 21, False)),
            (trained(one, 22, True), trained(two, 22, True)),
            (trained(one, 6, False), trained(two, 6, False)),  # less than a batch
        ],
        "refused": [refusal(two, 22, batch_size=7), refusal(two, 21, batch_size=32)],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
