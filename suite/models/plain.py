"""Plain networks: residual networks without their shortcuts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import keras

from suite.models.parts.choices import checked
from suite.models.parts.norm import Norm
from suite.models.parts.residual_block import ResidualBlock
from suite.models.parts.residual_network import plan_network, residual_network
from suite.models.parts.units import Units
from suite.models.parts.weights import Weights


@checked
def plain(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    depth: Literal[18, 20, 32, 34, 44, 50, 56, 101, 110, 152] = 20,
    block: Literal["auto", "basic", "bottleneck"] = "auto",
    stem: Literal["auto", "small", "large"] = "auto",
    width: int | None = None,
    activation: str | Callable | keras.layers.Layer | None = "relu",
    norm: Literal["batch", "group", "layer", "instance", "weight", "none"] = "batch",
    norm_position: Literal["before", "after"] = "before",
    norm_momentum: float = 0.9,
    norm_epsilon: float = 1e-5,
    norm_groups: int = 8,
    kernel_initializer: str | keras.initializers.Initializer = "he_normal",
    weight_decay: float = 0.0,
) -> keras.KerasTensor:
    """Plain network: `resnet` of the same depth without shortcuts, to see degradation.

    y = f(F(x))

    with F and f as in `resnet`. The deeper of two plain networks has the higher training error.

    Args:
        inputs: Images, normalized.
        classes: Number of logits.
        depth: Layers with weights.
        block: Only depths 20, 56 and 110 leave a choice; `auto` is the paper's.
        stem: `small`: one 3x3 convolution; `large`: 7x7 with stride 2, then 3x3 max-pool with
            stride 2; `auto`: small at CIFAR depths, large at ImageNet depths.
        width: Channels of the first stage; None is 16 or 64.
        activation: Name, function or layer; `linear` or None leaves it out.
        norm: `weight` reparameterizes the convolutions; `none` gives them a bias instead.
        norm_position: Whether a norm stands before or after the activation.
        norm_momentum: Of batch norm's moving statistics, in [0, 1).
        norm_epsilon: Added to the variance, positive.
        norm_groups: Groups of group norm; must divide the channels.
        kernel_initializer: Of all kernels.
        weight_decay: Adds weight_decay / 2 * sum w^2 over all kernels to the loss; 0 is off.

    Shapes:
        (batch, height, width, channels) to (batch, classes).

    Raises:
        ValueError: where an argument is out of range or contradicts another.

    Reference:
        He, Zhang, Ren, Sun (2015), Deep residual learning for image recognition, section 4.2.

    Topic: models/resnet
    """
    plan = plan_network(depth, block, stem, width)
    units = Units(
        activation,
        Norm(norm, norm_momentum, norm_epsilon, norm_groups),
        norm_position,
        Weights(kernel_initializer, weight_decay=weight_decay),
    )
    return residual_network(inputs, classes, plan, ResidualBlock(units, plan.bottleneck, "none"))
