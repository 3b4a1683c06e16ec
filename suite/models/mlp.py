"""Multilayer perceptrons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypedDict

import keras

from suite.models.parts.activation import Activation
from suite.models.parts.choices import check_count, checked
from suite.models.parts.dense_stack import dense_stack, drop, flatten
from suite.models.parts.options import BiasOptions
from suite.models.parts.units import Units
from suite.options import Option, takes

if TYPE_CHECKING:
    from typing_extensions import Unpack


class _StackOptions(TypedDict, total=False):
    widths: Annotated[
        list[int],
        Option(
            [128, 128],
            "Units of each hidden layer; an empty list is linear regression on the classes.",
        ),
    ]
    activation: Annotated[
        Activation,
        Option(
            "relu",
            "Name, function or layer; `linear` or None leaves it out, and the whole net is one "
            "linear map.",
        ),
    ]
    norm: Annotated[
        Literal["batch", "group", "layer", "weight", "none"],
        Option(
            "none",
            "`weight` reparameterizes the hidden layers. Instance norm would leave a vector "
            "nothing, so it is no choice.",
        ),
    ]
    dropout: Annotated[
        float | list[float],
        Option(0.0, "Rate in [0, 1) after each hidden layer, one or one per layer; 0 is off."),
    ]
    input_dropout: Annotated[float, Option(0.0, "Rate in [0, 1) at the input; 0 is off.")]


class _Options(_StackOptions, BiasOptions, total=False):
    pass


@checked
@takes(_Options)
def mlp(inputs: keras.KerasTensor, classes: int, **options: Unpack[_Options]) -> keras.KerasTensor:
    """Multilayer perceptron: fully connected hidden layers, then logits.

    h_l = f(W_l h_{l-1} + b_l),   logits = W h_L + b

    with h_0 the input as a vector and f the activation. With L hidden layers it has L + 1 layers:
    the input does not count.

    Args:
        inputs: Vectors or images of known size, normalized; images are flattened.
        classes: Number of logits.

    Shapes:
        (batch, features) or (batch, height, width, channels) to (batch, classes).

    Raises:
        ValueError: where an argument is out of range.

    Reference:
        Rumelhart, Hinton, Williams (1986), Learning representations by back-propagating errors.

    Example:
        >>> logits = mlp(keras.Input((784,)), 10, widths=[32], dropout=0.1)
        >>> logits.shape
        (None, 10)

    Topic: models/mlp, foundations/neuron, foundations/bias
    """
    check_count("classes", classes)
    units = Units.with_biases(options["activation"], options["norm"], options)
    x = drop(flatten(inputs), options["input_dropout"], "input_dropout", "input_dropout")
    x = dense_stack(x, options["widths"], options["dropout"], units)
    return units.logits(x, classes)
