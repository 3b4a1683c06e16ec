from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.layers.maxout_conv2d import MaxoutConv2D
from tests.layers.table import give_weights

X = np.random.default_rng(0).normal(size=(2, 7, 6, 4))


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides", [1, (2, 1)])
@pytest.mark.parametrize("pieces", [2, 3])
def test_every_channel_is_the_largest_of_its_convolutions(pieces, strides, padding):
    layer = MaxoutConv2D(3, (3, 2), pieces, strides, padding, dtype="float64")
    layer.build(X.shape)
    give_weights(layer)
    kernel, bias = layer.affine.kernel.numpy(), layer.affine.bias.numpy()
    maps = []
    for j in range(pieces):
        own = slice(3 * j, 3 * j + 3)
        conv = keras.ops.conv(X, kernel[..., own], strides, padding, "channels_last")
        maps.append(conv + bias[own])
    np.testing.assert_allclose(layer(X), np.max(maps, axis=0), rtol=1e-12)


@pytest.mark.parametrize("arguments", [{"filters": 0}, {"pieces": 1}, {"pieces": True}])
def test_refuses_arguments_out_of_range(arguments):
    (name,) = arguments
    with pytest.raises(ValueError, match=f"Argument `{name}` must be .* Received: {name}="):
        MaxoutConv2D(**{"filters": 3, "kernel_size": 2, **arguments})


def test_refuses_what_a_convolution_refuses():
    with pytest.raises(ValueError, match="kernel_size"):
        MaxoutConv2D(3, 0)
    with pytest.raises(ValueError, match="padding"):
        MaxoutConv2D(3, 2, padding="full")
