"""Maxout over convolutions."""

from __future__ import annotations

from typing import Any, Literal

import keras

from suite.layers._maxout_pieces import affine_config, check_integer, largest
from suite.tensors import Shape, Tensor


@keras.saving.register_keras_serializable(package="suite")
class MaxoutConv2D(keras.layers.Layer):
    """The largest of several convolutions, for each output channel at each position.

    y_c = max_{j = 1..k} (W_cj * x + b_cj)

    with * a convolution, W_cj its kernel and k the pieces. (Goodfellow et al. also pool over
    positions; a max-pooling layer behind this one does.)

    The maps are one convolution, `affine`, of k * filters channels, piece after piece.

    Args:
        filters: Number of output channels, at least 1.
        kernel_size: Height and width of the kernels, or one number for both.
        pieces: k, at least 2.
        strides: Along height and width, or one number for both.
        padding: `same`: zeros keep the size at stride 1; `valid`: no padding.
        use_bias: Whether the convolutions have biases.
        kernel_initializer: Of the kernels; it sees k * filters outputs.
        bias_initializer: Of the biases.
        kernel_regularizer: Of the kernels.
        bias_regularizer: Of the biases.
        kernel_constraint: Of the kernels.
        bias_constraint: Of the biases.

    Shapes:
        (batch, height, width, channels) to (batch, new height, new width, filters).

    Raises:
        ValueError: where an argument is out of range.

    Example:
        >>> layer = MaxoutConv2D(filters=8, kernel_size=3, pieces=2, padding="same")
        >>> layer(np.zeros((1, 4, 4, 3))).shape, layer.affine.filters
        (TensorShape([1, 4, 4, 8]), 16)

    Reference:
        Goodfellow, Warde-Farley, Mirza, Courville, Bengio (2013), Maxout networks.

    Topic: activations/maxout
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, int],
        pieces: int = 2,
        strides: int | tuple[int, int] = 1,
        padding: Literal["valid", "same"] = "valid",
        use_bias: bool = True,
        kernel_initializer: str | keras.initializers.Initializer = "glorot_uniform",
        bias_initializer: str | keras.initializers.Initializer = "zeros",
        kernel_regularizer: str | keras.regularizers.Regularizer | None = None,
        bias_regularizer: str | keras.regularizers.Regularizer | None = None,
        kernel_constraint: str | keras.constraints.Constraint | None = None,
        bias_constraint: str | keras.constraints.Constraint | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        check_integer(1, filters=filters)
        check_integer(2, pieces=pieces)
        self.filters = filters
        self.pieces = pieces
        self.affine = keras.layers.Conv2D(
            filters * pieces,
            kernel_size,
            strides=strides,
            padding=padding,
            data_format="channels_last",
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
            dtype=self.dtype_policy,
            name="affine",
        )

    def build(self, input_shape: Shape) -> None:
        self.affine.build(input_shape)

    def call(self, inputs: Tensor) -> Tensor:
        return largest(self.affine(inputs), self.pieces)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (*self.affine.compute_output_shape(input_shape)[:-1], self.filters)

    def get_config(self) -> dict[str, Any]:
        affine = self.affine
        own = {
            "filters": self.filters,
            "kernel_size": affine.kernel_size,
            "pieces": self.pieces,
            "strides": affine.strides,
            "padding": affine.padding,
            **affine_config(affine),
        }
        return {**super().get_config(), **own}
