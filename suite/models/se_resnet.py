"""Residual networks with squeeze-and-excitation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypedDict

import keras

from suite.models.parts.choices import check_count, checked
from suite.models.parts.options import BranchOptions, DepthOptions, UnitOptions
from suite.models.parts.residual_block import ResidualBlock
from suite.models.parts.residual_network import plan_network, residual_network
from suite.options import Option, takes

if TYPE_CHECKING:
    from typing_extensions import Unpack


class _GateOptions(TypedDict, total=False):
    ratio: Annotated[
        int,
        Option(16, "The hidden layer of a gate has channels / ratio units, at least one."),
    ]
    placement: Annotated[
        Literal["standard", "pre", "post", "identity"],
        Option(
            "standard",
            "`standard`: on F(x); `pre`: on the input of F; `post`: on y; `identity`: on the "
            "shortcut.",
        ),
    ]
    shortcut: Annotated[
        Literal["identity", "projection"],
        Option(
            "projection",
            "Where the shapes of x and F(x) differ. `identity`: every second pixel, new channels "
            "zero, no weights; `projection`: 1x1 convolution and norm.",
        ),
    ]


class _Options(DepthOptions, _GateOptions, BranchOptions, UnitOptions, total=False):
    pass


@checked
@takes(_Options)
def se_resnet(
    inputs: keras.KerasTensor, classes: int, **options: Unpack[_Options]
) -> keras.KerasTensor:
    """Residual network whose blocks reweight their channels (SE-ResNet).

    y = f(s * F(x) + shortcut(x)),   s = sigmoid(W2 relu(W1 z + b1) + b2)

    with F and f as in `resnet`, z the mean of each channel of F(x) over the image, and s a factor a
    channel. The gates' layers do not count in its depth, and keep ReLU.

    Args:
        inputs: Images, normalized.
        classes: Number of logits.

    Shapes:
        (batch, height, width, channels) to (batch, classes).

    Raises:
        ValueError: where an argument is out of range or contradicts another.

    Reference:
        Hu, Shen, Sun (2018), Squeeze-and-excitation networks; placements: table 14 of the journal
        version (2020).

    Example:
        >>> logits = se_resnet(keras.Input((32, 32, 3)), 10, width=8, ratio=4)
        >>> logits.shape
        (None, 10)

    Topic: models/se-resnet
    """
    check_count("ratio", options["ratio"])
    plan = plan_network(options)
    gates = (options["ratio"], options["placement"])
    block = ResidualBlock.of(options, plan.bottleneck, options["shortcut"], *gates)
    return residual_network(inputs, classes, plan, block)
