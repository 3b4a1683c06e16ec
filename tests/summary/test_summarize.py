from __future__ import annotations

import keras
import pytest
from keras import layers

from suite.models.cnn import cnn
from suite.models.mlp import mlp
from suite.models.resnet import resnet
from suite.summary import ReceptiveField, Row, summarize
from tests.models.build import build


def test_rows_of_a_small_network():
    model = build(cnn, (8, 8, 1), filters=[2], dense=[], classes=3)
    rows = summarize(model).rows
    assert [row.name for row in rows][1:] == [
        "block1_conv1",
        "block1_activation1",
        "block1_pool",
        "flatten",
        "logits",
    ]
    assert rows[1] == Row(
        "block1_conv1", "Conv2D", (8, 8, 2), 20, 1152, ReceptiveField((3, 3), (1, 1))
    )
    assert rows[3].receptive_field == ReceptiveField((4, 4), (2, 2))


def test_totals():
    model = build(mlp, (5,), 3, widths=[4], norm="batch")
    summary = summarize(model)
    assert summary.trainable == 5 * 4 + 2 * 4 + 4 * 3 + 3
    assert summary.total == model.count_params() == summary.trainable + 2 * 4
    assert summary.multiply_adds == 5 * 4 + 4 * 3
    assert sum(row.parameters for row in summary.rows) == summary.total


@pytest.mark.parametrize("depth", [20, 32, 44, 56])
def test_depth_of_a_residual_network_is_its_name(depth):
    assert summarize(build(resnet, depth=depth, shortcut="projection")).depth == depth


def test_depth_does_not_count_the_input():
    assert summarize(build(mlp, (5,), widths=[4, 4])).depth == 3


def test_a_layer_called_twice_has_two_rows_and_its_parameters_once():
    inputs = keras.Input((4,))
    first, second = layers.Dense(4, name="shared"), layers.Dense(4, name="between")
    model = keras.Model(inputs, first(second(first(inputs))))
    rows = summarize(model).rows
    assert [row.name for row in rows][1:] == ["shared", "between", "shared (call 2)"]
    assert [row.parameters for row in rows][1:] == [20, 20, 0]
    assert summarize(model).multiply_adds == 48


def test_sequential_nested_and_several_inputs():
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(2)])
    assert [row.kind for row in summarize(inner).rows] == ["InputLayer", "Dense", "Dense"]
    inputs = {"a": keras.Input((4,), name="a"), "b": keras.Input((2,), name="b")}
    outputs = {"y": layers.Concatenate()([inner(inputs["a"]), inputs["b"]]), "z": inputs["b"]}
    summary = summarize(keras.Model(inputs, outputs))
    assert summary.multiply_adds == 4 * 3 + 3 * 2
    assert summary.rows[-1].output_shape == (4,)


def test_a_keras_operation_is_a_row():
    inputs = keras.Input((4, 4, 1))
    model = keras.Model(inputs, keras.ops.mean(inputs, axis=(1, 2)))
    assert summarize(model).rows[-1].kind == "Mean"


def test_refuses_a_model_without_a_graph():
    class Subclassed(keras.Model):
        def call(self, x):
            return x

    with pytest.raises(ValueError, match="Argument `model` must be a functional model"):
        summarize(Subclassed())
    with pytest.raises(ValueError, match="Argument `model` must be a functional model"):
        summarize(keras.Sequential([layers.Dense(2)]))
