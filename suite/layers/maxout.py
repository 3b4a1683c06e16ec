"""Maxout: the largest of several affine maps, a learned convex activation."""

from __future__ import annotations

from typing import Any

import keras

from suite.layers._maxout_pieces import affine_config, check_integer, largest
from suite.tensors import Shape, Tensor


@keras.saving.register_keras_serializable(package="suite")
class Maxout(keras.layers.Layer):
    """The largest of several affine maps, for each unit.

    y_i = max_{j = 1..k} (w_ij . x + b_ij)

    with k the pieces. A unit approximates any convex function of its input, does not saturate and
    cannot die, for k times the weights of a dense layer. With w_i2 = 0 and b_i2 = 0 it is a ReLU.

    The maps are one dense layer, `affine`, of k * units outputs, piece after piece.

    Args:
        units: Number of outputs, at least 1.
        pieces: k, at least 2.
        use_bias: Whether the maps have biases.
        kernel_initializer: Of the weights; it sees k * units outputs.
        bias_initializer: Of the biases.
        kernel_regularizer: Of the weights.
        bias_regularizer: Of the biases.
        kernel_constraint: Of the weights, for instance a max-norm for each w_ij.
        bias_constraint: Of the biases.

    Shapes:
        (batch, ..., features) to (batch, ..., units).

    Raises:
        ValueError: where `units` or `pieces` is out of range.

    Example:
        >>> layer = Maxout(1, pieces=2, use_bias=False)
        >>> layer.build((None, 1))
        >>> layer.set_weights([np.array([[1.0, -1.0]])])
        >>> layer(np.array([[2.0], [-3.0]])).numpy().tolist()  # max(x, -x)
        [[2.0], [3.0]]

    Reference:
        Goodfellow, Warde-Farley, Mirza, Courville, Bengio (2013), Maxout networks.

    Topic: activations/maxout
    """

    def __init__(
        self,
        units: int,
        pieces: int = 2,
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
        check_integer(1, units=units)
        check_integer(2, pieces=pieces)
        self.units = units
        self.pieces = pieces
        self.affine = keras.layers.Dense(
            units * pieces,
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
        return (*input_shape[:-1], self.units)

    def get_config(self) -> dict[str, Any]:
        own = {"units": self.units, "pieces": self.pieces, **affine_config(self.affine)}
        return {**super().get_config(), **own}
