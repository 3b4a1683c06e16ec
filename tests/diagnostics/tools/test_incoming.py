"""Which entries of a kernel come into one unit."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.diagnostics.tools.incoming import incoming
from suite.layers.weight_normalization import WeightNormalization

L = keras.layers


@pytest.mark.parametrize(
    ("layer", "shape", "axis"),
    [
        (L.Dense(3), (8,), (-1,)),
        (L.Conv2D(3, (2, 3)), (6, 6, 5), (-1,)),
        (L.Conv1DTranspose(3, 2), (6, 5), (-2,)),
        (L.Conv2DTranspose(3, (2, 3)), (6, 6, 5), (-2,)),
        (L.DepthwiseConv2D((2, 3), depth_multiplier=2), (6, 6, 5), (-2, -1)),
        (WeightNormalization(L.Conv2D(3, 2)), (6, 6, 5), (-1,)),
    ],
    ids=["dense", "conv", "conv1d_transpose", "conv2d_transpose", "depthwise", "wrapped"],
)
def test_a_column_is_a_unit(layer, shape, axis):
    model = keras.Sequential([keras.Input(shape), layer])
    one = next(one for one in incoming(model) if one.weight.is_kernel)
    kernel = np.random.default_rng(0).normal(size=one.weight.shape).astype("float32")
    units = np.moveaxis(kernel, axis, range(-len(axis), 0))
    count = int(np.prod(units.shape[-len(axis) :]))
    assert one.units == count
    np.testing.assert_array_equal(one.matrix(kernel), units.reshape(-1, count))


def test_a_separable_convolution_has_two_kinds_of_units():
    model = keras.Sequential([keras.Input((6, 6, 5)), L.SeparableConv2D(3, 2, name="both")])
    assert [(one.name, one.units) for one in incoming(model)] == [
        ("both/depthwise_kernel", 5),
        ("both/pointwise_kernel", 3),
    ]


def test_kernels_whose_units_nobody_knows_are_left_out():
    inputs = keras.Input((4,), dtype="int32")
    x = L.Embedding(5, 6)(inputs)
    x = L.MultiHeadAttention(2, 3)(x, x)
    model = keras.Model(inputs, L.Dense(2, name="head")(x))
    assert [one.name for one in incoming(model)] == ["head"]
