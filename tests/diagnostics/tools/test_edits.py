"""The edits that findings propose."""

from __future__ import annotations

import keras
import pytest

from suite.diagnostics import Edit
from suite.diagnostics.tools.edits import (
    gradient_flow_edit,
    hidden_activation,
    learning_rate_edit,
    learning_rate_schedule,
    plain_optimizer,
)
from suite.edit import HEIGHTS
from suite.schedules import Constant, Cyclic, OneCycle, Piecewise, Step, Warmup
from tests.callbacks.nets import cnn, mlp

keras_schedules = keras.optimizers.schedules


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (0.3, "optimizer.learning_rate: 0.3 -> 0.03"),
        (0.001, "optimizer.learning_rate: 0.001 -> 0.0001"),
        (Constant(0.1), "optimizer.learning_rate.learning_rate: 0.1 -> 0.01"),
        (OneCycle(0.5, 100), "optimizer.learning_rate.peak_learning_rate: 0.5 -> 0.05"),
        (
            Cyclic(0.0, 0.2, 10),
            "optimizer.learning_rate.maximum_learning_rate: 0.2 -> 0.02",
        ),
        (
            # Not below the minimum, which would be refused.
            Cyclic(0.1, 0.2, 10),
            "optimizer.learning_rate.maximum_learning_rate: 0.2 -> 0.1",
        ),
        (
            Piecewise([5, 9], [0.1, 0.01, 0.0]),
            "optimizer.learning_rate.values: [0.1, 0.01, 0.0] -> [0.01, 0.001, 0.0]",
        ),
        (Step(0.4, 10), "optimizer.learning_rate.initial_learning_rate: 0.4 -> 0.04"),
        (Warmup(0.3, 5), "optimizer.learning_rate.schedule: 0.3 -> 0.03"),
        (
            Warmup(keras_schedules.CosineDecay(0.2, 100), 5),
            "optimizer.learning_rate.schedule.initial_learning_rate: 0.2 -> 0.02",
        ),
        (
            keras_schedules.CosineDecay(0.0, 100, warmup_target=0.6, warmup_steps=5),
            "optimizer.learning_rate.warmup_target: 0.6 -> 0.06",
        ),
        (
            keras_schedules.PolynomialDecay(0.2, 100),
            "optimizer.learning_rate.initial_learning_rate: 0.2 -> 0.02",
        ),
        (
            keras_schedules.PiecewiseConstantDecay([5], [0.2, 0.02]),
            "optimizer.learning_rate.values: [0.2, 0.02] -> [0.02, 0.002]",
        ),
    ],
)
def test_a_tenth_of_the_rate(rate, expected):
    assert str(learning_rate_edit(mlp(keras.optimizers.Adam(rate)), 0.1)) == expected


def test_every_schedule_of_the_suite_and_of_keras_has_a_height():
    """A new one must show up in `edits` or be given an argument that is known there."""
    from suite.catalog import HERE

    for entry in HERE.entries("schedules"):
        if entry.name != "learning_rate_schedule":
            names = {parameter.name for parameter in entry.parameters}
            assert names & set(HEIGHTS), entry.name


def test_the_rate_under_a_loss_scale():
    optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.3))
    assert str(learning_rate_edit(mlp(optimizer), 10)) == "optimizer.learning_rate: 0.3 -> 3.0"


def test_a_schedule_that_does_not_tell_has_no_edit():
    class Odd(keras_schedules.LearningRateSchedule):
        def __call__(self, step):
            return 0.1

    class Empty(Odd):
        def get_config(self):
            return {"phase": 1}

    assert learning_rate_edit(mlp(keras.optimizers.SGD(Odd())), 0.1) is None
    assert learning_rate_edit(mlp(keras.optimizers.SGD(Empty())), 0.1) is None


def test_what_lets_gradients_flow():
    assert gradient_flow_edit(mlp(activation="tanh")) == (
        Edit("model.activation", "tanh", "relu"),
        "activations/tanh",
    )
    assert gradient_flow_edit(mlp()) == (
        Edit("model.kernel_initializer", "glorot_uniform", "he_normal"),
        "init/he",
    )
    plain, normed = cnn(norm=False), cnn()
    for layer in (*plain.layers, *normed.layers):
        if hasattr(layer, "kernel_initializer"):
            layer.kernel_initializer = keras.initializers.HeNormal()
    assert gradient_flow_edit(plain) == (Edit("model.norm", "none", "batch"), "norm/batch")
    assert gradient_flow_edit(normed)[0] is None


