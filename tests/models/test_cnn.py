from __future__ import annotations

import pytest

from suite.models.cnn import cnn
from tests.models.build import build, names


def output(model, name):
    return tuple(model.get_layer(name).output.shape[1:])


def test_small_is_the_default_and_fits_the_digits():
    model = build(cnn, (8, 8, 1))
    assert names(model) == [
        *("block1_conv1", "block1_activation1", "block1_pool"),
        *("block2_conv1", "block2_activation1", "block2_pool"),
        *("flatten", "dense1", "activation1", "logits"),
    ]
    assert output(model, "block2_pool") == (2, 2, 64)


def test_lenet5_sizes():
    model = build(cnn, (32, 32, 1), style="lenet5")
    shapes = [output(model, name) for name in names(model) if name.startswith("block")]
    assert shapes[::3] == [(28, 28, 6), (10, 10, 16)]
    assert shapes[2::3] == [(14, 14, 6), (5, 5, 16)]


def test_alexnet_normalizes_after_the_activation_of_two_blocks():
    model = build(cnn, (64, 64, 3), style="alexnet", dense=[8], strides=1)
    assert names(model)[:4] == [
        "block1_conv1",
        "block1_activation1",
        "block1_norm1",
        "block1_pool",
    ]
    assert [name for name in names(model) if "norm" in name] == ["block1_norm1", "block2_norm1"]
    assert [name for name in names(model) if "pool" in name] == [
        "block1_pool",
        "block2_pool",
        "block5_pool",
    ]
    assert "dropout1" in names(model)


def test_vgg_counts_its_convolutions():
    model = build(cnn, (32, 32, 3), style="vgg", dense=[8])
    assert [sum(f"block{i}_conv" in name for name in names(model)) for i in range(1, 6)] == [
        2,
        2,
        3,
        3,
        3,
    ]
    assert output(model, "block5_pool") == (1, 1, 512)


def test_every_argument_of_a_style_may_be_changed():
    model = build(
        cnn,
        (20, 20, 3),
        filters=[4, 8],
        convs_per_block=[1, 2],
        kernel_size=[5, 3],
        strides=[2, 1],
        padding="valid",
        pool=["none", "average"],
        pool_size=3,
        pool_strides=1,
        norm=["none", "batch"],
        dense=[],
        activation="elu",
    )
    assert names(model) == [
        *("block1_conv1", "block1_activation1"),
        *("block2_conv1", "block2_norm1", "block2_activation1"),
        *("block2_conv2", "block2_norm2", "block2_activation2"),
        *("block2_pool", "flatten", "logits"),
    ]
    shapes = {name: output(model, name)[0] for name in names(model)[:-2]}
    assert shapes["block1_conv1"] == (20 - 5) // 2 + 1 == 8
    assert shapes["block2_conv2"] == 4
    assert shapes["block2_pool"] == 2
    assert model.get_layer("block1_conv1").use_bias
    assert not model.get_layer("block2_conv1").use_bias


def test_says_where_the_images_are_too_small():
    with pytest.raises(ValueError, match=r"size 0 at block4 \(pool 2x2\)\. Received: .* 1x1"):
        build(cnn, (8, 8, 1), style="vgg")
    with pytest.raises(ValueError, match=r"size 0 at block2 \(convolution 5x5\)\. .* 2x2"):
        build(cnn, (8, 8, 1), style="lenet5")
    assert output(build(cnn, (8, 8, 1), style="lenet5", padding="same"), "block2_pool") == (
        2,
        2,
        16,
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"style": "lenet"}, "Argument `style` must be one of 'small', 'lenet5'"),
        ({"pool": "mean"}, "Argument `pool` must be one of 'max', 'average', 'none'"),
        ({"pool": ["max", "mean"]}, "Argument `pool` must be one of 'max', 'average', 'none'"),
        ({"filters": [8, 0]}, "Argument `filters` must be an integer >= 1"),
        ({"kernel_size": [3]}, r"Argument `kernel_size` must be one value .* per block \(2\)"),
        ({"strides": 0.5}, "Argument `strides` must be an integer >= 1"),
        ({"dropout": 2}, r"Argument `dropout` must be a number in \[0, 1\)"),
    ],
)
def test_refuses_arguments_out_of_range(arguments, message):
    with pytest.raises(ValueError, match=message):
        build(cnn, **arguments)


def test_a_strided_1x1_convolution_reads_every_second_pixel_first():
    """The strided gradient would corrupt memory: oneDNN issue 6035."""
    model = build(cnn, (8, 8, 3), filters=[4], kernel_size=1, strides=2, pool="none", dense=[])
    assert names(model)[:2] == ["block1_conv1_subsample", "block1_conv1"]
    assert model.get_layer("block1_conv1").strides == (1, 1)
    assert output(model, "block1_conv1") == (4, 4, 4)
