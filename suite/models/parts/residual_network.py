"""The body that `resnet`, `plain` and `se_resnet` share: stem, stages of blocks, pool, logits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras

from suite.layers.stochastic_depth import survival
from suite.models.parts.choices import check_count, check_images
from suite.models.parts.options import DepthOptions
from suite.models.parts.residual_block import ResidualBlock, centered_conv
from suite.models.parts.units import Units, subsample

CIFAR_DEPTHS = (20, 32, 44, 56, 110)
IMAGENET_STAGES = {  # He et al. 2015, table 1
    18: ("basic", (2, 2, 2, 2)),
    34: ("basic", (3, 4, 6, 3)),
    50: ("bottleneck", (3, 4, 6, 3)),
    101: ("bottleneck", (3, 4, 23, 3)),
    152: ("bottleneck", (3, 8, 36, 3)),
}


@dataclass(frozen=True)
class Plan:
    """How many blocks of which kind a depth means.

    Args:
        bottleneck: Bottleneck or basic blocks.
        stages: Blocks of each stage.
        width: Channels of the first stage's 3x3 convolutions; doubled at every stage.
        large_stem: 7x7/2 convolution and 3x3/2 max-pool, or one 3x3 convolution.
    """

    bottleneck: bool
    stages: tuple[int, ...]
    width: int
    large_stem: bool


def plan_network(options: DepthOptions) -> Plan:
    """Turn the arguments of a model into a plan; `auto` and None mean the paper's choice."""
    depth, block, stem = options["depth"], options["block"], options["stem"]
    width = options["width"]
    if width is not None:
        check_count("width", width)
    stages: tuple[int, ...]
    imagenet = depth in IMAGENET_STAGES
    if imagenet:
        kind, stages = IMAGENET_STAGES[depth]
        if block not in ("auto", kind):
            raise ValueError(
                f"Argument `block` must be {kind!r} at depth {depth}. Received: {block!r}"
            )
    else:
        kind = "basic" if block == "auto" else block
        stages = (_cifar_blocks(depth, kind),) * 3
    return Plan(
        bottleneck=kind == "bottleneck",
        stages=stages,
        width=width or (64 if imagenet else 16),
        large_stem=imagenet if stem == "auto" else stem == "large",
    )


def _cifar_blocks(depth: int, block: str) -> int:
    """Blocks a stage: depth = 3 stages of n blocks of 2 or 3 layers, and 2 more."""
    layers = {"basic": 2, "bottleneck": 3}[block]
    blocks, rest = divmod(depth - 2, 3 * layers)
    if rest:
        fitting = [other for other in CIFAR_DEPTHS if (other - 2) % (3 * layers) == 0]
        raise ValueError(
            f"Argument `depth` must be {3 * layers}n + 2 with {block} blocks: one of {fitting}. "
            f"Received: depth={depth}"
        )
    return blocks


def residual_network(inputs: Any, classes: int, plan: Plan, block: ResidualBlock) -> Any:
    """Logits of a network of blocks; every stage but the first halves the feature maps.

    Example:
        >>> from suite.models.parts.norm import Norm
        >>> units = Units("relu", Norm("batch"))
        >>> plan = Plan(bottleneck=False, stages=(1, 1), width=8, large_stem=False)
        >>> block = ResidualBlock(units, bottleneck=False, shortcut="identity")
        >>> residual_network(keras.Input((8, 8, 3)), 10, plan, block).shape
        (None, 10)
    """
    check_images(inputs)
    check_count("classes", classes)
    _check_last_gamma(block)
    x = _stem(inputs, plan, block.units, activated=plan.large_stem or not block.preactivation)
    total, done = sum(plan.stages), 0
    for stage, blocks in enumerate(plan.stages, start=1):
        width = plan.width * 2 ** (stage - 1)
        for index in range(1, blocks + 1):
            strides = 2 if stage > 1 and index == 1 else 1
            done += 1
            drop_rate = 1 - survival(done, total, 1 - block.last_drop_rate)
            x = block(x, width, strides, f"stage{stage}_block{index}_", drop_rate)
    if block.preactivation:
        x = block.units.norm_activation(x, "final_")
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    return block.units.logits(x, classes)


def _stem(x: Any, plan: Plan, units: Units, *, activated: bool) -> Any:
    kernel_size, strides = (7, 2) if plan.large_stem else (3, 1)
    norm_next = units.norm_first
    x = centered_conv(units, x, plan.width, kernel_size, strides, "stem_conv", norm_next=norm_next)
    if activated:
        x = units.norm_activation(x, "stem_")
    if plan.large_stem:
        x = centered_max_pool(x, "stem_pool", nonnegative=units.norm_first and units.is_rectified)
    return x


def centered_max_pool(x: Any, name: str, *, nonnegative: bool) -> Any:
    """The largest of the 3x3 pixels around every second pixel, from the first one on.

    Padding `same` pads an even map below and on the right only, so that its windows would lie one
    pixel beside those of the paper and of every published weight.

    Args:
        x: Feature maps (batch, height, width, channels).
        name: Of the last layer.
        nonnegative: Whether no value is below zero. A border of zeros then never wins, and is
            cheaper than what is right for all values: to pool around every pixel, a map whose
            border is left out on both sides alike, and take every second result.
    """
    if nonnegative:
        x = keras.layers.ZeroPadding2D(1, name=f"{name}_pad")(x)
        return keras.layers.MaxPooling2D(3, strides=2, name=name)(x)
    x = keras.layers.MaxPooling2D(3, strides=1, padding="same", name=f"{name}_everywhere")(x)
    return subsample(x, 2, name)


def _check_last_gamma(block: ResidualBlock) -> None:
    if not block.zero_init_last_gamma:
        return
    if block.preactivation or not block.units.norm.has_offset:
        raise ValueError(
            "Argument `zero_init_last_gamma` needs a norm with a scale at the end of each branch: "
            "norm batch, group, layer or instance, and no preactivation. Received: "
            f"norm={block.units.norm.kind!r}, preactivation={block.preactivation}"
        )
