"""Convolutional networks: small, LeNet-5, AlexNet, VGG, and free ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import keras

from suite.models.parts.choices import check_count, check_images, checked, per_item
from suite.models.parts.conv_blocks import ConvBlock
from suite.models.parts.dense_stack import dense_stack
from suite.models.parts.norm import Norm
from suite.models.parts.units import Units
from suite.models.parts.weights import Weights

Pool = Literal["max", "average", "none"]
NormName = Literal["batch", "group", "layer", "instance", "weight", "local_response", "none"]

_SMALL = {
    "filters": [32, 64],
    "convs_per_block": 1,
    "kernel_size": 3,
    "strides": 1,
    "padding": "same",
    "pool": "max",
    "pool_size": 2,
    "pool_strides": 2,
    "norm": "none",
    "dense": [128],
    "dropout": 0.0,
    "activation": "relu",
}
_STYLES: dict[str, dict[str, Any]] = {
    "small": _SMALL,
    # LeCun et al. 1998, figure 2; its trainable pools and partial connections left out.
    "lenet5": _SMALL
    | {
        "filters": [6, 16],
        "kernel_size": 5,
        "padding": "valid",
        "pool": "average",
        "dense": [120, 84],
        "activation": "tanh",
    },
    # Krizhevsky et al. 2012 on one device: without the split into two groups.
    "alexnet": _SMALL
    | {
        "filters": [96, 256, 384, 384, 256],
        "kernel_size": [11, 5, 3, 3, 3],
        "strides": [4, 1, 1, 1, 1],
        "pool": ["max", "max", "none", "none", "max"],
        "pool_size": 3,
        "norm": ["local_response", "local_response", "none", "none", "none"],
        "dense": [4096, 4096],
        "dropout": 0.5,
    },
    # Simonyan and Zisserman 2014, configuration D.
    "vgg": _SMALL
    | {
        "filters": [64, 128, 256, 512, 512],
        "convs_per_block": [2, 2, 3, 3, 3],
        "dense": [4096, 4096],
        "dropout": 0.5,
    },
}
_COUNTS = ("filters", "convs_per_block", "kernel_size", "strides", "pool_size", "pool_strides")


@checked
def cnn(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    style: Literal["small", "lenet5", "alexnet", "vgg"] = "small",
    filters: list[int] | None = None,
    convs_per_block: int | list[int] | None = None,
    kernel_size: int | list[int] | None = None,
    strides: int | list[int] | None = None,
    padding: Literal["same", "valid"] | None = None,
    pool: Pool | list[Pool] | None = None,
    pool_size: int | list[int] | None = None,
    pool_strides: int | list[int] | None = None,
    norm: NormName | list[NormName] | None = None,
    dense: list[int] | None = None,
    dropout: float | list[float] | None = None,
    activation: str | Callable | keras.layers.Layer | None = None,
    norm_position: Literal["before", "after"] = "before",
    use_bias: bool = True,
    norm_momentum: float = 0.9,
    norm_epsilon: float = 1e-5,
    norm_groups: int = 8,
    kernel_initializer: str | keras.initializers.Initializer = "he_normal",
    bias_initializer: str | keras.initializers.Initializer = "zeros",
    weight_decay: float = 0.0,
) -> keras.KerasTensor:
    """Convolutional network: blocks of convolutions and a pool, dense layers, logits.

    size after a convolution or pool = floor((size + 2 padding - kernel) / stride) + 1

    A style sets every argument whose default is None; any of them may be changed. Arguments from
    `filters` to `norm` take one value, or a list with one value a block.

    Args:
        inputs: Images of known size, normalized.
        classes: Number of logits.
        style: `small`: two blocks (32, 64), dense 128; `lenet5`: 5x5 valid convolutions, average
            pools, tanh; `alexnet`: five convolutions with local response norm; `vgg`: VGG-16.
        filters: Channels of each block; its length is the number of blocks.
        convs_per_block: Convolutions before the pool.
        kernel_size: Of the square kernels.
        strides: Of the first convolution of a block.
        padding: `same`: zeros keep the size; `valid`: none.
        pool: `max`, `average` or `none`; without padding.
        pool_size: Of the square pool.
        pool_strides: Of the pool; smaller than `pool_size`, the windows overlap.
        norm: Of each convolution; `weight` reparameterizes it, `local_response` always follows the
            activation. Dense layers have none.
        dense: Units of the hidden dense layers; an empty list has none.
        dropout: Rate in [0, 1) after each hidden dense layer, one or one a layer; 0 is off.
        activation: Name, function or layer; `linear` leaves it out.
        norm_position: Whether the norm stands before or after the activation.
        use_bias: Whether layers, the output too, have a bias. A convolution just before a norm
            with an offset never has one.
        norm_momentum: Of batch norm's moving statistics, in [0, 1).
        norm_epsilon: Added to the variance, positive.
        norm_groups: Groups of group norm; must divide the channels.
        kernel_initializer: Of all kernels.
        bias_initializer: Of all biases.
        weight_decay: Adds weight_decay / 2 * sum w^2 over all kernels to the loss; 0 is off.

    Shapes:
        (batch, height, width, channels) to (batch, classes).

    Raises:
        ValueError: where an argument is out of range, a list has not one value a block, or the
            images are too small for the blocks.

    Reference:
        LeCun et al. (1998), Gradient-based learning applied to document recognition; Krizhevsky,
        Sutskever, Hinton (2012), ImageNet classification with deep convolutional neural networks;
        Simonyan, Zisserman (2014), Very deep convolutional networks for large-scale image
        recognition.

    Topic: models/cnn
    """
    given = {name: value for name, value in locals().items() if name in _SMALL}
    settings = {
        name: _STYLES[style][name] if value is None else value for name, value in given.items()
    }
    check_images(inputs)
    check_count("classes", classes)
    units = Units(
        settings["activation"],
        Norm("none", norm_momentum, norm_epsilon, norm_groups),
        norm_position,
        Weights(kernel_initializer, bias_initializer, weight_decay),
        use_bias,
    )
    x = inputs
    for index, block in enumerate(_blocks(settings, units), start=1):
        x = block(x, f"block{index}")
    x = dense_stack(x, settings["dense"], settings["dropout"], units)
    return units.logits(x, classes)


def _blocks(settings: dict[str, Any], units: Units) -> list[ConvBlock]:
    """One block a number of filters, with the block's own value of every setting."""
    count = len(settings["filters"])
    names = [name for name in _SMALL if name not in ("dense", "dropout", "activation")]
    columns = {name: per_item(name, settings[name], count, "block") for name in names}
    for name in _COUNTS:
        for value in columns[name]:
            check_count(name, value)
    blocks = []
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(names, values, strict=True))
        norm = replace(units.norm, kind=row.pop("norm"))
        blocks.append(ConvBlock(**row, units=replace(units, norm=norm)))
    return blocks
