"""Options that several models share; see `suite.options`."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

import keras

from suite.models.parts.activation import Activation
from suite.options import Option


class UnitOptions(TypedDict, total=False):
    """Of the layers of every model."""

    norm_position: Annotated[
        Literal["before", "after"],
        Option(
            "before",
            "Whether a norm stands before or after the activation beside it; one that ends a "
            "residual branch stays before the addition.",
        ),
    ]
    norm_momentum: Annotated[float, Option(0.9, "Of batch norm's moving statistics, in [0, 1).")]
    norm_epsilon: Annotated[float, Option(1e-5, "Added to the variance, positive.")]
    norm_groups: Annotated[
        int,
        Option(8, "Groups of group norm; must divide the channels, or a dense layer's units."),
    ]
    kernel_initializer: Annotated[
        str | keras.initializers.Initializer, Option("he_normal", "Of all kernels.")
    ]
    weight_decay: Annotated[
        float,
        Option(0.0, "Adds weight_decay / 2 * sum w^2 over all kernels to the loss; 0 is off."),
    ]


class BiasOptions(UnitOptions, total=False):
    """Of models whose layers may have biases."""

    use_bias: Annotated[
        bool,
        Option(
            True,
            "Whether layers, the output too, have a bias. One just before a norm with an offset "
            "never has one.",
        ),
    ]
    bias_initializer: Annotated[
        str | keras.initializers.Initializer, Option("zeros", "Of all biases.")
    ]


class DepthOptions(TypedDict, total=False):
    """Of networks made of residual blocks, or of the same blocks without their shortcuts."""

    depth: Annotated[
        Literal[18, 20, 32, 34, 44, 50, 56, 101, 110, 152],
        Option(20, "Layers with weights on the longest path."),
    ]
    block: Annotated[
        Literal["auto", "basic", "bottleneck"],
        Option("auto", "Only depths 20, 56 and 110 leave a choice; `auto` is the paper's."),
    ]
    stem: Annotated[
        Literal["auto", "small", "large"],
        Option(
            "auto",
            "`small`: one 3x3 convolution; `large`: 7x7 with stride 2, then 3x3 max-pool with "
            "stride 2; `auto`: small at CIFAR depths, large at ImageNet depths.",
        ),
    ]
    width: Annotated[int | None, Option(None, "Channels of the first stage; None is 16 or 64.")]
    activation: Annotated[
        Activation, Option("relu", "Name, function or layer; `linear` or None leaves it out.")
    ]
    norm: Annotated[
        Literal["batch", "group", "layer", "instance", "weight", "none"],
        Option(
            "batch",
            "`weight` reparameterizes the convolutions; `none` gives them a bias instead.",
        ),
    ]


class BranchOptions(TypedDict, total=False):
    """Of the branch F of a residual block."""

    preactivation: Annotated[
        bool,
        Option(False, "Norm and activation before each convolution, f the identity (He 2016)."),
    ]
    zero_init_last_gamma: Annotated[
        bool, Option(False, "F starts at zero, each block as the identity.")
    ]
    stochastic_depth: Annotated[
        float,
        Option(
            0.0,
            "Probability, in [0, 1), that training leaves out F of the last block for a sample; "
            "it grows linearly over the depth. 0 keeps every block.",
        ),
    ]


class ResidualOptions(DepthOptions, BranchOptions, UnitOptions, total=False):
    """What residual networks have in common, with squeeze-and-excitation or without."""
