"""Recurrent networks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict

import keras

from suite.models.parts.activation import Activation
from suite.models.parts.choices import check_count, checked
from suite.models.parts.dense_stack import drop
from suite.models.parts.options import BiasOptions
from suite.models.parts.units import Units
from suite.options import Option, takes

if TYPE_CHECKING:
    from typing_extensions import Unpack


class _RecurrentOptions(TypedDict, total=False):
    units: Annotated[int, Option(64, "Size of the state h.")]
    activation: Annotated[Activation, Option("tanh", "Name, function or layer.")]
    norm: Annotated[
        Literal["batch", "layer", "weight", "none"],
        Option(
            "none",
            "Of W x + U h in each step: `batch` with statistics, scale and offset of its own for "
            "every step, `layer` over the units; `weight` reparameterizes W and U.",
        ),
    ]
    recurrent_initializer: Annotated[
        str | keras.initializers.Initializer, Option("orthogonal", "Of U.")
    ]
    dropout: Annotated[float, Option(0.0, "Rate in [0, 1) behind the last state; 0 is off.")]


class _Options(_RecurrentOptions, BiasOptions, total=False):
    pass


@checked
@takes(_Options)
def rnn(inputs: keras.KerasTensor, classes: int, **options: Unpack[_Options]) -> keras.KerasTensor:
    """Simple recurrent network over the rows of an image, or the steps of a sequence, then logits.

    h_t = f(W x_t + U h_{t-1} + b),   h_0 = 0,   logits = V h_T + c

    with x_t row t (of an image with all its columns and channels), h_t the state behind it, f the
    activation, and the same W, U and b in each of the T steps. It is unrolled: the net has each
    step as layers of its own that share their weights, and T is fixed.

    Args:
        inputs: Sequences (steps, features) or images of known size, normalized.
        classes: Number of logits.

    Shapes:
        (batch, steps, features) or (batch, height, width, channels) to (batch, classes).

    Raises:
        ValueError: where an argument is out of range, or the inputs are no sequence.

    Reference:
        Elman (1990), Finding structure in time. Batch normalization step by step: Cooijmans,
        Ballas, Laurent, Gulcehre, Courville (2017), Recurrent batch normalization.

    Example:
        >>> logits = rnn(keras.Input((8, 8, 1)), 10, units=16, norm="weight")
        >>> logits.shape
        (None, 10)

    Topic: norm/weight
    """
    check_count("classes", classes)
    check_count("units", options["units"])
    units = Units.with_biases(options["activation"], options["norm"], options)
    state = _last_state(_sequence(inputs), units, options)
    return units.logits(drop(state, options["dropout"], "dropout", "dropout"), classes)


def _sequence(inputs: Any) -> Any:
    """(batch, steps, features); the columns and channels of an image are a row's features."""
    shape = inputs.shape[1:]
    if len(shape) not in (2, 3) or None in shape:
        raise ValueError(
            "Argument `inputs` must be images or (batch, steps, features) of known size. "
            f"Received: inputs.shape={tuple(inputs.shape)}"
        )
    return keras.layers.Reshape((shape[0], -1), name="rows")(inputs)


def _last_state(x: Any, units: Units, options: _Options) -> Any:
    size, biased = options["units"], units.bias(norm_next=units.norm_first)
    arguments = units.weights.arguments()
    recurrent_arguments = replace(
        units.weights, kernel_initializer=options["recurrent_initializer"]
    ).arguments()
    driven = units.norm.wrap(
        keras.layers.Dense(size, use_bias=biased, name="input_kernel", **arguments)
    )(x)
    recurrent = units.norm.wrap(
        keras.layers.Dense(size, use_bias=False, name="recurrent_kernel", **recurrent_arguments)
    )
    state = None
    steps = x.shape[1]
    for step in range(1, steps + 1):
        others = step - 1, steps - step  # the steps before this one and after it
        total = keras.layers.Cropping1D(others, name=f"step{step}")(driven)
        if state is not None:
            total = keras.layers.Add(name=f"sum{step}")([total, recurrent(state)])
        state = units.norm_activation(total, suffix=step)
    return keras.layers.Flatten(name="state")(state)
