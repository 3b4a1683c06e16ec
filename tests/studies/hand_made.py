"""An arm of a study whose model and data were made by hand."""

from __future__ import annotations

from types import SimpleNamespace

import keras
import numpy as np


def arm_of(model, inputs, labels=None, before=None):
    """What measures look at: a model, a probe set, and the model before training.

    Without `before` nothing was trained; the loss is half the squared error.
    """
    inputs = np.asarray(inputs, dtype="float32")
    labels = np.zeros((len(inputs), 1), "float32") if labels is None else labels
    return SimpleNamespace(
        model=model,
        initial_model=before or model,
        folder=before and "trained",
        inputs=lambda count: inputs[:count],
        targets=lambda count: labels[:count],
        loss=lambda targets, outputs: keras.ops.mean(keras.ops.square(outputs - targets)) / 2,
    )


def dense_net(*kernels, activation="relu", biases=None):
    """Dense layers with these kernels: dense1, activation1, dense2, ...; the last is linear."""
    x = inputs = keras.Input((len(kernels[0]),))
    for number, kernel in enumerate(kernels, 1):
        kernel = np.asarray(kernel, "float32")
        layer = keras.layers.Dense(kernel.shape[1], name=f"dense{number}")
        x = layer(x)
        bias = np.zeros(kernel.shape[1]) if biases is None else biases[number - 1]
        layer.set_weights([kernel, np.asarray(bias, "float32")])
        if number < len(kernels):
            x = keras.layers.Activation(activation, name=f"activation{number}")(x)
    return keras.Model(inputs, x)
