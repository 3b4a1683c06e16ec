"""Multilayer perceptrons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import keras

from suite.models.parts.choices import check_count, checked
from suite.models.parts.dense_stack import dense_stack, drop, flatten
from suite.models.parts.norm import Norm
from suite.models.parts.units import Units
from suite.models.parts.weights import Weights


@checked
def mlp(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    widths: list[int] = [128, 128],  # noqa: B006
    activation: str | Callable | keras.layers.Layer | None = "relu",
    norm: Literal["batch", "group", "layer", "weight", "none"] = "none",
    norm_position: Literal["before", "after"] = "before",
    dropout: float | list[float] = 0.0,
    input_dropout: float = 0.0,
    use_bias: bool = True,
    norm_momentum: float = 0.9,
    norm_epsilon: float = 1e-5,
    norm_groups: int = 8,
    kernel_initializer: str | keras.initializers.Initializer = "he_normal",
    bias_initializer: str | keras.initializers.Initializer = "zeros",
    weight_decay: float = 0.0,
) -> keras.KerasTensor:
    """Multilayer perceptron: fully connected hidden layers, then logits.

    h_l = f(W_l h_{l-1} + b_l),   logits = W h_L + b

    with h_0 the input as a vector and f the activation. With L hidden layers it has L + 1 layers:
    the input does not count.

    Args:
        inputs: Vectors or images of known size, normalized; images are flattened.
        classes: Number of logits.
        widths: Units of each hidden layer; an empty list is linear regression on the classes.
        activation: Name, function or layer; `linear` or None leaves it out, and the whole net is
            one linear map.
        norm: `weight` reparameterizes the hidden layers. Instance norm would leave a vector
            nothing, so it is no choice.
        norm_position: Whether the norm stands before or after the activation.
        dropout: Rate in [0, 1) after each hidden layer, one or one a layer; 0 is off.
        input_dropout: Rate in [0, 1) at the input; 0 is off.
        use_bias: Whether layers, the output too, have a bias. A hidden layer just before a norm
            never has one, the norm's offset being one.
        norm_momentum: Of batch norm's moving statistics, in [0, 1).
        norm_epsilon: Added to the variance, positive.
        norm_groups: Groups of group norm; must divide the widths.
        kernel_initializer: Of all kernels.
        bias_initializer: Of all biases.
        weight_decay: Adds weight_decay / 2 * sum w^2 over all kernels to the loss; 0 is off.

    Shapes:
        (batch, features) or (batch, height, width, channels) to (batch, classes).

    Raises:
        ValueError: where an argument is out of range.

    Reference:
        Rumelhart, Hinton, Williams (1986), Learning representations by back-propagating errors.

    Topic: models/mlp, foundations/neuron, foundations/bias
    """
    check_count("classes", classes)
    units = Units(
        activation,
        Norm(norm, norm_momentum, norm_epsilon, norm_groups),
        norm_position,
        Weights(kernel_initializer, bias_initializer, weight_decay),
        use_bias,
    )
    x = drop(flatten(inputs), input_dropout, "input_dropout", "input_dropout")
    x = dense_stack(x, widths, dropout, units)
    return units.logits(x, classes)
