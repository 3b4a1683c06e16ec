"""Blocks of convolutions that end in a pool."""

from __future__ import annotations

import keras
import pytest

from suite.models.parts.conv_blocks import ConvBlock
from suite.models.parts.norm import Norm
from suite.models.parts.units import Units

PLAIN = Units("relu", Norm("none"))


def block(units=PLAIN, **changes) -> ConvBlock:
    given = {
        "filters": 4,
        "convs_per_block": 1,
        "kernel_size": 3,
        "strides": 1,
        "padding": "same",
        "pool": "max",
        "pool_size": 2,
        "pool_strides": 2,
    }
    return ConvBlock(**given | changes, units=units)


def names(tensor_in, tensor_out) -> list[str]:
    return [layer.name for layer in keras.Model(tensor_in, tensor_out).layers[1:]]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["b_conv1", "b_activation1", "b_pool"]),
        ({"pool": "none"}, ["b_conv1", "b_activation1"]),
        (
            {"convs_per_block": 2, "pool": "average"},
            ["b_conv1", "b_activation1", "b_conv2", "b_activation2", "b_pool"],
        ),
    ],
)
def test_layers_of_a_block(changes, expected):
    inputs = keras.Input((8, 8, 3))
    assert names(inputs, block(**changes)(inputs, "b")) == expected


def test_norms_stand_beside_their_convolution():
    inputs = keras.Input((8, 8, 3))
    before = block(Units("relu", Norm("batch")), convs_per_block=2, pool="none")
    after = block(Units("relu", Norm("local_response")), pool="none")
    assert names(inputs, before(inputs, "b")) == [
        *("b_conv1", "b_norm1", "b_activation1"),
        *("b_conv2", "b_norm2", "b_activation2"),
    ]
    assert names(inputs, after(inputs, "b")) == ["b_conv1", "b_activation1", "b_norm1"]


def floor_formula(size: int, window: int, stride: int, padding: int) -> int:
    return (size + 2 * padding - window) // stride + 1


@pytest.mark.parametrize("size", [12, 13])
@pytest.mark.parametrize("kernel", [3, 5])
@pytest.mark.parametrize("strides", [1, 2])
@pytest.mark.parametrize("pool_strides", [1, 2])
def test_sizes_are_those_of_the_formula(size, kernel, strides, pool_strides):
    inputs = keras.Input((size, size, 3))
    changes = {"kernel_size": kernel, "strides": strides, "pool_strides": pool_strides}
    valid = block(padding="valid", **changes)(inputs, "b").shape[1]
    inside = floor_formula(size, kernel, strides, 0)
    assert valid == floor_formula(inside, 2, pool_strides, 0)
    same = block(padding="same", **changes)(inputs, "b").shape[1]
    assert same == floor_formula(-(-size // strides), 2, pool_strides, 0)


def test_the_first_convolution_alone_carries_the_stride():
    inputs = keras.Input((16, 16, 3))
    outputs = block(convs_per_block=3, strides=2, pool="none")(inputs, "b")
    assert outputs.shape == (None, 8, 8, 4)


@pytest.mark.parametrize(
    ("pool", "kind"), [("max", "MaxPooling2D"), ("average", "AveragePooling2D")]
)
def test_kinds_of_pools(pool, kind):
    inputs = keras.Input((8, 8, 3))
    model = keras.Model(inputs, block(pool=pool, pool_size=3)(inputs, "b"))
    assert type(model.layers[-1]).__name__ == kind
    assert model.layers[-1].pool_size == (3, 3)
    assert model.layers[-1].padding == "valid"


@pytest.mark.parametrize(
    ("size", "changes", "place", "received"),
    [
        (4, {"padding": "valid", "kernel_size": 5}, "convolution 5x5", "4x4"),
        (2, {"pool_size": 3}, "pool 3x3", "2x2"),
        (4, {"padding": "valid", "kernel_size": 3, "pool_size": 3}, "pool 3x3", "2x2"),
        (4, {"padding": "valid", "convs_per_block": 2, "kernel_size": 3}, "convolution 3x3", "2x2"),
    ],
)
def test_images_that_are_too_small(size, changes, place, received):
    inputs = keras.Input((size, size, 3))
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        block(**changes)(inputs, "b")
    assert str(refused.value) == (
        "Argument `inputs` must be larger images, or the model have fewer blocks, smaller strides, "
        "`padding: same` or `pool: none`: the feature map would have size 0 at "
        f"b ({place}). Received: a map of size {received}"
    )


def test_images_of_unknown_size_pass():
    inputs = keras.Input((None, None, 3))
    assert block(padding="valid")(inputs, "b").shape == (None, None, None, 4)
