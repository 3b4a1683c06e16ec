"""A small residual network, and networks with a mistake in their definition."""

from __future__ import annotations

from typing import Any, Literal

import keras

from suite.models.cnn import cnn
from suite.models.mlp import mlp
from suite.models.parts.norm import Norm
from suite.models.parts.residual_block import ResidualBlock
from suite.models.parts.residual_network import Plan, residual_network
from suite.models.parts.units import Units
from suite.models.parts.weights import Weights


def small_resnet(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    width: int = 8,
    blocks: int = 1,
    activation: str | None = "relu",
    norm: str = "batch",
    norm_momentum: float = 0.9,
    kernel_initializer: str | keras.initializers.Initializer = "he_normal",
    bias_initializer: str | keras.initializers.Initializer = "zeros",
    weight_decay: float = 0.0,
) -> keras.KerasTensor:
    """The suite's ResNet with fewer blocks than its shallowest depth has.

    Args:
        blocks: in each of the three stages.
    """
    weights = Weights(kernel_initializer, bias_initializer, weight_decay)
    units = Units(activation, Norm(norm, norm_momentum), "before", weights)
    plan = Plan(bottleneck=False, stages=(blocks,) * 3, width=width, large_stem=False)
    return residual_network(inputs, classes, plan, ResidualBlock(units, False, "identity"))


_FAMILIES = {"mlp": mlp, "cnn": cnn, "resnet": small_resnet}


def broken(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    family: Literal["mlp", "cnn", "resnet"],
    ending: Literal["logits", "softmax", "relu", "tanh", "sigmoid"] = "logits",
    frozen: bool = False,
    **arguments: Any,
) -> keras.KerasTensor:
    """A network of a family with a mistake.

    Args:
        ending: put behind the logits.
        frozen: every layer but the last keeps its initial weights.
        arguments: of the family's network.
    """
    outputs = _FAMILIES[family](inputs, classes, **arguments)
    if frozen:
        for layer in keras.Model(inputs, outputs).layers:
            layer.trainable = layer.name == "logits"
    if ending != "logits":
        outputs = keras.layers.Activation(ending, dtype="float32", name="ending")(outputs)
    return outputs
