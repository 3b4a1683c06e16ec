"""Dense and convolution layers with the norm and the activation around them."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.models.parts.norm import Norm
from suite.models.parts.options import BiasOptions
from suite.models.parts.units import Units, subsample
from suite.models.parts.weights import Weights

OPTIONS: BiasOptions = {
    "norm_position": "after",
    "norm_momentum": 0.5,
    "norm_epsilon": 1e-3,
    "norm_groups": 2,
    "kernel_initializer": "ones",
    "weight_decay": 0.25,
    "use_bias": False,
    "bias_initializer": "ones",
}


def layers(tensor) -> list[keras.layers.Layer]:
    """All layers behind a tensor, from the input on."""
    found, waiting = [], [tensor]
    while waiting:
        layer = waiting.pop()._keras_history.operation
        found.append(layer)
        if not isinstance(layer, keras.layers.InputLayer):
            waiting.append(layer.input)
    return found[::-1][1:]


@pytest.mark.parametrize(
    ("kind", "use_bias", "norm_next", "expected"),
    [
        ("batch", True, True, False),
        ("batch", True, False, True),
        ("layer", True, True, False),
        ("instance", True, True, False),
        ("group", True, True, False),
        ("weight", True, True, True),
        ("local_response", True, True, True),
        ("none", True, True, True),
        ("none", False, True, False),
        ("none", False, False, False),
        ("batch", False, False, False),
    ],
)
def test_a_bias_only_where_no_offset_follows(kind, use_bias, norm_next, expected):
    units = Units("relu", Norm(kind), use_bias=use_bias)
    assert units.bias(norm_next) is expected
    dense = layers(units.dense(keras.Input((3,)), 2, "d", norm_next=norm_next))[-1]
    inner = dense.layer if kind == "weight" else dense
    assert inner.use_bias is expected


@pytest.mark.parametrize(
    ("kind", "position", "first"),
    [
        ("batch", "before", True),
        ("batch", "after", False),
        ("none", "before", True),
        ("local_response", "before", False),
        ("local_response", "after", False),
    ],
)
def test_whether_the_norm_comes_first(kind, position, first):
    units = Units("tanh", Norm(kind), position)
    assert units.norm_first is first
    names = [layer.name for layer in layers(units.norm_activation(keras.Input((4, 4, 8)), "a_", 1))]
    expected = [] if kind == "none" else ["a_norm1"]
    place = len(expected) if first else 0
    assert names == [*expected[:place], "a_activation1", *expected[place:]]


@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        ("relu", True),
        ("relu6", True),
        (keras.activations.relu, True),
        (keras.activations.relu6, True),
        ("leaky_relu", False),
        ("sigmoid", False),
        ("linear", False),
        (None, False),
        (keras.layers.PReLU(), False),
    ],
)
def test_what_surely_gives_nothing_below_zero(activation, expected):
    assert Units(activation, Norm("none")).is_rectified is expected


def test_of_takes_every_option():
    units = Units.of("tanh", "group", OPTIONS)
    assert units == Units(
        "tanh", Norm("group", 0.5, 1e-3, 2), "after", Weights("ones", "zeros", 0.25), True
    )


def test_with_biases_takes_two_more():
    units = Units.with_biases("tanh", "group", OPTIONS)
    assert units == Units(
        "tanh", Norm("group", 0.5, 1e-3, 2), "after", Weights("ones", "ones", 0.25), False
    )


def test_dense_computes_its_formula():
    units = Units(None, Norm("none"), weights=Weights("ones", "ones"))
    x = np.array([[1.0, 2.0]], "float32")
    np.testing.assert_allclose(units.dense(x, 3, "d", norm_next=False), [[4.0, 4.0, 4.0]])


@pytest.mark.parametrize(
    ("size", "kernel", "strides", "padding", "expected"),
    [
        (8, 3, 1, "same", 8),
        (8, 3, 1, "valid", 6),
        (8, 3, 2, "same", 4),
        (9, 3, 2, "valid", 4),
        (9, 1, 2, "same", 5),
        (8, 1, 3, "valid", 3),
        (7, 5, 2, "valid", 2),
    ],
)
def test_sizes_of_convolutions(size, kernel, strides, padding, expected):
    units = Units("relu", Norm("none"))
    x = keras.Input((size, size, 2))
    y = units.conv(x, 4, kernel, "c", norm_next=False, strides=strides, padding=padding)
    assert y.shape == (None, expected, expected, 4)


def test_a_strided_1x1_convolution_is_one_of_stride_1_on_fewer_pixels():
    units = Units("relu", Norm("none"), weights=Weights("ones"))
    x = np.arange(32, dtype="float32").reshape(1, 4, 4, 2)
    y = units.conv(x, 1, 1, "c", norm_next=False, strides=2)
    np.testing.assert_array_equal(y, x[:, ::2, ::2].sum(-1, keepdims=True))


@pytest.mark.parametrize("strides", [1, 2, 3])
def test_subsample_takes_the_first_pixel_and_every_nth(strides):
    x = np.arange(50, dtype="float32").reshape(1, 5, 5, 2)
    y = subsample(x, strides, "s")
    whole = y.shape[1]
    np.testing.assert_array_equal(y, x[:, ::strides, ::strides][:, :whole, :whole])


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("float32", "float32"),
        ("float64", "float64"),
        ("mixed_bfloat16", "float32"),
        ("mixed_float16", "float32"),
    ],
)
def test_logits_are_float32_at_least(policy, expected):
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        logits = layers(Units("relu", Norm("none")).logits(keras.Input((3,)), 5))[-1]
    finally:
        keras.config.set_dtype_policy(before)
    assert logits.name == "logits"
    assert logits.compute_dtype == expected
    assert logits.units == 5
    assert logits.activation is keras.activations.linear


@pytest.mark.parametrize("use_bias", [True, False])
def test_logits_have_a_bias_or_not(use_bias):
    units = Units("relu", Norm("batch"), use_bias=use_bias)
    assert layers(units.logits(keras.Input((3,)), 2))[-1].use_bias is use_bias
