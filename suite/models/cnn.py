"""Convolutional networks: small, LeNet-5, AlexNet, VGG, and free ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict

import keras

from suite.models.parts.activation import Activation
from suite.models.parts.choices import check_count, check_images, checked, per_item
from suite.models.parts.cnn_styles import SMALL, STYLES
from suite.models.parts.conv_blocks import ConvBlock
from suite.models.parts.dense_stack import dense_stack
from suite.models.parts.options import BiasOptions
from suite.models.parts.units import Units
from suite.options import Option, takes

if TYPE_CHECKING:
    from typing_extensions import Unpack

Pool = Literal["max", "average", "none"]
NormName = Literal["batch", "group", "layer", "instance", "weight", "local_response", "none"]

_COUNTS = ("filters", "convs_per_block", "kernel_size", "strides", "pool_size", "pool_strides")


class _StyleOptions(TypedDict, total=False):
    style: Annotated[
        Literal["small", "lenet5", "alexnet", "vgg"],
        Option(
            "small",
            "`small`: two blocks (32, 64), dense 128; `lenet5`: 5x5 valid convolutions, average "
            "pools, tanh; `alexnet`: five convolutions with local response norm; `vgg`: VGG-16.",
        ),
    ]
    filters: Annotated[
        list[int] | None,
        Option(None, "Channels of each block; its length is the number of blocks."),
    ]
    convs_per_block: Annotated[
        int | list[int] | None, Option(None, "Convolutions before the pool.")
    ]
    kernel_size: Annotated[int | list[int] | None, Option(None, "Of the square kernels.")]
    strides: Annotated[int | list[int] | None, Option(None, "Of the first convolution of a block.")]
    padding: Annotated[
        Literal["same", "valid"] | None,
        Option(None, "`same`: zeros keep the size; `valid`: none."),
    ]
    pool: Annotated[
        Pool | list[Pool] | None, Option(None, "`max`, `average` or `none`; without padding.")
    ]
    pool_size: Annotated[int | list[int] | None, Option(None, "Of the square pool.")]
    pool_strides: Annotated[
        int | list[int] | None,
        Option(None, "Of the pool; smaller than `pool_size`, the windows overlap."),
    ]
    norm: Annotated[
        NormName | list[NormName] | None,
        Option(
            None,
            "Of each convolution; `weight` reparameterizes it, `local_response` always follows the "
            "activation. Dense layers have none.",
        ),
    ]
    dense: Annotated[
        list[int] | None,
        Option(None, "Units of the hidden dense layers; an empty list has none."),
    ]
    dropout: Annotated[
        float | list[float] | None,
        Option(
            None,
            "Rate in [0, 1) after each hidden dense layer, one or one per layer; 0 is off.",
        ),
    ]
    activation: Annotated[
        Activation, Option(None, "Name, function or layer; `linear` leaves it out.")
    ]


class _Options(_StyleOptions, BiasOptions, total=False):
    pass


@checked
@takes(_Options)
def cnn(inputs: keras.KerasTensor, classes: int, **options: Unpack[_Options]) -> keras.KerasTensor:
    """Convolutional network: blocks of convolutions and a pool, dense layers, logits.

    size after a convolution or pool = floor((size + 2 padding - kernel) / stride) + 1

    A style sets every argument whose default is None; any of them may be changed. Arguments from
    `filters` to `norm` take one value, or a list with one value per block.

    Args:
        inputs: Images of known size, normalized.
        classes: Number of logits.

    Shapes:
        (batch, height, width, channels) to (batch, classes).

    Raises:
        ValueError: where an argument is out of range, a list does not have one value per block, or
            the images are too small for the blocks.

    Reference:
        LeCun et al. (1998), Gradient-based learning applied to document recognition; Krizhevsky et
        al. (2012), ImageNet classification with deep convolutional neural networks; Simonyan,
        Zisserman (2014), Very deep convolutional networks for large-scale image recognition.

    Example:
        >>> logits = cnn(keras.Input((28, 28, 1)), 10, style="lenet5")
        >>> logits.shape
        (None, 10)

    Topic: models/cnn
    """
    settings = _settings(options)
    check_images(inputs)
    check_count("classes", classes)
    units = Units.with_biases(settings["activation"], "none", options)
    x = inputs
    for index, block in enumerate(_blocks(settings, units), start=1):
        x = block(x, f"block{index}")
    x = dense_stack(x, settings["dense"], settings["dropout"], units)
    return units.logits(x, classes)


def _settings(options: _StyleOptions) -> dict[str, Any]:
    """What the style sets, and what was given in its place."""
    given = {name: value for name, value in options.items() if value is not None}
    return {**STYLES[options["style"]], **given}


def _blocks(settings: dict[str, Any], units: Units) -> list[ConvBlock]:
    """One block a number of filters, with the block's own value of every setting."""
    count = len(settings["filters"])
    names = [name for name in SMALL if name not in ("dense", "dropout", "activation")]
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
