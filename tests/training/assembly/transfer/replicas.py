"""Trains a recipe on one device and on two replicas; prints what became of its layers.

A process of its own: logical devices must be made before TensorFlow starts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import tensorflow as tf

tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)

import suite  # noqa: E402
from suite.runs.model_file import load_model  # noqa: E402
from suite.training.assembly.transfer.take_weights import layers_with_weights  # noqa: E402


def report(folder: Path, *overrides: str) -> dict[str, list]:
    """The layers whose bits are the source's, by strategy; and by how much the weights differ."""
    source = layers_with_weights(load_model(folder / "source" / "model.keras", compile=False))
    models, kept = [], []
    for strategy in ("one_device", "mirrored"):
        recipe = suite.load(folder / "recipe.yaml", f"training.strategy={strategy}", *overrides)
        model = suite.run(recipe, folder / f"{strategy}-{len(overrides)}", quiet=True).model
        models.append([weight.numpy() for weight in model.weights])
        layers = layers_with_weights(model).items()
        kept.append([name for name, layer in layers if same(layer, source[name])])
    far = max(float(np.abs(a - b).max()) for a, b in zip(*models, strict=True))
    return {"kept": kept, "far": [far]}


def same(layer, other) -> bool:
    return all(map(np.array_equal, layer.get_weights(), other.get_weights()))


if __name__ == "__main__":
    folder, *overrides = sys.argv[1:]
    json.dump(report(Path(folder), *overrides), sys.stdout)
