"""One batch, learned by heart by a fresh copy."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.checks.support.clone import fresh_copy, without_dropout
from suite.examination import ExaminationContext, Examples
from suite.examination.memorize import memorize
from suite.examination.support.linear import is_linear
from tests.examination.digits import changed, context, known, layers, splits


def mlp(width: int = 32, last: str | None = "softmax", **arguments) -> keras.Model:
    keras.utils.set_random_seed(0)
    inputs = keras.Input((8, 8, 1))
    x = layers.Flatten()(layers.Rescaling(1 / 128, -1)(inputs))
    x = layers.Dense(width, "relu", **arguments)(x)
    model = keras.Model(inputs, layers.Dense(10, last, name="logits")(x))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def test_an_able_net_learns_any_labels_but_its_own_sooner():
    found = memorize(context(mlp(64)))
    assert found["own_labels"] == 1.0
    assert found["shuffled_labels"] < 1.0
    assert found["own_steps"] < found["steps"] == 300
    assert found["last_loss"] < found["first_loss"]
    assert found["linear"] is False


def test_it_begins_with_new_weights_and_leaves_the_old_ones():
    model = mlp()
    for variable in model.trainable_variables:
        variable.assign(np.full(variable.shape, np.nan))
    found = memorize(context(model))
    assert found["own_labels"] > 0.95
    assert all(np.isnan(variable.numpy()).all() for variable in model.trainable_variables)


def test_a_neck_of_one_unit_lets_too_little_pass():
    assert memorize(context(mlp(1)))["own_labels"] < 0.8


def test_outputs_that_the_loss_does_not_fit_are_not_memorized():
    model = mlp(last="relu", bias_initializer="zeros")
    model.get_layer("logits").kernel.assign(-np.ones((32, 10)))
    model.get_layer("logits").trainable = False
    model.compile("adam", "sparse_categorical_crossentropy")
    found = memorize(context(model))
    assert found["own_labels"] < 0.5  # frozen layers stay frozen, and keep their weights


def test_equal_inputs_with_different_labels_are_not_memorized():
    train, _ = splits()
    same = changed(train, inputs=np.repeat(train.inputs[:1], len(train), axis=0))
    assert memorize(context(mlp(), train=same))["own_labels"] < 0.4


def test_values():
    random = np.random.default_rng(0)
    rows = random.normal(size=(64, 3)).astype("float32")
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(64, "relu"), layers.Dense(1)])
    model.compile("sgd", "mse")
    found = memorize(ExaminationContext(model, Examples(rows, rows[:, :1] ** 2)))
    assert found["own_labels"] > 0.9
    assert found["shuffled_labels"] < found["own_labels"]


def test_losses_that_are_not_known_and_nets_that_are_no_graph_are_left_out():
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(10)])
    model.compile("adam")
    assert memorize(context(model, targets="classes")) is None

    class Own(keras.Model):
        def call(self, x):
            return x

    own = Own()
    own.compile("adam", "mse")
    rows = np.ones((4, 2), "float32")
    assert memorize(ExaminationContext(own, Examples(rows, rows), targets="values")) is None


def test_without_time_it_says_so():
    with pytest.raises(TimeoutError, match="a step takes"):
        memorize(context(mlp(), seconds=-100.0))


def test_a_fresh_copy_keeps_what_does_not_train():
    inputs = keras.Input((2,))
    norm = layers.Normalization(mean=[1.0, 2.0], variance=[4.0, 9.0])
    frozen = layers.Dense(3, name="frozen")
    x = layers.BatchNormalization(name="batch")(frozen(norm(inputs)))
    model = keras.Model(inputs, layers.Dense(1, name="last")(x))
    frozen.trainable = False
    for variable in model.variables:
        variable.assign(np.full(variable.shape, 7.0))
    copy = fresh_copy(model, without_dropout)
    assert (copy.get_layer("frozen").kernel.numpy() == 7).all()
    assert not copy.get_layer("frozen").trainable
    assert not (copy.get_layer("last").kernel.numpy() == 7).any()
    assert (copy.get_layer("batch").moving_mean.numpy() == 0).all()
    np.testing.assert_allclose(copy.layers[1](np.array([[3.0, 5.0]])), [[1.0, 1.0]], rtol=1e-5)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ([layers.Dense(4)], True),
        ([layers.Dense(4), layers.BatchNormalization(), layers.Dropout(0.2)], True),
        ([layers.Dense(4, "relu")], False),
        ([layers.Dense(4), layers.LeakyReLU()], False),
        ([], True),
        ([layers.LayerNormalization()], None),
    ],
    ids=["two maps", "affine", "relu", "layer", "one map", "unknown"],
)
def test_linear(inside, expected):
    inside = [type(layer).from_config(layer.get_config()) for layer in inside]
    model = keras.Sequential([keras.Input((3,)), *inside, layers.Dense(2), layers.Softmax()])
    assert is_linear(model) is expected


def test_the_net_that_knows_digits_is_linear():
    assert is_linear(known())
