"""Weight normalization: the length and the direction of a kernel as separate weights."""

from __future__ import annotations

import keras

from suite.layers._kernel_wrapper import OUTPUT_AXES, KernelWrapper
from suite.tensors import Shape, Tensor

TINY = 1e-30  # float32 squares of entries below 1e-15


def normalized_kernel(g: Tensor, v: Tensor, axes: tuple[int, ...]) -> Tensor:
    """g v / ||v||, the norm over `axes`; a zero direction gives a zero kernel."""
    square = keras.ops.sum(keras.ops.square(v), axis=axes, keepdims=True)
    return v * (keras.ops.reshape(g, square.shape) * keras.ops.rsqrt(square + TINY))


@keras.saving.register_keras_serializable(package="suite")
class WeightNormalization(KernelWrapper):
    """Give a dense or convolution layer the kernel w = g v / ||v||.

    w = g v / ||v||

    with v the direction (shaped like the kernel), g the length, one number an output, and ||v||
    the Euclidean norm over all axes of the kernel but the output's. Both are trained; at first
    g = ||v||, so that the layer starts as the wrapped one would. Unlike batch normalization it
    depends on no batch and adds no noise; the range of the output is not bounded, so the initial
    values matter (`initialize_from`). `plain_layer` and `remove_weight_normalization` turn the
    trained weights into those of ordinary layers.

    A kernel regularizer of the wrapped layer acts on w, not on v, whose length means nothing.

    Args:
        layer: Dense, Conv1D-3D, their transposed forms, or DepthwiseConv1D-2D, without kernel
            constraint and activity regularizer. Its dtype policy holds; g and v stay in the
            variable type and the norm is computed there.
        trainable: Whether the weights are trained.
        name: Of the wrapper.

    Shapes:
        Those of the wrapped layer.

    Raises:
        ValueError: where `layer` is of another type, or has a constraint or activity regularizer.

    Example:
        >>> layer = WeightNormalization(keras.layers.Dense(1))
        >>> layer.build((None, 2))
        >>> layer.v.assign([[3.0], [4.0]]), layer.g.assign([10.0])  # doctest: +ELLIPSIS
        (...)
        >>> keras.ops.convert_to_numpy(layer.kernel).round(4).ravel().tolist()
        [6.0, 8.0]

    Reference:
        Salimans, Kingma (2016), Weight normalization: a simple reparameterization to accelerate
        training of deep neural networks.

    Topic: norm/weight
    """

    def __init__(
        self, layer: keras.layers.Layer, trainable: bool = True, name: str | None = None
    ) -> None:
        super().__init__(layer, trainable=trainable, name=name)

    def build(self, input_shape: Shape | None = None) -> None:
        super().build(input_shape)
        self.v = self.layer.kernel
        if self.v.constraint is not None:
            raise ValueError(
                "Argument `layer` must have no kernel constraint: the length of v means nothing. "
                f"Received: {self.v.constraint}"
            )
        rank = len(self.v.shape)
        outputs = [axis % rank for axis in OUTPUT_AXES[type(self.layer)]]
        # Those over which the norm is taken.
        self.kernel_axes = tuple(axis for axis in range(rank) if axis not in outputs)
        self._regularizer, self.v.regularizer = self.v.regularizer, None
        self.g = self.add_weight(
            name="g",
            shape=[self.v.shape[axis] for axis in outputs],
            initializer=self._length_of_v,
        )

    def penalize(self, regularizer: keras.regularizers.Regularizer | None) -> None:
        """Put a penalty on w in the place of the one it had."""
        self._regularizer = regularizer

    def _length_of_v(self, shape: Shape, dtype: str | None = None) -> Tensor:
        return keras.ops.cast(
            keras.ops.sqrt(keras.ops.sum(self.v**2, axis=self.kernel_axes)), dtype
        )

    @property
    def kernel(self) -> Tensor:
        """The effective kernel w."""
        return normalized_kernel(self.g, self.v, self.kernel_axes)

    def call(self, inputs: Tensor) -> Tensor:
        if self._scales_outputs:
            return self._scaled_outputs(inputs)
        w = self.kernel
        if self._regularizer is not None:
            self.add_loss(self._regularizer(w))
        return self.call_with(w, inputs)

    @property
    def _scales_outputs(self) -> bool:
        """Whether g / ||v|| can wait for the outputs, which are fewer numbers than the kernel."""
        layer = self.layer
        in_full = layer.compute_dtype == layer.variable_dtype  # half precision would round v
        return type(layer) is keras.layers.Dense and in_full and self._regularizer is None

    def _scaled_outputs(self, inputs: Tensor) -> Tensor:
        """x w + b as (x v) g / ||v|| + b, which passes over the kernel half as often."""
        ops, layer = keras.ops, self.layer
        v = ops.convert_to_tensor(self.v)
        # A product with ones is by far the fastest sum over the rows of a matrix.
        ones = ops.ones((1, v.shape[0]), v.dtype)
        square = ops.matmul(ones, ops.square(v))
        scale = ops.reshape(self.g, (1, -1)) * ops.rsqrt(square + TINY)
        outputs = ops.matmul(ops.cast(inputs, v.dtype), v) * ops.reshape(scale, (-1,))
        if layer.use_bias:
            outputs = outputs + layer.bias
        return layer.activation(outputs)

    def initialize_from(self, inputs: Tensor) -> None:
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
        self.g.assign(keras.ops.ones(self.g.shape))
        self.layer.bias.assign(keras.ops.zeros(self.layer.bias.shape))
        t = keras.ops.cast(self.call_with(self.kernel, inputs), self.g.dtype)
        first = getattr(self.layer, "data_format", None) == "channels_first"
        channels = 1 if first else len(t.shape) - 1
        axes = [axis for axis in range(len(t.shape)) if axis != channels]
        mean, variance = keras.ops.moments(t, axes=axes)
        scale = 1 / keras.ops.sqrt(variance + 1e-10)
        self.g.assign(keras.ops.reshape(scale, self.g.shape))
        self.layer.bias.assign(-mean * scale)

    def plain_layer(self) -> keras.layers.Layer:
        """An ordinary layer of the wrapped kind that computes the same: its kernel is w."""
        if not self.built:
            raise ValueError("Method `plain_layer` needs a built layer: call it on data first.")
        plain = type(self.layer).from_config({**self.layer.get_config(), "name": self.name})
        plain.build_from_config(self.get_build_config())
        self._give_weights_to(plain)
        return plain

    def take_plain(self, plain: keras.layers.Layer) -> None:
        """Compute what an ordinary layer of this kind does: v is its kernel, g the length."""
        self.layer.set_weights(plain.get_weights())
        self.g.assign(self._length_of_v(self.g.shape, self.g.dtype))

    def _give_weights_to(self, plain: keras.layers.Layer) -> None:
        plain.kernel.assign(self.kernel)
        if self.layer.use_bias:
            plain.bias.assign(self.layer.bias)


def remove_weight_normalization(model: keras.Model) -> keras.Model:
    """A copy of a functional or sequential model with plain layers, which computes the same.

    Layers but the inputs keep their names, and g v / ||v|| becomes the kernel. Models inside the
    model are copied as they are.
    """

    def plain(layer: keras.layers.Layer) -> keras.layers.Layer:
        if not isinstance(layer, WeightNormalization):
            return type(layer).from_config(layer.get_config())
        inner = layer.layer
        return type(inner).from_config({**inner.get_config(), "name": layer.name})

    copy = keras.models.clone_model(model, clone_function=plain)
    for source, target in zip(model.layers, copy.layers, strict=True):
        if isinstance(source, WeightNormalization):
            source._give_weights_to(target)
        else:
            target.set_weights(source.get_weights())
    return copy
