"""Residual networks with squeeze-and-excitation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import keras

from suite.models.parts.choices import check_count, check_rate, checked
from suite.models.parts.norm import Norm
from suite.models.parts.residual_block import ResidualBlock
from suite.models.parts.residual_network import plan_network, residual_network
from suite.models.parts.units import Units
from suite.models.parts.weights import Weights


@checked
def se_resnet(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    depth: Literal[18, 20, 32, 34, 44, 50, 56, 101, 110, 152] = 20,
    ratio: int = 16,
    placement: Literal["standard", "pre", "post", "identity"] = "standard",
    block: Literal["auto", "basic", "bottleneck"] = "auto",
    shortcut: Literal["identity", "projection"] = "projection",
    stem: Literal["auto", "small", "large"] = "auto",
    width: int | None = None,
    activation: str | Callable | keras.layers.Layer | None = "relu",
    norm: Literal["batch", "group", "layer", "instance", "weight", "none"] = "batch",
    norm_position: Literal["before", "after"] = "before",
    preactivation: bool = False,
    zero_init_last_gamma: bool = False,
    stochastic_depth: float = 0.0,
    norm_momentum: float = 0.9,
    norm_epsilon: float = 1e-5,
    norm_groups: int = 8,
    kernel_initializer: str | keras.initializers.Initializer = "he_normal",
    weight_decay: float = 0.0,
) -> keras.KerasTensor:
    """Residual network whose blocks reweight their channels (SE-ResNet).

    y = f(s * F(x) + shortcut(x)),   s = sigmoid(W2 relu(W1 z + b1) + b2)

    with F and f as in `resnet`, z the mean of each channel of F(x) over the image, and s a factor a
    channel.

    Args:
        inputs: Images, normalized.
        classes: Number of logits.
        depth: Layers with weights on the longest path, without the gates'.
        ratio: The hidden layer of a gate has channels / ratio units, at least one.
        placement: `standard`: on F(x); `pre`: on the input of F; `post`: on y; `identity`: on the
            shortcut.
        block: Only depths 20, 56 and 110 leave a choice; `auto` is the paper's.
        shortcut: Where the shapes of x and F(x) differ. `identity`: every second pixel, new
            channels zero, no weights; `projection`: 1x1 convolution and norm.
        stem: `small`: one 3x3 convolution; `large`: 7x7 with stride 2, then 3x3 max-pool with
            stride 2; `auto`: small at CIFAR depths, large at ImageNet depths.
        width: Channels of the first stage; None is 16 or 64.
        activation: Name, function or layer; `linear` or None leaves it out. Gates keep ReLU.
        norm: `weight` reparameterizes the convolutions; `none` gives them a bias instead.
        norm_position: Whether a norm stands before or after the activation beside it; the norm that
            ends F stays before the addition.
        preactivation: Norm and activation before each convolution, f the identity (He 2016).
        zero_init_last_gamma: F starts at zero, each block as the identity.
        stochastic_depth: Probability, in [0, 1), that training leaves out F of the last block for a
            sample; it grows linearly over the depth. 0 keeps every block.
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
        Hu, Shen, Sun (2018), Squeeze-and-excitation networks; placements: table 14 of the journal
        version (2020).

    Topic: models/se-resnet
    """
    check_count("ratio", ratio)
    check_rate("stochastic_depth", stochastic_depth)
    plan = plan_network(depth, block, stem, width)
    units = Units(
        activation,
        Norm(norm, norm_momentum, norm_epsilon, norm_groups),
        norm_position,
        Weights(kernel_initializer, weight_decay=weight_decay),
    )
    residual = ResidualBlock(
        units,
        plan.bottleneck,
        shortcut,
        preactivation=preactivation,
        zero_init_last_gamma=zero_init_last_gamma,
        se_ratio=ratio,
        se_placement=placement,
        last_drop_rate=stochastic_depth,
    )
    return residual_network(inputs, classes, plan, residual)
