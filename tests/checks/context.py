"""Contexts of small models and data for the tests of the checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np

import suite
from suite.checks import CheckContext
from suite.data import Dataset, Split
from suite.lab.inspect.check_build import built
from suite.training.process.process import process_settings

CLASSES = 4
SHAPE = (6, 6, 2)
layers = keras.layers


def images(samples: int = 128, seed: int = 0, scale: float = 1.0) -> np.ndarray:
    random = np.random.default_rng(seed)
    return (scale * random.normal(size=(samples, *SHAPE))).astype("float32")


def dataset(train: np.ndarray | None = None, **splits: np.ndarray) -> Dataset:
    """Images whose labels go round the classes."""

    def split(inputs: np.ndarray | None) -> Split | None:
        return None if inputs is None else Split(inputs, np.arange(len(inputs)) % CLASSES)

    names = tuple(f"class {index}" for index in range(CLASSES))
    train = images() if train is None else train
    return Dataset(
        "images", split(train), *map(split, (splits.get(n) for n in ("val", "test"))), names
    )


def model(body: Callable[[Any], Any], loss: Any = None, shape: Sequence[int] = SHAPE):
    """A compiled model of what `body` makes of the input, the same weights at each call."""
    keras.utils.set_random_seed(1)
    inputs = keras.Input(tuple(shape))
    built_model = keras.Model(inputs, body(inputs))
    default = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    built_model.compile("adam", default if loss is None else loss)
    return built_model


def context(
    body: Callable[[Any], Any] | keras.Model,
    loss: Any = None,
    data: Dataset | None = None,
    y: Any = None,
    classes: int | None = CLASSES,
) -> CheckContext:
    """The context of a model that no recipe made."""
    x = images(32) if data is None else data.train.inputs[:32]
    y = np.arange(len(x)) % CLASSES if y is None else y
    made = body if isinstance(body, keras.Model) else model(body, loss)
    return CheckContext(None, made, data, (x, np.asarray(y)), classes)


def recipe_context(name: str, *overrides: str) -> CheckContext:
    """The context of a recipe, as `check --build` makes it."""
    recipe = suite.load(name, *overrides)
    with process_settings(recipe.seed, recipe.training.precision, determinism=False):
        return built(recipe, lambda text: None)


def dense(units: int, activation: str | None = None, **arguments: Any) -> layers.Dense:
    arguments.setdefault("kernel_initializer", "he_normal")
    return layers.Dense(units, activation=activation, **arguments)


def mlp(x: Any, last: str | None = None, **arguments: Any) -> Any:
    """A healthy net of two hidden layers."""
    x = layers.Flatten()(x)
    for _ in range(2):
        x = dense(16, "relu", **arguments)(x)
    return dense(CLASSES, last, **arguments)(x)


def cnn(x: Any) -> Any:
    """A healthy net with batch normalization, dropout and a residual sum."""
    x = skip = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(8, 3, use_bias=False)(x)))
    x = layers.Conv2D(8, 3, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.Add()([layers.BatchNormalization()(x), skip]))
    x = layers.Dropout(0.3)(layers.GlobalAveragePooling2D()(x))
    return dense(CLASSES)(x)


def severities(findings) -> list[str]:
    return [finding.severity for finding in findings]
