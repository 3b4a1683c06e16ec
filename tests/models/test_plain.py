from __future__ import annotations

from suite.models.plain import plain
from suite.models.resnet import resnet
from tests.models.build import build, names


def test_is_the_residual_network_without_shortcuts():
    with_shortcuts = build(resnet, width=4, shortcut="identity")
    without = build(plain, width=4)
    left_out = [name for name in names(with_shortcuts) if name not in names(without)]
    assert left_out
    assert all(name.endswith("_add") or "_shortcut_" in name for name in left_out)
    assert [weight.path for weight in without.weights] == [w.path for w in with_shortcuts.weights]


def test_a_block_is_conv_norm_activation_throughout():
    model = build(plain, width=4, norm_position="after")
    first = [name for name in names(model) if name.startswith("stage1_block1_")]
    order = ["conv1", "activation1", "norm1", "conv2", "activation2", "norm2"]
    assert first == [f"stage1_block1_{name}" for name in order]
