"""Greedy layer-wise unsupervised pre-training."""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real
from typing import Any

import keras
import numpy as np

from suite.initializations._autoencoder import Autoencoder
from suite.initializations._hidden_layers import HiddenLayer, hidden_layers

# What an encoder has in common with the layer of the model, whose configuration could not be read
# back where it holds functions of the user.
_SHARED = (
    *("units", "filters", "kernel_size", "strides", "padding", "data_format"),
    *("activation", "use_bias", "activity_regularizer"),
    *("kernel_regularizer", "bias_regularizer", "kernel_constraint", "bias_constraint"),
)


def greedy_autoencoders(
    model: keras.Model,
    inputs: Any,
    seed: int,
    say: Callable[[str], object],
    *,
    epochs: int = 10,
    batch_size: int = 64,
    learning_rate: float = 0.001,
    noise: float = 0.0,
    tied: bool = False,
) -> None:
    """Train each hidden layer in turn as the encoder of an autoencoder, without labels.

    h_l = f(W_l x_l + b_l),   x'_l = V_l^T h_l + c_l,   min E ||x'_l - x_l||^2

    from the first hidden layer to the last; x_l is what the layers before, already trained, make of
    the training inputs, f the activation after layer l, and the decoder V_l, c_l is forgotten
    afterwards. The output layer keeps its initial weights. Dropout is off; pooling stands outside
    of the autoencoders. Adam minimizes, a new order each epoch, the remainder dropped. Without an
    activation the least error is that of as many principal components.

    The model must be a chain of layers, of which only dense and convolution layers (without groups
    and dilation) have weights, but for the scaling of the inputs. A normalization between them has
    statistics that belong to the supervised training; where paths meet, as in a residual network,
    a layer's input is the code of no single autoencoder.

    Args:
        model: Its weights are changed.
        inputs: Raw training inputs.
        seed: Of the order, the noise and the decoders.
        say: Given a line for each layer: the mean squared error of the reconstruction before and
            after, as a share of the variance of x_l.
        epochs: For each layer, at least 1.
        batch_size: At least 1, at most the training set.
        learning_rate: Of Adam, positive.
        noise: Share of the entries of x_l that the encoder sees as 0, in [0, 1); the target is all
            of x_l (a denoising autoencoder). 0 is off.
        tied: Whether V_l is W_l.

    Raises:
        ValueError: where an argument is out of range, the model is no such chain, or the error
            does not stay finite.

    Reference:
        Hinton, Osindero, Teh (2006), A fast learning algorithm for deep belief nets.
        Bengio, Lamblin, Popovici, Larochelle (2007), Greedy layer-wise training of deep networks.
        Vincent, Larochelle, Bengio, Manzagol (2008), Extracting and composing robust features with
        denoising autoencoders.

    Topic: init/pretraining
    """
    check(epochs, batch_size, learning_rate, noise, tied)
    random = np.random.default_rng(seed)
    stages = hidden_layers(model)
    for number, stage in enumerate(stages, start=1):
        stream = Stream(model, inputs, stage.layer, min(batch_size, len(inputs)))
        trained, layer = autoencoder(stage, tied, learning_rate, int(random.integers(2**31)))
        before = error(trained, stream)
        if not math.isfinite(before):
            raise ValueError(
                f"what reaches layer `{stage.layer.name}` does not vary or is not finite on the "
                "training data: look at the weights and activations before it"
            )
        for _ in range(epochs):
            for batch in stream.shuffled(random):
                seen = batch * (random.random(batch.shape) >= noise) if noise else batch
                trained.train_on_batch(seen.astype(batch.dtype), batch)
        after = error(trained, stream)
        if not math.isfinite(after):
            raise ValueError(
                f"Argument `learning_rate` is too large: the reconstruction error of layer "
                f"`{stage.layer.name}` is not finite. Received: learning_rate={learning_rate}"
            )
        for variable, value in zip(stage.layer.weights, layer.encoder.weights, strict=True):
            variable.assign(keras.ops.convert_to_numpy(value))
        say(
            f"greedy_autoencoders: {stage.layer.name} ({number}/{len(stages)}): reconstruction "
            f"error {before:.3g} -> {after:.3g} of the variance"
        )


def check(epochs: int, batch_size: int, learning_rate: float, noise: float, tied: bool) -> None:
    """Refuse arguments out of range."""
    for name, value in (("epochs", epochs), ("batch_size", batch_size)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError(f"Argument `{name}` must be an integer >= 1. Received: {name}={value}")
    if not isinstance(learning_rate, Real) or not 0 < learning_rate < math.inf:
        raise ValueError(
            "Argument `learning_rate` must be a finite positive number. "
            f"Received: learning_rate={learning_rate}"
        )
    if not isinstance(noise, Real) or not 0 <= noise < 1:
        raise ValueError(f"Argument `noise` must be in [0, 1). Received: noise={noise}")
    if not isinstance(tied, bool):
        raise ValueError(f"Argument `tied` must be true or false. Received: tied={tied}")


class Stream:
    """What reaches a layer, batch by batch.

    Args:
        model: Whose weights as they are give it.
        inputs: Raw training inputs.
        layer: Of the model.
        batch_size: At most the number of inputs.
    """

    def __init__(
        self, model: keras.Model, inputs: Any, layer: keras.layers.Layer, batch_size: int
    ) -> None:
        first = layer.input is model.input
        self.before = None if first else keras.Model(model.input, layer.input, name="before")
        if self.before is not None:
            self.before.jit_compile = False
        self.inputs = inputs
        self.batch_size = batch_size
        # In mixed precision too the autoencoder computes in the variables' type.
        self.dtype = layer.variable_dtype

    def shuffled(self, random: np.random.Generator):
        """Batches in a new order, the remainder dropped."""
        rows = random.permutation(len(self.inputs))
        for start in range(0, len(rows) - self.batch_size + 1, self.batch_size):
            yield self.at(rows[start : start + self.batch_size])

    def all(self):
        """Batches of everything, in order."""
        rows = np.arange(len(self.inputs))
        for start in range(0, len(rows), self.batch_size):
            yield self.at(rows[start : start + self.batch_size])

    def at(self, rows: np.ndarray) -> np.ndarray:
        x = np.asarray(self.inputs[rows])
        if self.before is not None:
            x = self.before.predict_on_batch(x)
        return np.asarray(x).astype(self.dtype)


def autoencoder(
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


def error(model: keras.Model, stream: Stream) -> float:
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
