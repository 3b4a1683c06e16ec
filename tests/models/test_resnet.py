from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.models.resnet import resnet
from tests.models.build import build, names, sources

SMALL = {"width": 4, "depth": 20}


def block(model, prefix):
    return [name.removeprefix(prefix) for name in names(model) if name.startswith(prefix)]


def test_names_say_stage_block_and_place():
    model = build(resnet, **SMALL)
    assert names(model)[:3] == ["stem_conv", "stem_norm", "stem_activation"]
    assert names(model)[-2:] == ["pool", "logits"]
    basic = ["conv1", "norm1", "activation1", "conv2", "norm2", "add", "activation2"]
    assert block(model, "stage1_block1_") == basic
    assert len([name for name in names(model) if name.endswith("_add")]) == 9


def test_large_stem_and_bottlenecks_of_the_imagenet_depths():
    model = build(resnet, (64, 64, 3), depth=50, width=4)
    assert names(model)[:6] == [
        "stem_conv_pad",
        "stem_conv",
        "stem_norm",
        "stem_activation",
        "stem_pool_pad",
        "stem_pool",
    ]
    assert model.get_layer("stem_pool").output.shape[1:] == (16, 16, 4)
    assert model.get_layer("stage4_block3_add").output.shape[1:] == (2, 2, 128)
    strides = [model.get_layer(f"stage2_block1_conv{i}").strides[0] for i in (1, 2, 3)]
    assert strides == [1, 2, 1]


def test_stem_and_width_are_free():
    model = build(resnet, (32, 32, 3), depth=18, stem="small", width=2)
    assert model.get_layer("stage4_block2_add").output.shape[1:] == (4, 4, 16)


def test_identity_shortcut_takes_every_second_pixel_and_pads_channels_with_zeros():
    model = build(resnet, (7, 8, 3), **SMALL)
    before = model.get_layer("stage1_block3_activation2").output
    after = model.get_layer("stage2_block1_shortcut_pad").output
    x, y = keras.Model(model.input, [before, after])(np.random.rand(2, 7, 8, 3))
    expected = np.zeros((2, 4, 4, 8), "float32")
    expected[..., 2:6] = x[:, ::2, ::2, :]
    np.testing.assert_array_equal(y, expected)
    branch = sources(model, "stage2_block1_add")
    assert branch == ["stage2_block1_norm2", "stage2_block1_shortcut_pad"]


def test_branch_is_centered_on_the_pixel_that_the_shortcut_takes():
    """A kernel that is 1 in its center makes a strided 3x3 convolution take every second pixel."""
    model = build(resnet, (8, 8, 3), **SMALL)
    convolution = model.get_layer("stage2_block1_conv1")
    kernel = np.zeros(convolution.kernel.shape, "float32")
    kernel[1, 1, 0, 0] = 1
    convolution.kernel.assign(kernel)
    before = model.get_layer("stage1_block3_activation2").output
    x, y = keras.Model(model.input, [before, convolution.output])(np.random.rand(2, 8, 8, 3))
    np.testing.assert_array_equal(y[..., 0], x[:, ::2, ::2, 0])


def test_projection_only_where_the_shapes_differ():
    model = build(resnet, **SMALL, shortcut="projection")
    projections = [name for name in names(model) if name.endswith("shortcut_conv")]
    assert projections == ["stage2_block1_shortcut_conv", "stage3_block1_shortcut_conv"]
    assert sources(model, "stage2_block1_add")[1] == "stage2_block1_shortcut_norm"
    assert sources(model, "stage2_block2_add")[1] == "stage2_block1_activation2"


def test_preactivation_keeps_a_clean_path():
    model = build(resnet, **SMALL, preactivation=True)
    pre = ["norm1", "activation1", "conv1", "norm2", "activation2", "conv2", "add"]
    assert block(model, "stage1_block1_") == pre
    assert names(model)[0:2] == ["stem_conv", "stage1_block1_norm1"]
    assert names(model)[-4:] == ["final_norm", "final_activation", "pool", "logits"]
    assert sources(model, "stage1_block2_add") == ["stage1_block2_conv2", "stage1_block1_add"]


