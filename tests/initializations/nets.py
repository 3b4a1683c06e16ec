"""Small networks to initialize, and what reaches each of their layers."""

from __future__ import annotations

import keras
import numpy as np

from suite.initializations.data_dependent import data_dependent
from suite.initializations.greedy_autoencoders import greedy_autoencoders
from suite.initializations.lsuv import lsuv
from suite.layers.drop_connect import DropConnect
from suite.layers.maxout import Maxout
from suite.layers.weight_normalization import WeightNormalization

# File -> a way to call it on a chain of dense layers, with options away from their defaults.
TABLE = {
    "data_dependent": (data_dependent, {"samples": 50}),
    "greedy_autoencoders": (
        greedy_autoencoders,
        {"epochs": 2, "batch_size": 20, "learning_rate": 0.02, "noise": 0.25, "tied": True},
    ),
    "lsuv": (
        lsuv,
        {"orthogonal": False, "samples": 50, "tolerance": 0.01, "iterations": 5},
    ),
}


def images(count: int = 80, dtype="float32") -> np.ndarray:
    """Inputs with structure, so that autoencoders have something to find."""
    random = np.random.default_rng(0)
    codes = random.normal(size=(count, 4)) @ random.normal(size=(4, 36))
    return (codes + 0.1 * random.normal(size=codes.shape)).reshape(count, 6, 6, 1).astype(dtype)


def vectors(count: int = 80, dtype="float32") -> np.ndarray:
    return images(count, dtype).reshape(count, 36)


def filled(model: keras.Model) -> keras.Model:
    """The model with kernels that are the same on every backend, of deviation 0.2."""
    random = np.random.default_rng(1)
    for weight in model.trainable_weights:
        if "kernel" in weight.name:
            weight.assign(0.2 * random.normal(size=weight.shape))
        elif weight.name == "g":
            weight.assign(random.uniform(0.5, 1.5, size=weight.shape))
    return model


def chain(dtype="float32", activation="tanh") -> keras.Model:
    """Normalization, three dense layers with activations of every form, and dropout."""
    with dtype_policy(dtype):
        inputs = keras.Input((36,), dtype=dtype.removeprefix("mixed_"), name="inputs")
        x = keras.layers.Normalization(mean=0.5, variance=4.0, name="normalization")(inputs)
        x = keras.layers.Dense(12, name="dense1")(x)
        x = keras.layers.Activation(activation, name="activation1")(x)
        x = keras.layers.Dropout(0.5, name="dropout1", seed=1)(x)
        x = keras.layers.Dense(8, activation, bias_initializer="ones", name="dense2")(x)
        return filled(keras.Model(inputs, keras.layers.Dense(3, name="logits")(x)))


def branches(dtype="float32") -> keras.Model:
    """Convolutions of every kind, wrappers and Maxout, with a shortcut."""
    with dtype_policy(dtype):
        inputs = keras.Input((6, 6, 1), dtype=dtype.removeprefix("mixed_"), name="inputs")
        x = keras.layers.Conv2D(6, 3, padding="same", activation="relu", name="conv")(inputs)
        y = keras.layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, name="depthwise")(x)
        y = keras.layers.BatchNormalization(name="norm")(y)
        y = keras.layers.SeparableConv2D(
            6,
            3,
            padding="same",
            name="separable",
        )(y)
        x = keras.layers.Add(name="add")([x, y])
        x = keras.layers.Conv2DTranspose(5, 2, strides=2, use_bias=False, name="transposed")(x)
        x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
        x = Maxout(7, name="maxout")(x)
        x = WeightNormalization(keras.layers.Dense(6, "relu"), name="weight")(x)
        x = DropConnect(keras.layers.Dense(6, "tanh"), seed=1, name="connect")(x)
        return filled(keras.Model(inputs, keras.layers.Dense(3, name="logits")(x)))


class dtype_policy:
    """Inside the block layers get this policy."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        self.before = keras.config.dtype_policy()
        keras.config.set_dtype_policy(self.name)

    def __exit__(self, *error) -> None:
        keras.config.set_dtype_policy(self.before)


def inputs_of(model: keras.Model, name: str, x: np.ndarray) -> np.ndarray:
    """What reaches a layer, in the type it computes in."""
    tap = keras.Model(model.input, model.get_layer(name).input)
    return np.asarray(keras.ops.convert_to_numpy(tap(x, training=False)))


def silent(text: str) -> None:
    """Say nothing."""
