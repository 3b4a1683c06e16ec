"""Loss and score of the trained model on four kinds of samples."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.examination import ExaminationContext, Examples
from suite.examination.inference import inference
from tests.examination.digits import changed, context, known, layers, solution, splits


def test_a_net_that_knows_its_data():
    found = inference(context())
    assert found["train_accuracy"] > 0.94
    assert found["validation_accuracy"] > 0.9
    assert found["train_mode_accuracy"] == pytest.approx(found["train_accuracy"], abs=0.05)
    assert "augmented_accuracy" not in found


def test_the_figures_are_those_of_numpy():
    train, _ = splits()
    kernel, bias = solution()
    logits = train.array.reshape(len(train), -1) / 255 @ kernel + bias
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    rows = np.arange(len(train))
    found = inference(context())
    assert found["train_accuracy"] == pytest.approx(np.mean(logits.argmax(1) == train.targets))
    expected = -np.log(np.maximum(shares[rows, train.targets], 1e-7)).mean()
    assert found["train_loss"] == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "mean_squared_error"])
def test_one_hot_labels_give_the_same_score(loss):
    model = known()
    model.compile("adam", loss)
    one_hot = [changed(one, targets=np.eye(10, dtype="float32")[one.targets]) for one in splits()]
    found = inference(context(model, *one_hot))
    assert found["train_accuracy"] == inference(context())["train_accuracy"]


def test_labels_in_another_form_than_the_data_has_them():
    model = known()
    model.compile("adam", "categorical_crossentropy")
    found = inference(context(model, targets="classes", form=lambda y: np.eye(10)[y]))
    assert found["train_loss"] == pytest.approx(inference(context())["train_loss"], rel=1e-5)


def test_a_summed_loss_is_told_as_a_mean():
    model = known()
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(reduction="sum"))
    assert inference(context(model))["train_loss"] == pytest.approx(
        inference(context())["train_loss"], rel=1e-5
    )


def test_moving_statistics_that_never_arrived_show_in_inference_mode_alone():
    inputs = keras.Input((8, 8, 1))
    x = layers.Flatten()(layers.Rescaling(1 / 255)(inputs))
    x = layers.BatchNormalization(name="norm", scale=False, center=False)(x)
    model = keras.Model(inputs, layers.Dense(10, "softmax", name="logits")(x))
    model.compile("adam", "sparse_categorical_crossentropy")
    train, _ = splits()
    rows = train.array.reshape(len(train), -1) / 255
    kernel, bias = solution()
    deviation = np.sqrt(rows.var(axis=0) + 1e-3)
    shifted = bias + rows.mean(axis=0) @ kernel
    model.get_layer("logits").set_weights([kernel * deviation[:, None], shifted])
    model.get_layer("norm").set_weights([np.full(64, 5.0), np.full(64, 1e-6)])
    before = [variable.numpy().tobytes() for variable in model.variables]
    found = inference(context(model, batch_size=128))
    assert found["train_mode_accuracy"] > 0.9
    assert found["train_accuracy"] < 0.5
    assert [variable.numpy().tobytes() for variable in model.variables] == before


def test_augmented_samples():
    train, _ = splits()
    batch = changed(train, inputs=255 - train.inputs).take(slice(0, 200))
    found = inference(context(batches=[batch], augments=True))
    assert found["augmented_accuracy"] < 0.5 < found["train_accuracy"]


def test_values_are_scored_by_the_variance_that_is_explained():
    x = np.linspace(-1, 1, 50, dtype="float32")[:, None]
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.set_weights([np.array([[2.0]]), np.array([1.0])])
    found = inference(ExaminationContext(model, Examples(x, 2 * x + 1)))
    assert found["train_accuracy"] == pytest.approx(1.0)
    y = 2 * x + 1 + np.where(np.arange(50) % 2, 0.5, -0.5)[:, None].astype("float32")
    found = inference(ExaminationContext(model, Examples(x, y)))
    assert found["train_accuracy"] == pytest.approx(1 - 0.25 / y.var(), rel=1e-5)
    assert found["train_loss"] == pytest.approx(0.25, rel=1e-5)


def test_several_labels_are_scored_one_by_one():
    model = keras.Sequential([keras.Input((2,)), layers.Activation("sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    x = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, -1.0], [-1.0, 1.0]], "float32")
    train = Examples(x, np.array([[1, 1], [1, 0], [0, 1], [1, 1]], "float32"))
    assert inference(ExaminationContext(model, train))["train_accuracy"] == 6 / 8


@pytest.mark.parametrize("from_logits", [True, False])
def test_one_output_says_yes_above_the_middle(from_logits):
    activation = "linear" if from_logits else "sigmoid"
    model = keras.Sequential([keras.Input((1,)), layers.Activation(activation)])
    model.compile("sgd", keras.losses.BinaryCrossentropy(from_logits=from_logits))
    x = np.array([[-2.0], [0.2], [0.3], [3.0]], "float32")
    train = Examples(x, np.array([0.0, 1.0, 0.0, 1.0], "float32")[:, None])
    assert inference(ExaminationContext(model, train))["train_accuracy"] == 0.75


def test_what_is_not_finite_is_not_measured():
    model = known()
    model.get_layer("logits").set_weights([np.full((64, 10), np.nan), np.zeros(10)])
    assert inference(context(model)) is None


def test_several_outputs_are_not_measured():
    inputs = keras.Input((2,))
    model = keras.Model(inputs, [layers.Dense(1)(inputs), layers.Dense(1)(inputs)])
    model.compile("sgd", ["mse", "mse"])
    train = Examples(np.ones((4, 2)), [np.ones((4, 1)), np.ones((4, 1))])
    assert inference(ExaminationContext(model, train)) is None


def test_a_second_look_differs_where_something_is_drawn_at_random():
    assert inference(context())["unrepeated"] == 0.0

    @keras.saving.register_keras_serializable(package="test")
    class Always(keras.layers.Dropout):
        def call(self, inputs, training=None):
            return super().call(inputs, training=True)

    inputs = keras.Input((8, 8, 1))
    x = keras.layers.Dense(10)(Always(0.5)(keras.layers.Flatten()(inputs)))
    model = keras.Model(inputs, x)
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    assert inference(context(model))["unrepeated"] > 0.9
