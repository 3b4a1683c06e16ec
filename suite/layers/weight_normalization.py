"""Weight normalisation: the length and the direction of a kernel as separate weights."""

from __future__ import annotations

from typing import Any

import keras

# Kernels whose output axes are not the last one: (height, width, outputs, inputs) for transposed
# convolutions, (height, width, inputs, multiplier) for depthwise ones, both axes being outputs.
_OUTPUT_AXES = {
    keras.layers.Dense: (-1,),
    keras.layers.Conv1D: (-1,),
    keras.layers.Conv2D: (-1,),
    keras.layers.Conv3D: (-1,),
    keras.layers.Conv1DTranspose: (-2,),
    keras.layers.Conv2DTranspose: (-2,),
    keras.layers.Conv3DTranspose: (-2,),
    keras.layers.DepthwiseConv1D: (-2, -1),
    keras.layers.DepthwiseConv2D: (-2, -1),
}


def normalized_kernel(g, v, axes: tuple[int, ...]):
    """g v / ||v||, the norm over `axes`; a zero direction gives a zero kernel."""
    square = keras.ops.sum(keras.ops.square(v), axis=axes, keepdims=True)
    tiny = 1e-30  # float32 squares of entries below 1e-15
    return v * (
        keras.ops.reshape(g, square.shape) * keras.ops.rsqrt(keras.ops.maximum(square, tiny))
    )


@keras.saving.register_keras_serializable(package="suite")
class WeightNormalization(keras.layers.Wrapper):
    """Give a dense or convolution layer the kernel w = g v / ||v||.

    w = g v / ||v||

    with v the direction (shaped like the kernel), g the length, one number an output, and ||v||
    the Euclidean norm over all axes of the kernel but the output's. Both are trained; at first
    g = ||v||, so that the layer starts as the wrapped one would. Unlike batch normalisation it
    depends on no batch and adds no noise; the range of the output is not bounded, so the initial
    values matter (`initialize_from`).

    A kernel regularizer of the wrapped layer acts on w, not on v, whose length means nothing.

    Args:
        layer: Dense, Conv1D-3D, their transposed forms, or DepthwiseConv1D-2D, without kernel
            constraint and activity regularizer. Its dtype policy holds; g and v stay in the
            variable type and the norm is computed there.

    Shapes:
        Those of the wrapped layer.

    Raises:
        ValueError: where `layer` is of another type, or has a constraint or activity regularizer.

    Reference:
        Salimans, Kingma (2016), Weight normalization: a simple reparameterization to accelerate
        training of deep neural networks.

    Topic: norm/weight
    """

    def __init__(
        self, layer: keras.layers.Layer, trainable: bool = True, name: str | None = None
    ) -> None:
        if type(layer) not in _OUTPUT_AXES:
            accepted = ", ".join(kind.__name__ for kind in _OUTPUT_AXES)
            raise ValueError(f"Argument `layer` must be one of {accepted}. Received: layer={layer}")
        if layer.activity_regularizer is not None:
            raise ValueError(
                "Argument `layer` must have no activity regularizer. "
                f"Received: {layer.activity_regularizer}"
            )
        # `autocast` off and the variables' own type: the norm is taken before any rounding.
        super().__init__(
            layer, trainable=trainable, name=name, dtype=layer.variable_dtype, autocast=False
        )

    def build(self, input_shape=None):
        super().build(input_shape)
        self.v = self.layer.kernel
        if self.v.constraint is not None:
            raise ValueError(
                "Argument `layer` must have no kernel constraint: the length of v means nothing. "
                f"Received: {self.v.constraint}"
            )
        rank = len(self.v.shape)
        outputs = [axis % rank for axis in _OUTPUT_AXES[type(self.layer)]]
        self._axes = tuple(axis for axis in range(rank) if axis not in outputs)
        self._regularizer, self.v.regularizer = self.v.regularizer, None
        self.g = self.add_weight(
            name="g",
            shape=[self.v.shape[axis] for axis in outputs],
            initializer=self._length_of_v,
        )

    def _length_of_v(self, shape, dtype=None):
        return keras.ops.cast(keras.ops.sqrt(keras.ops.sum(self.v**2, axis=self._axes)), dtype)

    @property
    def kernel(self):
        """The effective kernel w."""
        return normalized_kernel(self.g, self.v, self._axes)

    def call(self, inputs):
        w = self.kernel
        if self._regularizer is not None:
            self.add_loss(self._regularizer(w))
        return self._apply(inputs, w)

    def _apply(self, inputs, w):
        """Call the wrapped layer with w in the place of its kernel variable."""
        state = [
            (variable, w if variable is self.v else variable.value)
            for variable in self.layer.variables
        ]
        with keras.StatelessScope(state):
            return self.layer(inputs)

    def initialize_from(self, inputs) -> None:
        """Set g and the bias so that every output has mean 0 and variance 1 on `inputs`.

        With t = v x / ||v||, m and s its mean and deviation over the batch and all positions:
        g = 1 / s and b = -m / s (Salimans and Kingma 2016, section 3). Call it once, on a batch of
        training data as it reaches this layer; the layer needs a bias and no activation.
        """
        if not self.layer.use_bias or self.layer.activation is not keras.activations.linear:
            raise ValueError(
                "Method `initialize_from` needs a wrapped layer with a bias and without "
                f"activation. Received: {self.layer.get_config()}"
            )
        if not self.built:
            self.build(inputs.shape)
        self.g.assign(keras.ops.ones_like(self.g))
        self.layer.bias.assign(keras.ops.zeros_like(self.layer.bias))
        t = keras.ops.cast(self._apply(inputs, self.kernel), self.g.dtype)
        mean, variance = keras.ops.moments(t, axes=list(range(len(t.shape) - 1)))
        scale = 1 / keras.ops.sqrt(variance + 1e-10)
        self.g.assign(keras.ops.reshape(scale, self.g.shape))
        self.layer.bias.assign(-mean * scale)

    def compute_output_shape(self, input_shape):
        return self.layer.compute_output_shape(input_shape)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        del config["dtype"]  # the wrapped layer's
        return config
