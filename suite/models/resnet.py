"""Residual networks for small and for large images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypedDict

import keras

from suite.models.parts.choices import checked
from suite.models.parts.options import BranchOptions, DepthOptions, UnitOptions
from suite.models.parts.residual_block import ResidualBlock
from suite.models.parts.residual_network import plan_network, residual_network
from suite.options import Option, takes

if TYPE_CHECKING:
    from typing_extensions import Unpack


class _ShortcutOptions(TypedDict, total=False):
    shortcut: Annotated[
        Literal["auto", "identity", "projection"],
        Option(
            "auto",
            "Where the shapes of x and F(x) differ. `identity`: every second pixel, new channels "
            "zero, no weights; `projection`: 1x1 convolution and norm; `auto`: identity at CIFAR "
            "depths, projection at ImageNet depths.",
        ),
    ]


class _Options(DepthOptions, _ShortcutOptions, BranchOptions, UnitOptions, total=False):
    pass


@checked
@takes(_Options)
def resnet(
    inputs: keras.KerasTensor, classes: int, **options: Unpack[_Options]
) -> keras.KerasTensor:
    """Residual network (ResNet) of the CIFAR depths 20-110 or the ImageNet depths 18-152.

    y = f(F(x) + shortcut(x))

    with F two (basic) or three (bottleneck) convolutions and f the activation. Depths 20, 32, 44,
    56, 110 have three stages of (depth - 2) / 6 basic blocks, 16, 32 and 64 wide; depths 18, 34
    (basic), 50, 101, 152 (bottleneck, the stride on the 3x3) four stages from width 64 on.

    Args:
        inputs: Images, normalized.
        classes: Number of logits.

    Shapes:
        (batch, height, width, channels) to (batch, classes).

    Raises:
        ValueError: where an argument is out of range or contradicts another.

    Reference:
        He, Zhang, Ren, Sun (2015), Deep residual learning for image recognition; (2016), Identity
        mappings in deep residual networks. Huang, Sun, Liu, Sedra, Weinberger (2016), Deep networks
        with stochastic depth.

    Example:
        >>> logits = resnet(keras.Input((32, 32, 3)), 10, depth=20, width=8)
        >>> logits.shape
        (None, 10)

    Topic: models/resnet, reg/stochastic-depth
    """
    plan = plan_network(options)
    shortcut = options["shortcut"]
    if shortcut == "auto":
        shortcut = "projection" if len(plan.stages) == 4 else "identity"
    block = ResidualBlock.of(options, plan.bottleneck, shortcut)
    return residual_network(inputs, classes, plan, block)
