"""The file in which a trained model serves."""

from __future__ import annotations

import zipfile

import keras
import numpy as np
import pytest

from suite.layers.drop_connect import DropConnect
from suite.layers.stochastic_depth import StochasticDepth
from suite.layers.weight_normalization import WeightNormalization
from suite.losses.sparse_categorical_focal_crossentropy import SparseCategoricalFocalCrossentropy
from suite.runs.model_file import COMPILATION, load_model
from suite.schedules.one_cycle import OneCycle
from suite.training.assembly.transfer.take_weights import take_weights
from suite.training.export.export import export_model, moments
from suite.training.export.plain_form import plain_form
from tests.layers.table import TABLE, give_weights, images
from tests.repository.plain_keras import expect, opened

PLAIN = {"drop_connect", "patch_whitening", "stochastic_depth", "weight_normalization"}
POLICIES = ("float32", "mixed_bfloat16", "mixed_float16")
LOSS = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def around(layer, policy="float32"):
    """A compiled model with a layer of the table in its middle."""
    inputs = keras.Input(images().shape[1:], name="images")
    x = layer(inputs)
    x = keras.layers.Flatten(dtype=policy)(x)
    model = keras.Model(inputs, keras.layers.Dense(3, dtype=policy, name="head")(x))
    model.compile(keras.optimizers.SGD(0.1), LOSS, metrics=["accuracy"])
    return model


def randomize(model):
    random = np.random.default_rng(3)
    for weight in model.weights:
        weight.assign(np.abs(random.normal(size=weight.shape)) * 0.2 + 0.1)


@pytest.mark.slow
def test_layers_that_only_train_are_plain_and_the_others_named(tmp_path):
    """Every layer of the suite, in each precision, opened by Keras alone."""
    exported, folders = {}, []
    for name, row in TABLE.items():
        for policy in POLICIES if name in PLAIN else POLICIES[:2]:
            folder = tmp_path / f"{name}-{policy}"
            model = around(row.make(dtype=policy), policy)
            randomize(model)
            expect(model, images(), folder)
            exported[folder.name] = export_model(model, folder / "model.keras")
            folders.append(folder)
    for place, found in opened(*folders).items():
        name, policy = place.split("-")
        if name in PLAIN:
            assert found["off"] < (1e-6 if policy == "float32" else 0.05), place
            assert (found["compiled"], found["policies"]) == (True, ["float32"])
            assert exported[place].needs == {}
        else:
            assert "Could not locate class" in found["error"]
            (part,) = exported[place].needs.values()
            assert part.startswith(f"suite.layers.{name}:")


