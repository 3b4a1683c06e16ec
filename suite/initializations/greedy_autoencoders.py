"""Greedy layer-wise unsupervised pre-training."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import keras
import numpy as np

from suite.initializations._autoencoder import Autoencoder
from suite.initializations._hidden_layers import HiddenLayer, hidden_layers
from suite.initializations._layer_inputs import LayerInputs
from suite.initializations._say import Say
from suite.options import Option, takes

if TYPE_CHECKING:
    from typing_extensions import Unpack

# What an encoder has in common with the layer of the model, whose configuration could not be read
# back where it holds functions of the user.
_SHARED = (
    *("units", "filters", "kernel_size", "strides", "padding", "data_format"),
    *("activation", "use_bias", "activity_regularizer"),
    *("kernel_regularizer", "bias_regularizer", "kernel_constraint", "bias_constraint"),
)


class _Options(TypedDict, total=False):
    epochs: Annotated[int, Option(10, "For each layer, at least 1.")]
    batch_size: Annotated[int, Option(64, "At least 1, at most the training set.")]
    learning_rate: Annotated[float, Option(0.001, "Of Adam, positive.")]
    noise: Annotated[
        float,
        Option(
            0.0,
            "Share of the entries of x_l that the encoder sees as 0, in [0, 1); the target is all "
            "of x_l (a denoising autoencoder). 0 is off.",
        ),
    ]
    tied: Annotated[bool, Option(False, "Whether V_l is W_l.")]


@takes(_Options)
def greedy_autoencoders(
    model: keras.Model, inputs: Any, seed: int, say: Say, **options: Unpack[_Options]
) -> None:
    """Train each hidden layer in turn as the encoder of an autoencoder, without labels.

    h_l = f(W_l x_l + b_l),   x'_l = V_l^T h_l + c_l,   min E ||x'_l - x_l||^2

    from the first hidden layer to the last; x_l is what the layers before, already trained, make of
    the training inputs, f the activation after layer l, and the decoder V_l, c_l is forgotten
    afterwards. The output layer keeps its initial weights. Dropout is off; pooling stands outside
    of the autoencoders. Adam minimizes, a new order each epoch, the remainder dropped. Without an
    activation the least error is that of as many principal components. The model must be a chain of
    layers, of which only dense and convolution layers (without groups and dilation) have weights,
    but for the scaling of the inputs.

    Args:
        say: Given a line for each layer: the mean squared error of the reconstruction before and
            after, as a share of the variance of x_l.

    Raises:
        ValueError: where an argument is out of range, the model is no such chain, or the error
            does not stay finite.

    Example:
        >>> inputs = keras.Input((4,))
        >>> code = keras.layers.Dense(2, "relu", name="code")(inputs)
        >>> model, x = keras.Model(inputs, keras.layers.Dense(1)(code)), np.eye(4)
        >>> greedy_autoencoders(model, x, 0, print, epochs=1, batch_size=4)
        greedy_autoencoders: code (1/1): reconstruction error ... -> ... of the variance

    Reference: Bengio, Lamblin, Popovici, Larochelle (2007), Greedy layer-wise training of deep
        networks; Hinton, Osindero, Teh (2006); with noise Vincent, Larochelle et al. (2008).

    Topic: init/pretraining
    """
    _check(options)
    random, stages = np.random.default_rng(seed), hidden_layers(model)
    for number, stage in enumerate(stages, start=1):
        errors = _pretrain(stage, model, inputs, random, options)
        say(f"greedy_autoencoders: {stage.layer.name} ({number}/{len(stages)}): {errors}")


def _pretrain(
    stage: HiddenLayer,
    model: keras.Model,
    inputs: Any,
    random: np.random.Generator,
    given: _Options,
) -> str:
    """Train one layer, and say what the reconstruction gained."""
    stream = LayerInputs(model, inputs, stage.layer, min(given["batch_size"], len(inputs)))
    rate, noise = given["learning_rate"], given["noise"]
    trained, layer = _autoencoder(stage, given["tied"], rate, int(random.integers(2**31)))
    before = _error(trained, stream)
    if not math.isfinite(before):
        raise ValueError(
            f"what reaches layer `{stage.layer.name}` does not vary or is not finite on the "
            "training data: look at the weights and activations before it"
        )
    for _ in range(given["epochs"]):
        for batch in stream.shuffled(random):
            seen = batch * (random.random(batch.shape) >= noise) if noise else batch
            trained.train_on_batch(seen.astype(batch.dtype), batch)
    after = _error(trained, stream)
    if not math.isfinite(after):
        raise ValueError(
            f"Argument `learning_rate` is too large: the reconstruction error of layer "
            f"`{stage.layer.name}` is not finite. Received: learning_rate={rate}"
        )
    for variable, value in zip(stage.layer.weights, layer.encoder.weights, strict=True):
        variable.assign(keras.ops.convert_to_numpy(value))
    return f"reconstruction error {before:.3g} -> {after:.3g} of the variance"


def _check(options: _Options) -> None:
    """Refuse arguments out of range."""
    for name, value in (("epochs", options["epochs"]), ("batch_size", options["batch_size"])):
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError(f"Argument `{name}` must be an integer >= 1. Received: {name}={value}")
    learning_rate, noise, tied = options["learning_rate"], options["noise"], options["tied"]
    if not isinstance(learning_rate, Real) or not 0 < learning_rate < math.inf:
        raise ValueError(
            "Argument `learning_rate` must be a finite positive number. "
            f"Received: learning_rate={learning_rate}"
        )
    if not isinstance(noise, Real) or not 0 <= noise < 1:
        raise ValueError(f"Argument `noise` must be in [0, 1). Received: noise={noise}")
    if not isinstance(tied, bool):
        raise ValueError(f"Argument `tied` must be true or false. Received: tied={tied}")


def _autoencoder(
    stage: HiddenLayer, tied: bool, learning_rate: float, seed: int
) -> tuple[keras.Model, Autoencoder]:
    """A compiled autoencoder whose encoder begins as the layer of the model.

    Everything has a name, so that those Keras gives later do not depend on it.
    """
    layer, dtype = stage.layer, stage.layer.variable_dtype
    options = {name: getattr(layer, name) for name in _SHARED if hasattr(layer, name)}
    copy = type(layer)(**options, name="encoder", dtype=dtype)
    auto = Autoencoder(copy, stage.activate, tied, seed, name="autoencoder", dtype=dtype)
    inputs = keras.Input(layer.input.shape[1:], dtype=dtype, name="code")
    model = keras.Model(inputs, auto(inputs), name="pretraining")
    if tuple(model.output.shape) != tuple(inputs.shape):
        raise ValueError(
            f"convolution `{layer.name}` does not reach every pixel of its input of shape "
            f"{tuple(inputs.shape[1:])}: its decoder would give {tuple(model.output.shape[1:])}; "
            "use stride 1, or a size that the stride divides"
        )
    copy.set_weights(layer.get_weights())
    model.compile(
        optimizer=keras.optimizers.Adam(float(learning_rate), name="pretraining_adam"),
        loss=keras.losses.MeanSquaredError(dtype=dtype),
        auto_scale_loss=False,
        jit_compile=False,
    )
    return model, auto


def _error(model: keras.Model, stream: LayerInputs) -> float:
    """Mean squared error over the variance of the target, without noise."""
    count, squares, total, second = 0, 0.0, 0.0, 0.0
    for x in stream.all():
        difference = keras.ops.convert_to_numpy(model(x, training=False)).astype("float64") - x
        squares += float(np.square(difference).sum())
        total += float(x.sum(dtype="float64"))
        second += float(np.square(x, dtype="float64").sum())
        count += x.size
    variance = second / count - (total / count) ** 2
    return squares / count / variance if variance > 0 else math.nan
