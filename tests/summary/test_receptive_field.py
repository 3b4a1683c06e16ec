"""Receptive fields against the input pixels that really reach an output value."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from suite.layers.weight_normalization import WeightNormalization
from suite.models.resnet import resnet
from suite.models.se_resnet import se_resnet
from suite.summary import ReceptiveField, summarize
from suite.summary.graph import calls
from suite.summary.receptive_field import WHOLE, receptive_field
from tests.models.build import build


def plain_chain(x):
    x = layers.Conv2D(2, (5, 3), kernel_initializer="ones")(x)
    x = layers.AveragePooling2D(2)(x)
    x = layers.Conv2D(2, 3, dilation_rate=2, padding="same", kernel_initializer="ones")(x)
    return layers.DepthwiseConv2D(3, strides=2, depthwise_initializer="ones")(x)


def branches(x):
    x = layers.Conv2D(2, 3, strides=2, kernel_initializer="ones")(x)
    wide = layers.Conv2D(2, 7, padding="same", kernel_initializer="ones")(x)
    return layers.Add()([x, layers.BatchNormalization()(wide)])


def overlapping_pools(x):
    x = layers.AveragePooling2D(3, strides=2)(x)
    x = layers.ZeroPadding2D(1)(x)
    x = layers.SeparableConv2D(2, 3, depthwise_initializer="ones", pointwise_initializer="ones")(x)
    return layers.AveragePooling2D(3, strides=2)(x)


def influence(model, row, column):
    """First and last input row and column with an influence on one output value."""
    x = tf.ones((1, *model.input_shape[1:]))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = model(x)[0, row, column, 0]
    rows, columns, _ = np.nonzero(tape.gradient(value, x)[0])
    return np.array([rows.min(), rows.max()]), np.array([columns.min(), columns.max()])


@pytest.mark.parametrize("network", [plain_chain, branches, overlapping_pools])
def test_equals_the_pixels_with_a_gradient(network):
    inputs = keras.Input((48, 48, 1))
    model = keras.Model(inputs, network(inputs))
    row = model.output_shape[1] // 2
    column = model.output_shape[2] // 2
    rows, columns = influence(model, row, column)
    next_rows, next_columns = influence(model, row + 1, column + 1)
    size = (np.ptp(rows) + 1, np.ptp(columns) + 1)
    jump = (next_rows[0] - rows[0], next_columns[0] - columns[0])
    assert summarize(model).rows[-1].receptive_field == ReceptiveField(size, jump)


def fields(model):
    return {row.name: row.receptive_field for row in summarize(model).rows}


def test_of_resnet50():
    model = build(resnet, (224, 224, 3), depth=50, width=4)
    assert fields(model)["stage4_block3_add"] == ReceptiveField((427, 427), (32, 32))


def test_of_resnet20_and_its_head():
    found = fields(build(resnet, width=4))
    assert found["stage3_block3_add"] == ReceptiveField((81, 81), (4, 4))
    assert found["stage2_block1_shortcut_pad"] == ReceptiveField((15, 15), (2, 2))
    assert found["pool"] == found["logits"] == WHOLE


def test_a_gate_lets_every_pixel_see_the_whole_image():
    found = fields(build(se_resnet, width=4))
    assert found["stage1_block1_conv2"] == ReceptiveField((7, 7), (1, 1))
    assert found["stage1_block1_se_scale"] == WHOLE


def test_unknown_where_the_map_grows():
    inputs = keras.Input((8, 8, 1))
    x = layers.Conv2DTranspose(2, 3, strides=2, name="up")(inputs)
    x = layers.Conv2D(2, 3, name="conv")(x)
    x = layers.Flatten(name="flatten")(x)
    found = fields(keras.Model(inputs, x))
    assert found["up"] is None
    assert found["conv"] is None
    assert found["flatten"] == WHOLE


def after(layer: keras.layers.Layer, field: ReceptiveField | None, shape=(64, 64, 1)):
    """What a layer makes of a receptive field."""
    inputs = keras.Input(shape)
    call = calls(keras.Model(inputs, layer(inputs)))[-1]
    return receptive_field(call, [field])


def square(size: int, jump: int) -> ReceptiveField:
    return ReceptiveField((size, size), (jump, jump))


@pytest.mark.parametrize(
    ("layer", "before", "expected"),
    [
        (layers.Conv2D(1, 3), square(1, 1), square(3, 1)),
        (layers.Conv2D(1, 3), square(5, 2), square(9, 2)),
        (layers.Conv2D(1, 3, strides=2), square(5, 2), square(9, 4)),
        (layers.Conv2D(1, 3, dilation_rate=4), square(1, 1), square(9, 1)),
        (layers.Conv2D(1, (1, 5)), square(3, 1), ReceptiveField((3, 7), (1, 1))),
        (layers.Conv2D(1, 1, strides=3), square(7, 1), square(7, 3)),
        (layers.MaxPooling2D(2), square(3, 1), square(4, 2)),
        (layers.MaxPooling2D(3, strides=1), square(3, 2), square(7, 2)),
        (layers.AveragePooling2D((2, 4)), square(1, 1), ReceptiveField((2, 4), (2, 4))),
        (layers.DepthwiseConv2D(5), square(1, 2), square(9, 2)),
        (layers.SeparableConv2D(1, 3, strides=2), square(1, 1), square(3, 2)),
        (layers.ZeroPadding2D(3), square(3, 2), square(3, 2)),
        (layers.Cropping2D(3), square(3, 2), square(3, 2)),
        (layers.BatchNormalization(), square(3, 2), square(3, 2)),
        (layers.Activation("relu"), square(3, 2), square(3, 2)),
        (WeightNormalization(layers.Conv2D(1, 3)), square(1, 1), square(3, 1)),
        (layers.Flatten(), square(3, 2), WHOLE),
        (layers.GlobalAveragePooling2D(), square(3, 2), WHOLE),
        (layers.Conv2D(1, 3), WHOLE, WHOLE),
        (layers.Conv2D(1, 3), None, None),
        (layers.UpSampling2D(2), square(3, 2), None),
        (layers.Reshape((32, 128, 1)), square(3, 2), None),
    ],
)
def test_the_formula(layer, before, expected):
    """r_out = r_in + (k - 1) d j_in, j_out = s j_in"""
    assert after(layer, before) == expected


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (layers.Conv1D(1, 5, strides=2), (64, 1), ReceptiveField((5,), (2,))),
        (layers.MaxPooling1D(4), (64, 1), ReceptiveField((4,), (4,))),
        (layers.Conv3D(1, 3), (8, 8, 8, 1), ReceptiveField((3,) * 3, (1,) * 3)),
        (layers.LSTM(2, return_sequences=True), (64, 1), WHOLE),
        (layers.Dense(2), (64, 1), ReceptiveField((1,), (1,))),
        (layers.Dense(2), (64,), WHOLE),
    ],
)
def test_other_numbers_of_axes(layer, shape, expected):
    axes = len(shape) - 1
    assert after(layer, ReceptiveField((1,) * axes, (1,) * axes), shape) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([square(3, 2), square(7, 2)], square(7, 2)),
        (
            [ReceptiveField((3, 9), (1, 2)), ReceptiveField((5, 5), (2, 1))],
            ReceptiveField((5, 9), (2, 2)),
        ),
        ([square(3, 2), WHOLE], WHOLE),
        ([square(3, 2), None], None),
        ([None, WHOLE], WHOLE),
        ([square(3, 2), ReceptiveField((3,), (1,))], None),
    ],
)
def test_where_branches_meet_the_largest_holds(fields, expected):
    inputs = keras.Input((8, 8, 1))
    model = keras.Model(inputs, layers.Add()([layers.ReLU()(inputs), layers.ELU()(inputs)]))
    assert receptive_field(calls(model)[-1], fields) == expected
