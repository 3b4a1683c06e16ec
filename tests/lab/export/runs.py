"""Folders of runs with small models in them, made without training."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np

RECIPE = "seed: 0\ndata: {kind: moons, samples: 240}\nmodel: {kind: mlp, widths: [4]}\n"
CLASSES = ("one", "two", "three")


def made_run(folder: Path, model: keras.Model, recipe: str = RECIPE, **said) -> Path:
    """A finished run that holds a model; with an empty recipe it is one of `suite.fit`."""
    folder.mkdir(parents=True, exist_ok=True)
    summary = {"status": "finished", "recipe": "made", "metrics": {"test_accuracy": 0.9}, **said}
    if recipe:
        (folder / "recipe.yaml").write_text(recipe)
    else:
        summary["origin"] = "code"
    (folder / "summary.json").write_text(json.dumps(summary))
    model.save(folder / "model.keras")
    return folder


def image_net(classes: int = 3, activation: str | None = None) -> keras.Model:
    """A net of images with everything that behaves otherwise while training."""
    keras.utils.set_random_seed(0)
    inputs = keras.Input((6, 5, 1), name="images")
    x = keras.layers.Rescaling(1 / 255)(inputs)
    x = keras.layers.RandomFlip(seed=0)(x)
    x = keras.layers.Conv2D(4, 3)(x)
    x = keras.layers.BatchNormalization(name="norm")(x)
    x = keras.layers.Dropout(0.5, seed=0)(keras.layers.ReLU()(x))
    x = keras.layers.Dense(classes, activation, name="scores")(keras.layers.Flatten()(x))
    model = keras.Model(inputs, x)
    model.get_layer("norm").moving_mean.assign(np.linspace(-0.5, 0.5, 4))
    return model


def row_net(inputs: int = 2, outputs: int = 2) -> keras.Model:
    """A net of rows that normalizes them by constants of its own."""
    keras.utils.set_random_seed(0)
    x = keras.Input((inputs,), name="rows")
    normalize = keras.layers.Normalization(mean=[0.5] * inputs, variance=[4.0] * inputs)
    return keras.Model(x, keras.layers.Dense(outputs, name="scores")(normalize(x)))


def two_ended() -> keras.Model:
    """A net of two inputs and two outputs, whose names are not in the order of the alphabet."""
    keras.utils.set_random_seed(0)
    left, right = keras.Input((3,), name="z left"), keras.Input((4,), name="a")
    both = keras.layers.Concatenate()([left, right])
    outputs = [keras.layers.Dense(2, name="z")(left), keras.layers.Dense(3, name="b")(both)]
    return keras.Model([left, right], outputs)