@pytest.mark.parametrize(
    ("layers", "name"),
    [
        ([], None),
        ([keras.layers.Dense(2)], None),
        ([keras.layers.Dense(2, "linear")], None),
        ([keras.layers.Dense(2, "tanh")], "tanh"),
        ([keras.layers.Dense(2), keras.layers.ReLU()], "relu"),
        ([keras.layers.Dense(2), keras.layers.LeakyReLU()], "leaky_relu"),
        ([keras.layers.Dense(2), keras.layers.PReLU()], "prelu"),
        ([keras.layers.Activation("selu"), keras.layers.Dense(2, "tanh")], "selu"),
        ([keras.layers.Dropout(0.5), keras.layers.Dense(2, "sigmoid")], "sigmoid"),
    ],
)
def test_the_first_activation_of_a_model(layers, name):
    assert hidden_activation(keras.Sequential([keras.Input((3,)), *layers])) == name


@pytest.mark.parametrize(
    ("activation", "topic"),
    [
        ("sigmoid", "activations/sigmoid"),
        ("hard_sigmoid", "activations/sigmoid"),
        ("tanh", "activations/tanh"),
        ("hard_tanh", "activations/tanh"),
    ],
)
def test_two_flat_ends_are_the_first_suspect(activation, topic):
    edit, told = gradient_flow_edit(mlp(activation=activation))
    assert (str(edit), told) == (f"model.activation: {activation} -> relu", topic)


@pytest.mark.parametrize("initializer", ["he_normal", "he_uniform"])
def test_hes_weights_are_no_suspect(initializer):
    dense = keras.layers.Dense(2, "relu", kernel_initializer=initializer)
    model = keras.Sequential([keras.Input((3,)), dense])
    assert str(gradient_flow_edit(model)[0]) == "model.norm: none -> batch"


@pytest.mark.parametrize(
    "norm",
    [
        keras.layers.BatchNormalization(),
        keras.layers.LayerNormalization(),
        keras.layers.GroupNormalization(1),
    ],
)
def test_a_net_with_any_norm_gets_no_other(norm):
    model = keras.Sequential([keras.Input((3,)), norm])
    assert gradient_flow_edit(model) == (None, "foundations/backprop")


@pytest.mark.parametrize(
    ("rate", "factor", "text"),
    [
        (0.1, 1.0, "optimizer.learning_rate: 0.1 -> 0.1"),
        (0.1, 10.0, "optimizer.learning_rate: 0.1 -> 1.0"),
        (1e-4, 0.1, "optimizer.learning_rate: 0.0001 -> 1e-05"),
        (1 / 3, 0.1, "optimizer.learning_rate: 0.333333 -> 0.0333333"),
        (0.0, 10.0, "optimizer.learning_rate: 0.0 -> 0.0"),
    ],
)
def test_a_rate_is_written_without_the_digits_of_float32(rate, factor, text):
    assert str(learning_rate_edit(mlp(keras.optimizers.SGD(rate)), factor)) == text


def test_a_rate_that_a_function_gives_has_no_edit():
    assert learning_rate_edit(mlp(keras.optimizers.SGD(lambda: 0.1)), 0.1) is None


def test_the_schedule_that_the_recipe_names_is_inside_what_training_has_wrapped():
    class Wrapped(keras_schedules.LearningRateSchedule):
        of_recipe = Constant(0.5)

        def __call__(self, step):
            return 0.1

    optimizer = keras.optimizers.SGD(Wrapped())
    assert learning_rate_schedule(optimizer) is Wrapped.of_recipe
    assert learning_rate_schedule(keras.optimizers.SGD(0.1)) is None


def test_the_plain_optimizer_is_inside_a_loss_scale():
    inner = keras.optimizers.Adam()
    assert plain_optimizer(mlp(keras.optimizers.LossScaleOptimizer(inner))) is inner
    assert plain_optimizer(mlp(inner)) is inner
