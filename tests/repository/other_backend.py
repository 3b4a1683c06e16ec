"""What the leaves compute on the backend that KERAS_BACKEND names, into a file."""

from __future__ import annotations

import os
import sys

import keras
import numpy as np

from tests.initializations.nets import TABLE as INITIALIZATIONS
from tests.initializations.nets import chain, silent, vectors
from tests.initializers.test_conformance import SHAPES, drawn
from tests.initializers.test_conformance import TABLE as INITIALIZERS
from tests.layers.table import TABLE as LAYERS
from tests.layers.table import give_weights, images
from tests.losses.test_conformance import TABLE as LOSSES
from tests.losses.test_conformance import batch, per_sample
from tests.optimizers.objective import Walker, logistic
from tests.optimizers.test_conformance import TABLE as OPTIMIZERS
from tests.optimizers.test_full_batch import TABLE as FULL_BATCH
from tests.optimizers.walk import walk
from tests.surfaces.test_conformance import POINTS, heights
from tests.surfaces.test_conformance import TABLE as SURFACES


def results() -> dict[str, np.ndarray]:
    """Outputs, losses of a batch, weights after a few steps, what kernels hold, heights."""
    found = {}
    for name, row in LAYERS.items():
        for number, arguments in enumerate(row.combinations()):
            found[f"layers/{name} {number}"] = outputs(row.make(**arguments))
    for name, ways in LOSSES.items():
        for number, make in enumerate(ways):
            found[f"{name} {number}"] = per_sample(make(reduction=None), *batch())
    for name, make in OPTIMIZERS.items():
        found[name] = walk(make(), dtype="float32")
    for name, make in FULL_BATCH.items():
        found[name] = Walker(make(), logistic(), "float32").walk(4)
    for name, make in INITIALIZERS.items():
        # Random bits differ from backend to backend; the number of zeros does not.
        found[name] = np.array([np.count_nonzero(drawn(make(), shape)) for shape in SHAPES])
    for name, (initialize, options) in INITIALIZATIONS.items():
        model = chain()
        initialize(model, vectors(), 0, silent, **options)
        found[name] = np.concatenate([weight.ravel() for weight in model.get_weights()])
    for name, ways in SURFACES.items():
        for number, (make, _) in enumerate(ways):
            found[f"{name} {number}"] = heights(make(), *POINTS.astype("float32"))
    return found


def outputs(layer: keras.layers.Layer) -> np.ndarray:
    """In inference; in training they are drawn, and have the same shape."""
    layer.build(images().shape)
    give_weights(layer)
    found = layer(images())
    assert layer(images(), training=True).shape == found.shape
    return keras.ops.convert_to_numpy(found)


if __name__ == "__main__":
    assert keras.backend.backend() == os.environ["KERAS_BACKEND"]
    np.savez(sys.argv[1], **results())
