"""An autoencoder of one hidden layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from suite.tensors import Shape, Tensor


class Autoencoder(keras.layers.Layer):
    """Encode by a dense or convolution layer and decode linearly.

    h = f(W x + b),   x' = V^T h + c

    with W and b those of the encoder, f its activation, V of the shape of W, and V = W where the
    weights are tied. For a convolution V^T is the transposed convolution.

    Args:
        encoder: Dense or Conv1D-3D without groups and dilation; its own activation is part of f.
        activation: Applied after the encoder.
        tied: Whether V is W.
        seed: Of V's initial values.
    """

    def __init__(
        self,
        encoder: keras.layers.Layer,
        activation: Callable[[Any], Any],
        tied: bool,
        seed: int,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.encoder = encoder
        self.activation = activation
        self.tied = tied
        self.seed = seed

    def build(self, input_shape: Shape) -> None:
        self.encoder.build(input_shape)
        shape = self.encoder.kernel.shape
        if not self.tied:
            glorot = keras.initializers.GlorotUniform(seed=self.seed)
            self.kernel = self.add_weight(name="kernel", shape=shape, initializer=glorot)
        self.bias = self.add_weight(name="bias", shape=shape[-2:-1], initializer="zeros")

    def call(self, inputs: Tensor) -> Tensor:
        return self.decode(self.activation(self.encoder(inputs)))

    def decode(self, hidden: Tensor) -> Tensor:
        kernel = self.encoder.kernel if self.tied else self.kernel
        if isinstance(self.encoder, keras.layers.Dense):
            return keras.ops.matmul(hidden, keras.ops.transpose(kernel)) + self.bias
        x = keras.ops.conv_transpose(
            hidden,
            kernel,
            strides=self.encoder.strides,
            padding=self.encoder.padding,
            data_format=self.encoder.data_format,
        )
        if self.encoder.data_format == "channels_last":
            return x + self.bias
        return x + keras.ops.reshape(self.bias, (-1, *[1] * (len(x.shape) - 2)))
