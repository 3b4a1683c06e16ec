"""Numbers of trainable parameters, as published."""

from __future__ import annotations

import math

import pytest

from suite.models.cnn import cnn
from suite.models.plain import plain
from suite.models.resnet import resnet
from suite.models.se_resnet import se_resnet
from tests.models.build import build

IMAGENET, CIFAR = ((224, 224, 3), 1000), ((32, 32, 3), 10)


def trainable(model):
    return sum(math.prod(weight.shape) for weight in model.trainable_weights)


@pytest.mark.parametrize(
    ("function", "arguments", "count"),
    [
        (resnet, {"depth": 20, "shortcut": "identity"}, 269_722),
        (resnet, {"depth": 20, "shortcut": "projection"}, 272_474),
        (resnet, {"depth": 56}, 853_018),
        (resnet, {"depth": 56, "shortcut": "projection"}, 855_770),
        (resnet, {"depth": 110}, 1_727_962),
        (resnet, {"depth": 110, "shortcut": "projection"}, 1_730_714),
        (plain, {"depth": 20}, 269_722),
        (se_resnet, {"depth": 20}, 274_847),
        (se_resnet, {"depth": 56}, 862_889),
        (se_resnet, {"depth": 110}, 1_744_952),
    ],
)
def test_of_cifar_depths(function, arguments, count):
    assert trainable(build(function, *CIFAR, **arguments)) == count


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "depth", "count"),
    [
        (resnet, 18, 11_689_512),
        (resnet, 34, 21_797_672),
        (resnet, 50, 25_557_032),
        (resnet, 101, 44_549_160),
        (resnet, 152, 60_192_808),
        (se_resnet, 50, 28_088_024),
    ],
)
def test_of_imagenet_depths(function, depth, count):
    assert trainable(build(function, *IMAGENET, depth=depth)) == count


def test_of_lenet5():
    """LeCun et al. 1998 with full connections between the maps, as it is usually counted."""
    assert trainable(build(cnn, (32, 32, 1), 10, style="lenet5")) == 61_706


@pytest.mark.slow
@pytest.mark.parametrize(("style", "count"), [("vgg", 138_357_544), ("alexnet", 62_378_344)])
def test_of_imagenet_cnns(style, count):
    assert trainable(build(cnn, *IMAGENET, style=style)) == count


def test_of_the_lectures_filter():
    model = build(cnn, (32, 32, 3), filters=[1], kernel_size=5, pool="none", dense=[])
    assert model.get_layer("block1_conv1").count_params() == 5 * 5 * 3 + 1 == 76
