"""Logits of torchvision's and timm's networks, their random weights mapped into ours."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import groupby

import keras
import numpy as np
import pytest

from suite.models.resnet import resnet
from suite.models.se_resnet import se_resnet
from tests.models import published_network
from tests.models.build import build

SIZES = (64, 65, 96, 224)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "function", "depth"),
    [("resnet18", resnet, 18), ("resnet50", resnet, 50), ("seresnet50", se_resnet, 50)],
)
def test_logits_are_those_of_the_published_network(name, function, depth, tmp_path):
    file = tmp_path / "network.npz"
    command = [sys.executable, published_network.__file__, name, file, *map(str, SIZES)]
    done = subprocess.run(command, check=False)
    if done.returncode == published_network.MISSING:
        pytest.skip("torchvision or timm is not installed")
    assert done.returncode == 0
    published = dict(np.load(file))
    for size in SIZES:
        model = build(function, (size, size, 3), published_network.CLASSES, depth=depth)
        take_weights(model, published)
        x = np.random.default_rng(size).normal(size=(2, 3, size, size)).astype("float32")
        logits = np.asarray(model(x.transpose(0, 2, 3, 1)))
        expected = published[f"logits/{size}"]
        assert np.abs(logits - expected).max() < 1e-4 * np.abs(expected).max(), size


def take_weights(model, published):
    """Copy every parameter and every batch statistic, and miss none of ours."""
    taken = set()
    keys = [key for key in published if not key.startswith("logits/")]
    for module, group in groupby(keys, lambda key: key.rpartition(".")[0]):
        own = {key.rpartition(".")[2]: published[key] for key in group}
        layer = model.get_layer(our_name(module))
        if "running_mean" in own:
            values = [own[name] for name in ("weight", "bias", "running_mean", "running_var")]
        else:
            values = [as_kernel(own["weight"], layer)]
            values += [own["bias"]] if "bias" in own else []
        layer.set_weights(values)
        taken.add(layer.name)
    assert taken == {layer.name for layer in model.layers if layer.weights}


def as_kernel(weight, layer):
    if isinstance(layer, keras.layers.Dense):  # timm's squeeze units are 1x1 convolutions
        return weight.reshape(weight.shape[:2]).T
    return weight.transpose(2, 3, 1, 0)


def our_name(module):
    """The layer in our model for a module of theirs."""
    whole = {"fc": "logits", "conv1": "stem_conv", "bn1": "stem_norm"}
    if module in whole:
        return whole[module]
    stage, block, part = re.fullmatch(r"layer(\d)\.(\d+)\.(.+)", module).groups()
    parts = {
        "downsample.0": "shortcut_conv",
        "downsample.1": "shortcut_norm",
        "se.fc1": "se_reduce",
        "se.fc2": "se_expand",
    }
    return f"stage{stage}_block{int(block) + 1}_{parts.get(part, part.replace('bn', 'norm'))}"
