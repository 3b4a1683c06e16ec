"""Multiply-adds against loops that count, and against published totals."""

from __future__ import annotations

import itertools

import keras
import pytest
from keras import layers

from suite.layers.drop_connect import DropConnect
from suite.layers.maxout import Maxout
from suite.layers.maxout_conv2d import MaxoutConv2D
from suite.layers.squeeze_excite import SqueezeExcite
from suite.layers.weight_normalization import WeightNormalization
from suite.models.cnn import cnn
from suite.models.resnet import resnet
from suite.summary import summarize
from suite.summary.multiply_adds import counts_for_depth, unwrapped
from tests.models.build import build


def multiply_adds(layer, shape):
    inputs = keras.Input(shape)
    return summarize(keras.Model(inputs, layer(inputs))).rows[-1].multiply_adds


def counted(*ranges):
    """One multiplication for each passage through nested loops."""
    return sum(1 for _ in itertools.product(*map(range, ranges)))


@pytest.mark.parametrize(
    ("layer", "shape", "loops"),
    [
        (layers.Dense(7), (5,), (5, 7)),
        (layers.Dense(7), (3, 4, 5), (3, 4, 5, 7)),
        (layers.Conv2D(6, 3, padding="same"), (8, 9, 4), (8, 9, 3, 3, 4, 6)),
        (layers.Conv2D(6, (3, 5), strides=2), (9, 9, 4), (4, 3, 3, 5, 4, 6)),
        (layers.Conv2D(6, 3, dilation_rate=2), (9, 9, 4), (5, 5, 3, 3, 4, 6)),
        (layers.Conv2D(6, 3, groups=2), (5, 5, 4), (3, 3, 3, 3, 2, 6)),
        (layers.Conv1D(6, 3), (8, 4), (6, 3, 4, 6)),
        (layers.Conv3D(2, 2), (3, 3, 3, 1), (2, 2, 2, 2, 2, 2, 2)),
        (layers.DepthwiseConv2D(3, depth_multiplier=2), (5, 5, 4), (3, 3, 3, 3, 4, 2)),
        (layers.Conv2DTranspose(6, 3, strides=2), (4, 4, 5), (4, 4, 3, 3, 5, 6)),
        (WeightNormalization(layers.Dense(7)), (5,), (5, 7)),
        (DropConnect(layers.Conv2D(6, 3)), (5, 5, 4), (3, 3, 3, 3, 4, 6)),
        (Maxout(7, pieces=3), (5,), (5, 7, 3)),
        (MaxoutConv2D(6, 3, strides=2), (9, 9, 4), (4, 4, 3, 3, 4, 6, 2)),
        (SqueezeExcite(ratio=4), (5, 5, 8), (2, 8, 2)),
    ],
)
def test_equal_a_count(layer, shape, loops):
    assert multiply_adds(layer, shape) == counted(*loops)


def test_separable_is_depthwise_and_pointwise():
    layer = layers.SeparableConv2D(6, 3, depth_multiplier=2)
    assert multiply_adds(layer, (5, 5, 4)) == counted(3, 3, 3, 3, 4, 2) + counted(3, 3, 8, 6)


@pytest.mark.parametrize(
    "layer", [layers.BatchNormalization(), layers.PReLU(), layers.MaxPooling2D(), layers.ReLU()]
)
def test_layers_without_a_kernel_count_nothing(layer):
    assert multiply_adds(layer, (8, 8, 3)) == 0


def test_unknown_size_and_unknown_kernels():
    assert multiply_adds(layers.Conv2D(6, 3), (None, None, 3)) is None
    assert multiply_adds(layers.LSTM(4), (5, 3)) is None


def test_of_resnet20():
    assert summarize(build(resnet, (32, 32, 3), 10)).multiply_adds == 40_551_040  # 41 M, He 2015


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "arguments", "count"),
    [
        (resnet, {"depth": 18}, 1_814_073_344),
        (resnet, {"depth": 50}, 4_089_184_256),  # 4.1 G
        (cnn, {"style": "vgg"}, 15_470_264_320),  # 15.5 G
    ],
)
def test_of_imagenet_networks(function, arguments, count):
    model = build(function, (224, 224, 3), 1000, **arguments)
    assert summarize(model).multiply_adds == count


@pytest.mark.slow
def test_of_keras_vgg16():
    summary = summarize(keras.applications.VGG16(weights=None))
    assert summary.multiply_adds == 15_470_264_320
    assert summary.trainable == summary.total == 138_357_544


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (layers.Dense(2), True),
        (layers.Conv1D(2, 3), True),
        (layers.Conv2DTranspose(2, 3), True),
        (layers.SeparableConv2D(2, 3), True),
        (WeightNormalization(layers.Dense(2)), True),
        (DropConnect(layers.Dense(2)), True),
        (Maxout(2), True),
        (MaxoutConv2D(2, 3), True),
        (layers.Embedding(3, 2), False),
        (layers.BatchNormalization(), False),
        (layers.LSTM(2), False),
        (layers.ReLU(), False),
    ],
)
def test_what_the_depth_of_a_network_counts(layer, expected):
    assert counts_for_depth(layer) is expected


def test_the_layer_whose_kernel_is_used():
    inner = layers.Dense(2)
    assert unwrapped(WeightNormalization(inner)) is inner
    assert unwrapped(inner) is inner
    maxout = Maxout(2)
    assert unwrapped(maxout) is maxout.affine


@pytest.mark.parametrize(
    ("layer", "shape", "count"),
    [
        (layers.Embedding(10, 4), (5,), 0),
        (layers.LayerNormalization(), (5, 4), 0),
        (layers.Dropout(0.5), (5,), 0),
        (layers.Dense(7), (None, 5), None),
        (layers.Conv1D(6, 3), (None, 4), None),
        (layers.Conv2D(6, 3), (8, None, 4), None),
        (layers.Dense(7, use_bias=False), (5,), 35),
        (layers.Dense(1), (1,), 1),
    ],
)
def test_what_costs_nothing_and_what_is_not_known(layer, shape, count):
    assert multiply_adds(layer, shape) == count
