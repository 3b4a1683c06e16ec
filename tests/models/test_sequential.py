from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.catalog import HERE, Component
from suite.layers.drop_connect import DropConnect
from suite.layers.maxout import Maxout
from suite.models.sequential import sequential
from tests.keras_version import not_in_3_12
from tests.models.build import build, names

LAYERS = keras.layers


def stack(*layers, shape=(8, 8, 3)):
    return build(sequential, shape, layers=list(layers))


def paths(model):
    return [weight.path for weight in model.weights]


def test_applies_the_layers_in_their_order_then_logits():
    model = stack(LAYERS.Dense(5, "tanh"), LAYERS.Dense(6, "relu"), shape=(3,))
    x = np.random.default_rng(0).normal(size=(7, 3))
    first, second, last = (layer.get_weights()[0] for layer in model.layers[1:])
    expected = np.maximum(np.tanh(x @ first) @ second, 0) @ last
    np.testing.assert_allclose(model(x), expected, rtol=1e-4, atol=1e-5)


def test_names_tell_class_and_place_and_a_given_name_stays():
    def model():
        return stack(
            LAYERS.Conv2D(4, 3, name="edges"),
            LAYERS.MaxPooling2D(),
            LAYERS.Conv2D(4, 3),
            DropConnect(LAYERS.Dense(3)),
        )

    expected = ["edges", "max_pooling2d_2", "conv2d_3", "drop_connect_4", "flatten", "logits"]
    assert names(model()) == expected
    assert paths(model()) == paths(model())
    assert "drop_connect_4/dense_4/kernel" in paths(model())


def test_flattens_maps_before_the_logits_only():
    assert names(stack(LAYERS.Flatten(), LAYERS.Dense(3))) == ["flatten_1", "dense_2", "logits"]
    assert names(stack(LAYERS.GlobalAveragePooling2D())) == ["global_average_pooling2d_1", "logits"]
    assert names(stack()) == ["flatten", "logits"]
    assert stack(LAYERS.Dense(5)).get_layer("dense_1").output.shape == (None, 8, 8, 5)


def test_the_catalog_builds_the_layers_with_what_they_wrap():
    wrapped = {"kind": "dense", "units": 6, "activation": "relu"}
    component = Component(
        "sequential",
        {
            "layers": [
                {"kind": "flatten"},
                {"kind": "maxout", "units": 5},
                {"kind": "weight_normalization", "layer": wrapped},
            ]
        },
    )
    assert HERE.problems("models", component) == []
    inputs = keras.Input((8, 8, 1))
    outputs = HERE.build("models", component, inputs=inputs, classes=4)
    model = keras.Model(inputs, outputs)
    assert names(model) == ["flatten_1", "maxout_2", "weight_normalization_3", "logits"]
    assert isinstance(model.get_layer("maxout_2"), Maxout)


@pytest.mark.parametrize(
    ("layers", "path", "message"),
    [
        ([{"kind": "maxout", "unit": 3}], ("layers", 0, "unit"), "did you mean 'units'"),
        ([{"kind": "maxuot", "units": 3}], ("layers", 0, "kind"), "did you mean 'maxout'"),
        (["flatten", 3], ("layers",), "each item a layer as {kind: NAME, ...}"),
        (
            [{"kind": "flatten"}, {"kind": "drop_connect", "layer": {"kind": "dense"}}],
            ("layers", 1, "layer"),
            "missing argument `units` of dense",
        ),
    ],
)
def test_the_catalog_checks_every_layer(layers, path, message):
    found = dict(HERE.problems("models", Component("sequential", {"layers": layers})))
    assert message in found[path]


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (
            ["flatten"],
            "each as {kind: NAME, ...}. Received: 'flatten' in place 1",
        ),
        (
            [LAYERS.Dense(3, name="a"), LAYERS.Dense(3, name="a")],
            "layers of different names, none of them `flatten` or `logits`. Received: `a` in pl",
        ),
        ([LAYERS.Dense(3, name="logits")], "Received: `logits` in place 1"),
        (
            [LAYERS.Flatten(), LAYERS.Conv2D(3, 3)],
            "Received: `conv2d_2` in place 2 after shape (None, 192): ",
        ),
        pytest.param(
            [LAYERS.Conv2D(3, 9)],
            "Received: `conv2d_1` in place 1 after shape (None, 8, 8, 3): ",
            marks=not_in_3_12,
        ),
    ],
)
def test_refuses_what_does_not_fit_and_says_where(layers, message):
    with pytest.raises(ValueError, match=r"^Argument `layers` must ") as caught:
        stack(*layers)
    assert message in str(caught.value)


def test_refuses_zero_classes():
    with pytest.raises(ValueError, match="Argument `classes` must be an integer >= 1"):
        build(sequential, (3,), classes=0, layers=[])


def test_every_weight_trains():
    model = stack(LAYERS.Conv2D(4, 3), LAYERS.BatchNormalization(), Maxout(5))
    x = np.random.default_rng(0).normal(size=(3, 8, 8, 3)).astype("float32")
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(x, training=True) ** 2)
    gradients = tape.gradient(loss, [weight.value for weight in model.trainable_weights])
    assert all(np.all(np.isfinite(gradient)) for gradient in gradients)


def test_a_saved_model_loads_and_gives_the_same(tmp_path):
    model = stack(LAYERS.Conv2D(4, 3), LAYERS.Flatten(), DropConnect(LAYERS.Dense(3)), Maxout(5))
    model.save(tmp_path / "model.keras")
    x = np.random.default_rng(0).normal(size=(3, 8, 8, 3)).astype("float32")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(x), model(x))


@pytest.fixture
def mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    yield
    keras.config.set_dtype_policy("float32")


def test_logits_are_float32_under_mixed_precision(mixed_precision):
    model = stack(LAYERS.Dense(3), shape=(5,))
    assert model.get_layer("dense_1").compute_dtype == "bfloat16"
    assert model(np.zeros((2, 5))).dtype == tf.float32
