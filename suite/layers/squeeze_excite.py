"""Squeeze-and-excitation: channels reweighted by what the whole map shows."""

from __future__ import annotations

from typing import Any

import keras

from suite.tensors import Shape, Tensor


def _channel_means(x: Tensor) -> Tensor:
    """The mean of each channel over all positions, which stay as axes of length 1.

    Half-precision sums over a large map would overflow.
    """
    wide = keras.ops.cast(x, keras.backend.result_type(x.dtype, "float32"))
    means = keras.ops.mean(wide, axis=tuple(range(1, len(x.shape) - 1)), keepdims=True)
    return keras.ops.cast(means, x.dtype)


@keras.saving.register_keras_serializable(package="suite")
class SqueezeExcite(keras.layers.Layer):
    """Scale every channel by a gate computed from all channels' means.

    y_c = s_c x_c,   s = sigmoid(W2 relu(W1 z + b1) + b2),   z_c = mean of x_c over the positions

    with W1 of shape (channels, channels / ratio) and W2 back again.

    Args:
        ratio: The hidden layer has channels / ratio units, rounded down, at least one; a ratio
            above the number of channels leaves one.
        kernel_initializer: Of W1 and W2; b1 and b2 start at 0, so that every s is about 1/2.
        kernel_regularizer: Of W1 and W2.

    Shapes:
        (batch, ..., channels) with at least one axis of positions, to the same shape.

    Raises:
        ValueError: where `ratio` is out of range, the channels are unknown, or there are no
            positions.

    Example:
        >>> layer = SqueezeExcite(ratio=2, kernel_initializer="zeros")
        >>> layer(np.ones((1, 4, 4, 6)))[0, 0, 0].numpy().tolist()  # every gate is 1/2
        [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]

    Reference:
        Hu, Shen, Sun (2018), Squeeze-and-excitation networks.

    Topic: models/se-resnet
    """

    def __init__(
        self,
        ratio: int = 16,
        kernel_initializer: str | keras.initializers.Initializer = "he_normal",
        kernel_regularizer: str | keras.regularizers.Regularizer | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if not isinstance(ratio, int) or isinstance(ratio, bool) or ratio < 1:
            raise ValueError(f"Argument `ratio` must be an integer >= 1. Received: ratio={ratio}")
        self.ratio = ratio
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.kernel_regularizer = keras.regularizers.get(kernel_regularizer)

    def build(self, input_shape: Shape) -> None:
        channels = input_shape[-1]
        if len(input_shape) < 3 or channels is None:
            raise ValueError(
                "Argument `input_shape` must be (batch, ..., channels) with positions and known "
                f"channels. Received: {input_shape}"
            )
        hidden = max(1, channels // self.ratio)
        self.reduce = self._dense(hidden, "relu", "reduce")
        self.expand = self._dense(channels, "sigmoid", "expand")
        vector = (input_shape[0], *[1] * (len(input_shape) - 2))
        self.reduce.build((*vector, channels))
        self.expand.build((*vector, hidden))

    def _dense(self, units: int, activation: str, name: str) -> keras.layers.Dense:
        initializer = self.kernel_initializer
        if isinstance(initializer, keras.initializers.Initializer):
            initializer = initializer.clone()  # one object draws the same values at every call
        return keras.layers.Dense(
            units,
            activation,
            kernel_initializer=initializer,
            kernel_regularizer=self.kernel_regularizer,
            dtype=self.dtype_policy,
            name=name,
        )

    def call(self, inputs: Tensor) -> Tensor:
        return inputs * self.expand(self.reduce(_channel_means(inputs)))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        own = {
            "ratio": self.ratio,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "kernel_regularizer": keras.regularizers.serialize(self.kernel_regularizer),
        }
        return {**super().get_config(), **own}
