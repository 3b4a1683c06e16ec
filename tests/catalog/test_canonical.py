"""One spelling for every component."""

from __future__ import annotations

import pytest

from suite.catalog import HERE, Component


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("optimizers", "Adam", "adam"),
        ("data", "MNIST", {"kind": "tfds", "name": "mnist"}),
        (
            "data",
            {"kind": "mnist_corrupted/fog", "resize": 8},
            {"kind": "tfds", "name": "mnist_corrupted/fog", "resize": 8},
        ),
        ("data", {"kind": "tfds", "name": "xyz"}, {"kind": "tfds", "name": "xyz"}),
        ("data", "digits", "digits"),
        ("losses", "mse", "mean_squared_error"),
        ("optimizers", "no_such_thing", "no_such_thing"),
        ("optimizers", "keras.optimizers:SGD", "keras.optimizers:SGD"),
        (
            "optimizers",
            {"kind": "SGD", "learning_rate": {"kind": "CosineDecay", "decay_steps": "9ep"}},
            {"kind": "sgd", "learning_rate": {"kind": "cosine_decay", "decay_steps": "9ep"}},
        ),
        (
            "models",
            {"kind": "MLP", "widths": (3, 4), "activation": "LeakyReLU"},
            {"kind": "mlp", "widths": [3, 4], "activation": "leaky_relu"},
        ),
        ("models", {"kind": "mlp", "activation": "rleu"}, {"kind": "mlp", "activation": "rleu"}),
        (
            "callbacks",
            {"kind": "lambda_callback", "probes": [{"kind": "Dense", "units": 1}, {"kind": "X"}]},
            {"kind": "lambda_callback", "probes": [{"kind": "dense", "units": 1}, {"kind": "X"}]},
        ),
        (
            "layers",
            {"kind": "dense", "units": 1, "kernel_initializer": {"kind": "HeNormal"}},
            {"kind": "dense", "units": 1, "kernel_initializer": {"kind": "he_normal"}},
        ),
    ],
)
def test_canonical(kind, value, expected):
    once = HERE.canonical(kind, Component.parse(value))
    assert once.to_plain() == expected
    assert HERE.canonical(kind, once) == once
