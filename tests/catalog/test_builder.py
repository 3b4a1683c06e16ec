"""Components become objects."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.catalog import Catalog, Component, ComponentError, Doors, UnknownName
from suite.catalog.names.doors import OPEN
from suite.errors import UserError


def made(kind, value, doors=OPEN, **options):
    return Catalog(doors).build(kind, Component.parse(value), **options)


def test_nested_components_and_converted_leaves():
    steps = {"5ep": 50, "100%": 1000}
    optimizer = made(
        "optimizers",
        {
            "kind": "sgd",
            "momentum": 0.9,
            "learning_rate": {
                "kind": "cosine_decay",
                "initial_learning_rate": 0.1,
                "decay_steps": "100%",
                "warmup_steps": "5ep",
            },
        },
        convert=lambda text: steps.get(text, text),
    )
    schedule = optimizer.get_config()["learning_rate"]["config"]
    assert (schedule["decay_steps"], schedule["warmup_steps"]) == (1000, 50)
    assert optimizer.momentum == 0.9


def test_whole_numbers_where_floats_are_meant():
    """Keras takes no integer for a learning rate, but people write one."""
    assert made("optimizers", {"kind": "adadelta", "learning_rate": 1}).learning_rate == 1.0
    schedule = {"kind": "cosine_decay", "initial_learning_rate": 1, "decay_steps": 4}
    optimizer = made("optimizers", {"kind": "sgd", "momentum": 0, "learning_rate": schedule})
    assert optimizer.learning_rate == 1.0
    arguments = made("layers", {"kind": "dense", "units": 3}).get_config()
    assert type(arguments["units"]) is int


def test_convert_reaches_lists_but_no_names():
    seen = []

    def convert(text):
        seen.append(text)
        return 7

    made(
        "schedules",
        {"kind": "piecewise_constant_decay", "boundaries": ["1ep"], "values": [1.0, 2.0]},
        convert=convert,
    )
    made("layers", {"kind": "dense", "units": 3, "activation": "relu"}, convert=convert)
    assert seen == ["1ep"]


def test_models_get_their_context():
    inputs = keras.Input((8, 8, 1))
    outputs = made("models", {"kind": "mlp", "widths": [4]}, inputs=inputs, classes=3)
    assert outputs.shape == (None, 3)


def test_names_of_keras_stay_names_and_are_saved_as_such():
    layer = made("layers", {"kind": "dense", "units": 1, "activation": "LeakyReLU"})
    assert layer.get_config()["activation"] == "leaky_relu"
    layer = made("layers", {"kind": "dense", "units": 1, "kernel_initializer": "uniform"})
    assert layer.get_config()["kernel_initializer"]["class_name"] == "RandomUniform"


def test_an_activation_is_a_function_of_x():
    assert made("activations", "relu") is keras.activations.relu
    assert isinstance(
        made("activations", {"kind": "leaky_relu", "negative_slope": 0.5}), keras.Layer
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"kind": "leaky_relu", "negative_slope": 0.5}, -0.5),
        ({"kind": "elu", "alpha": 2.0}, 2 * np.expm1(-1.0)),
        ({"kind": "celu", "alpha": 2.0}, 2 * np.expm1(-0.5)),
        ({"kind": "hard_shrink", "threshold": 2.0}, 0.0),
    ],
)
def test_activations_with_arguments_survive_saving(tmp_path, value, expected):
    inputs = keras.Input((1,))
    dense = {"kind": "dense", "units": 1, "kernel_initializer": "ones", "activation": value}
    model = keras.Model(inputs, made("layers", dense)(inputs))
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    for one in (model, again):
        np.testing.assert_allclose(one.layers[-1](np.array([[-1.0]])), [[expected]], rtol=1e-6)


def test_functions_that_keras_calls_and_factories(tmp_path):
    (tmp_path / "my.py").write_text(
        "import keras\n"
        "def off(y_true, y_pred, by=0.0): return y_pred - y_true + by\n"
        "def optimizer(rate=0.5): return keras.optimizers.SGD(rate)\n"
    )
    loss = made("losses", {"kind": "./my.py:off", "by": 2.0}, doors=Doors(tmp_path))
    assert loss(1.0, 3.0) == 4.0
    optimizer = made(
        "optimizers", {"kind": "./my.py:optimizer", "rate": 0.25}, doors=Doors(tmp_path)
    )
    assert float(optimizer.learning_rate.numpy()) == 0.25


def test_a_layer_of_a_users_file_can_be_saved_and_loaded(tmp_path):
    (tmp_path / "my.py").write_text(
        "import keras\n"
        "@keras.saving.register_keras_serializable(package='mine')\n"
        "class Twice(keras.layers.Layer):\n"
        "    def call(self, x):\n        return 2 * x\n"
    )
    inputs = keras.Input((1,))
    model = keras.Model(inputs, made("layers", "./my.py:Twice", doors=Doors(tmp_path))(inputs))
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again.layers[-1](np.array([[3.0]])), [[6.0]])


def test_accuracy_is_the_name_that_keras_resolves():
    assert made("metrics", "accuracy") == "accuracy"


@pytest.mark.parametrize(
    ("kind", "value", "path", "message"),
    [
        ("optimizers", {"kind": "sgd", "momentum": 2.0}, (), "sgd: `momentum` must be a float"),
        ("layers", {"kind": "dense"}, (), "dense: .*missing 1 required positional argument"),
        (
            "layers",
            {"kind": "dropout", "rate": 3},
            (),
            "dropout: Invalid value received for argument `rate`",
        ),
        (
            "layers",
            {
                "kind": "time_distributed",
                "layer": {"kind": "conv2d", "filters": 0, "kernel_size": 1},
            },
            ("layer",),
            "conv2d: Invalid value for argument `filters`",
        ),
        (
            "optimizers",
            {
                "kind": "sgd",
                "learning_rate": {"kind": "step", "initial_learning_rate": 0.1, "every": -1},
            },
            ("learning_rate",),
            "step: ",
        ),
    ],
)
def test_a_refusal_names_the_place(kind, value, path, message):
    with pytest.raises(ComponentError, match=message) as caught:
        made(kind, value)
    assert caught.value.path[: len(path)] == path
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, UserError)


def test_unknown_names_deep_inside():
    with pytest.raises(UnknownName, match="did you mean 'relu'"):
        made("layers", {"kind": "dense", "units": 1, "activation": "rleu"})
