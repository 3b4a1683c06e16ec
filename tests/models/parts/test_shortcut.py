"""The shortcut of a residual block."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.models.parts.norm import Norm
from suite.models.parts.shortcut import shortcut
from suite.models.parts.units import Units

PLAIN, BATCH = Units("relu", Norm("none")), Units("relu", Norm("batch"))
X = np.random.default_rng(0).normal(size=(2, 6, 6, 4)).astype("float32")


@pytest.mark.parametrize("kind", ["identity", "projection"])
def test_nothing_where_the_shapes_agree(kind):
    assert shortcut(X, 4, 1, kind, PLAIN, "s_", norm=True) is X


@pytest.mark.parametrize(
    ("filters", "left"), [(5, 0), (6, 1), (7, 1), (8, 2), (11, 3)], ids=lambda n: str(n)
)
def test_new_channels_are_zeros_on_both_sides(filters, left):
    y = np.asarray(shortcut(X, filters, 1, "identity", PLAIN, "s_", norm=True))
    expected = np.zeros((2, 6, 6, filters), "float32")
    expected[..., left : left + 4] = X
    np.testing.assert_array_equal(y, expected)


def test_a_stride_takes_every_second_pixel():
    y = shortcut(X, 4, 2, "identity", PLAIN, "s_", norm=True)
    np.testing.assert_array_equal(y, X[:, ::2, ::2])


def test_both_at_once():
    y = np.asarray(shortcut(X, 8, 2, "identity", PLAIN, "s_", norm=True))
    np.testing.assert_array_equal(y[..., 2:6], X[:, ::2, ::2])
    assert not y[..., :2].any()
    assert not y[..., 6:].any()


@pytest.mark.parametrize("filters", [1, 3])
def test_fewer_channels_need_a_projection(filters):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        shortcut(X, filters, 1, "identity", PLAIN, "s_", norm=True)
    assert str(refused.value) == (
        "Argument `shortcut` must be 'projection' where a block has fewer channels than its input "
        f"({filters} after 4). Received: shortcut='identity'"
    )
    assert shortcut(X, filters, 1, "projection", PLAIN, "s_", norm=True).shape[-1] == filters


@pytest.mark.parametrize(
    ("units", "norm", "strides", "expected"),
    [
        (BATCH, True, 1, ["s_conv", "s_norm"]),
        (BATCH, False, 1, ["s_conv"]),
        (PLAIN, True, 1, ["s_conv"]),
        (BATCH, True, 2, ["s_conv_subsample", "s_conv", "s_norm"]),
    ],
)
def test_layers_of_a_projection(units, norm, strides, expected):
    inputs = keras.Input((6, 6, 4))
    outputs = shortcut(inputs, 8, strides, "projection", units, "s_", norm=norm)
    model = keras.Model(inputs, outputs)
    assert [layer.name for layer in model.layers[1:]] == expected
    assert outputs.shape == (None, 6 // strides, 6 // strides, 8)
    assert model.get_layer("s_conv").kernel.shape == (1, 1, 4, 8)


@pytest.mark.parametrize("strides", [1, 2])
def test_an_identity_has_no_weights(strides):
    inputs = keras.Input((6, 6, 4))
    outputs = shortcut(inputs, 8, strides, "identity", BATCH, "s_", norm=True)
    assert keras.Model(inputs, outputs).weights == []