def test_norm_after_the_activation():
    model = build(resnet, **SMALL, norm_position="after")
    after = ["conv1", "activation1", "norm1", "conv2", "norm2", "add", "activation2"]
    assert block(model, "stage1_block1_") == after
    assert model.get_layer("stage1_block1_conv1").use_bias
    assert not model.get_layer("stage1_block1_conv2").use_bias


def test_without_norm_the_convolutions_have_a_bias():
    model = build(resnet, **SMALL, norm="none")
    assert all(layer.use_bias for layer in model.layers if hasattr(layer, "use_bias"))
    assert not any("norm" in name for name in names(model))


def test_zero_init_last_gamma_starts_blocks_at_the_identity():
    model = build(resnet, **SMALL, zero_init_last_gamma=True)
    ends = ["stage1_block1_activation2", "stage1_block3_activation2"]
    tap = keras.Model(model.input, [model.get_layer(name).output for name in ends])
    first, third = tap(np.random.rand(2, 8, 8, 3))
    assert np.ptp(first) > 0
    np.testing.assert_array_equal(first, third)


@pytest.mark.parametrize("arguments", [{"norm": "none"}, {"norm": "weight"}, {"preactivation": 1}])
def test_zero_init_last_gamma_needs_a_gamma(arguments):
    with pytest.raises(ValueError, match="Argument `zero_init_last_gamma` needs a norm"):
        build(resnet, **SMALL, zero_init_last_gamma=True, **arguments)


def test_stochastic_depth_grows_linearly_and_stands_before_the_addition():
    model = build(resnet, **SMALL, stochastic_depth=0.45)
    rates = [layer.rate for layer in model.layers if layer.name.endswith("_stochastic_depth")]
    np.testing.assert_allclose(rates, 0.05 * np.arange(1, 10))
    assert sources(model, "stage1_block1_add")[0] == "stage1_block1_stochastic_depth"
    assert sources(model, "stage1_block1_stochastic_depth") == ["stage1_block1_norm2"]
    plain = build(resnet, **SMALL)
    for layer in plain.layers[1:]:  # the order of the layers is not the same
        layer.set_weights(model.get_layer(layer.name).get_weights())
    x = np.random.rand(2, 8, 8, 3)
    np.testing.assert_array_equal(plain(x), model(x))
    assert not np.array_equal(model(x, training=True), model(x, training=True))


@pytest.mark.parametrize("rate", [1, -0.1, True])
def test_refuses_a_rate_of_stochastic_depth_out_of_range(rate):
    with pytest.raises(
        ValueError, match=r"Argument `stochastic_depth` must be a number in \[0, 1\)"
    ):
        build(resnet, **SMALL, stochastic_depth=rate)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"depth": 21}, r"Argument `depth` must be one of 18, 20, .* 152. Received: depth=21"),
        ({"depth": 50, "block": "basic"}, r"Argument `block` must be 'bottleneck' at depth 50"),
        ({"depth": 32, "block": "bottleneck"}, r"must be 9n \+ 2 .* \[20, 56, 110\]"),
        ({"width": 0}, r"Argument `width` must be an integer >= 1"),
        ({"norm": "group", "norm_groups": 3}, r"Argument `norm_groups` must divide the 16 channel"),
        ({"norm": ["batch"]}, r"Argument `norm` must be one of"),
    ],
)
def test_refuses_arguments_that_fit_no_network(arguments, message):
    with pytest.raises(ValueError, match=message):
        build(resnet, **arguments)


def test_refuses_vectors():
    with pytest.raises(ValueError, match="Argument `inputs` must be images of shape"):
        build(resnet, (64,))


def test_bottlenecks_at_a_cifar_depth():
    model = build(resnet, depth=20, block="bottleneck", width=4)
    assert len([name for name in names(model) if name.endswith("_conv3")]) == 6
    assert model.get_layer("stage3_block2_add").output.shape[-1] == 64
