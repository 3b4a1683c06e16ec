"""The outputs of every layer on the backend that KERAS_BACKEND names, into a file."""

from __future__ import annotations

import os
import sys

import keras
import numpy as np

from tests.layers.table import TABLE, give_weights, images

if __name__ == "__main__":
    assert keras.backend.backend() == os.environ["KERAS_BACKEND"]
    outputs = {}
    for name, row in TABLE.items():
        for number, arguments in enumerate(row.combinations()):
            layer = row.make(**arguments)
            layer.build(images().shape)
            give_weights(layer)
            y = layer(images())
            outputs[f"{name}/{number}"] = keras.ops.convert_to_numpy(y)
            assert layer(images(), training=True).shape == y.shape
    np.savez(sys.argv[1], **outputs)