@pytest.mark.parametrize("policy", POLICIES)
def test_every_layer_computes_in_float32(policy):
    model = around(keras.layers.TimeDistributed(keras.layers.Dense(2, dtype=policy), dtype=policy))
    keras.config.set_dtype_policy(policy)
    try:
        plain = plain_form(model)
    finally:
        keras.config.set_dtype_policy("float32")
    inner = plain.layers[1].layer
    assert {one.dtype_policy.name for one in [*plain.layers, inner]} == {"float32"}
    for one, other in zip(plain.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_nested_models_and_other_weights():
    inner_input = keras.Input((4,))
    normalized = WeightNormalization(keras.layers.Dense(5), name="normalized")
    inner = keras.Model(inner_input, normalized(inner_input), name="inner")
    inputs = keras.Input((4,))
    x = StochasticDepth(0.5, name="depth")(inner(inputs))
    model = keras.Model(inputs, DropConnect(keras.layers.Dense(2), name="dropped")(x))
    randomize(model)
    other = [weight + 0.3 for weight in model.get_weights()]
    plain = plain_form(model, other)
    assert [type(layer).__name__ for layer in plain.layers[2:]] == ["Identity", "Dense"]
    assert type(plain.get_layer("inner").get_layer("normalized")) is keras.layers.Dense
    model.set_weights(other)
    x = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")
    np.testing.assert_allclose(plain(x), model(x), atol=1e-6)


def test_a_weight_normalized_model_takes_the_weights_of_its_plain_form():
    def make():
        inputs = keras.Input((4,))
        x = WeightNormalization(keras.layers.Dense(5), name="first")(inputs)
        x = DropConnect(keras.layers.Dense(5), name="second")(x)
        return keras.Model(inputs, WeightNormalization(keras.layers.Dense(3), name="head")(x))

    model, other = make(), make()
    randomize(model)
    take_weights(other, plain_form(model), "keep")
    x = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")
    np.testing.assert_allclose(other(x), model(x), atol=1e-6)
    assert other.layers[1].v.shape == (4, 5)


def test_what_keras_knows_is_compiled_with_its_moments(tmp_path):
    model = around(keras.layers.Activation("relu"))
    model.compile(
        keras.optimizers.SGD(OneCycle(0.5, 100), momentum=0.9), LOSS, metrics=["accuracy"]
    )
    x, y = images(), np.arange(len(images())) % 3
    model.fit(x, y, verbose=0)
    assert export_model(model, tmp_path / "m.keras").compiled
    again = keras.models.load_model(tmp_path / "m.keras")
    rate = float(model.optimizer.learning_rate)
    assert float(again.optimizer.learning_rate) == pytest.approx(rate)
    for one, own in zip(moments(again.optimizer), moments(model.optimizer), strict=True):
        np.testing.assert_array_equal(one, own)
    assert again.evaluate(x, y, verbose=0) == pytest.approx(model.evaluate(x, y, verbose=0))


@keras.saving.register_keras_serializable(package="elsewhere")
class Threes(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        return 3 * keras.ops.ones(shape, dtype)


@pytest.mark.slow
def test_what_serving_does_not_need_keeps_keras_from_opening_nothing(tmp_path):
    """A loss of the suite, and an initializer of a stranger."""
    layer = keras.layers.Conv2D(2, 1, kernel_initializer=Threes(), kernel_regularizer="l2")
    model = around(layer)
    model.compile("adam", SparseCategoricalFocalCrossentropy(gamma=3.0), metrics=["accuracy"])
    expect(model, images(), tmp_path)
    exported = export_model(model, tmp_path / "model.keras")
    assert (exported.needs, exported.compiled) == ({}, False)
    (found,) = opened(tmp_path).values()
    assert found == {"off": 0.0, "compiled": False, "policies": ["float32"]}
    kept = load_model(tmp_path / "model.keras").layers[1]
    assert isinstance(kept.kernel_regularizer, keras.regularizers.L2)
    again = load_model(tmp_path / "model.keras")
    assert again.loss.gamma == 3.0
    x, y = images(), np.arange(len(images())) % 3
    assert again.evaluate(x, y, verbose=0) == pytest.approx(model.evaluate(x, y, verbose=0))
    assert not load_model(tmp_path / "model.keras", compile=False).compiled


class Needy(keras.losses.Loss):
    """A loss that does not say how it was made."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def call(self, y_true, y_pred):
        return self.factor * keras.ops.mean(y_pred, axis=-1)


def test_a_loss_that_cannot_be_saved_is_left_out(tmp_path):
    model = around(keras.layers.Activation("relu"))
    model.compile("adam", Needy(2.0))
    assert not export_model(model, tmp_path / "m.keras").compiled
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        assert COMPILATION not in archive.namelist()
    assert not load_model(tmp_path / "m.keras").compiled


class Half(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule that gives a number, and cannot be saved."""

    def __call__(self, step):
        return 0.5


def test_a_schedule_may_give_a_number(tmp_path):
    model = around(keras.layers.Activation("relu"))
    model.compile(keras.optimizers.Adam(Half()), LOSS)
    assert export_model(model, tmp_path / "m.keras").compiled
    again = keras.models.load_model(tmp_path / "m.keras")
    assert float(again.optimizer.learning_rate) == 0.5
    assert isinstance(model.optimizer._learning_rate, Half)


@pytest.mark.slow
@pytest.mark.parametrize("policy", POLICIES)
def test_tensorflow_lite_takes_it(policy, tmp_path):
    import tensorflow as tf

    inputs = keras.Input((8, 8, 1))
    x = keras.layers.Normalization(mean=1.0, variance=2.0, dtype="float32")(inputs)
    x = WeightNormalization(keras.layers.Conv2D(4, 3, dtype=policy))(x)
    x = keras.layers.BatchNormalization(dtype=policy)(x)
    x = keras.layers.ReLU(dtype=policy)(x)
    x = keras.layers.GlobalAveragePooling2D(dtype=policy)(x)
    model = keras.Model(inputs, keras.layers.Dense(3, dtype=policy)(x))
    give_weights(model)
    model.compile("sgd", LOSS)
    export_model(model, tmp_path / "m.keras")
    converter = tf.lite.TFLiteConverter.from_keras_model(load_model(tmp_path / "m.keras"))
    with pytest.warns(UserWarning, match="LiteRT"):
        interpreter = tf.lite.Interpreter(model_content=converter.convert())
    interpreter.allocate_tensors()
    x = np.random.default_rng(0).normal(size=(1, 8, 8, 1)).astype("float32")
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)
    interpreter.invoke()
    outputs = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    np.testing.assert_allclose(outputs, np.array(model(x), "float32"), atol=0.05)
