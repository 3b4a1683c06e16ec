from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.models.se_resnet import se_resnet
from tests.models.build import build, names, sources


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_gate_equals_the_formula():
    model = build(se_resnet, width=8, ratio=2)
    prefix = "stage1_block1_"
    tap = [model.get_layer(prefix + name).output for name in ("norm2", "se_scale")]
    x, y = keras.Model(model.input, tap)(np.random.default_rng(0).normal(size=(2, 8, 8, 3)))
    reduce, expand = (model.get_layer(f"{prefix}se_{name}") for name in ("reduce", "expand"))
    hidden = np.maximum(np.mean(x, axis=(1, 2)) @ reduce.kernel.numpy() + reduce.bias.numpy(), 0)
    gate = sigmoid(hidden @ expand.kernel.numpy() + expand.bias.numpy())
    assert hidden.shape == (2, 4)
    np.testing.assert_allclose(y, x * gate[:, None, None, :], rtol=1e-4, atol=1e-6)


def test_ratio_above_the_channels_keeps_one_hidden_unit():
    model = build(se_resnet, width=8, ratio=100)
    assert model.get_layer("stage1_block1_se_reduce").units == 1


@pytest.mark.parametrize(
    ("placement", "source", "taker"),
    [
        ("standard", "stage2_block1_norm2", "stage2_block1_add"),
        ("pre", "stage1_block3_activation2", "stage2_block1_conv1_pad"),
        ("post", "stage2_block1_activation2", "stage2_block2_conv1"),
        ("identity", "stage2_block1_shortcut_norm", "stage2_block1_add"),
    ],
)
def test_placement(placement, source, taker):
    model = build(se_resnet, width=4, placement=placement)
    # `post` ends the block; so does the addition elsewhere.
    previous_end = {"post": "stage1_block3_se_scale"}.get(placement, "stage1_block3_activation2")
    assert sources(model, "stage2_block1_se_scale")[0] == source
    assert "stage2_block1_se_scale" in sources(model, taker)
    if placement == "pre":
        assert sources(model, "stage2_block1_shortcut_conv_subsample") == [previous_end]
    assert len([name for name in names(model) if name.endswith("se_scale")]) == 9


@pytest.mark.parametrize(
    ("placement", "source"), [("standard", "se_scale"), ("pre", "norm2"), ("identity", "norm2")]
)
def test_stochastic_depth_drops_the_excited_branch(placement, source):
    model = build(se_resnet, width=4, placement=placement, stochastic_depth=0.2)
    assert model.get_layer("stage3_block3_stochastic_depth").rate == pytest.approx(0.2)
    assert sources(model, "stage1_block1_stochastic_depth") == [f"stage1_block1_{source}"]
    assert sources(model, "stage1_block1_add")[0] == "stage1_block1_stochastic_depth"


def test_refuses_a_ratio_below_one():
    with pytest.raises(ValueError, match="Argument `ratio` must be an integer >= 1"):
        build(se_resnet, ratio=0)
