"""The incoming weights of each unit: a kernel as a matrix (inputs, units)."""

from __future__ import annotations

from dataclasses import dataclass

import keras
import tensorflow as tf

from suite.diagnostics.tools.weights import Weight, kernels, leaf_layers

_DEPTHWISE = (keras.layers.DepthwiseConv1D, keras.layers.DepthwiseConv2D)
_TRANSPOSED = (
    keras.layers.Conv1DTranspose,
    keras.layers.Conv2DTranspose,
    keras.layers.Conv3DTranspose,
)


@dataclass(frozen=True)
class Incoming:
    """A kernel, and where its units are.

    Args:
        name: of the layer; `layer/name` where it holds several kernels.
        weight: the kernel.
        units: how many there are.
        is_transposed: whether the units lie on the axis before the last, as those of transposed
            convolutions do.

    Example:
        >>> model = keras.Sequential([keras.Input((6, 6, 2)), keras.layers.Conv2D(4, 3, name="c")])
        >>> (one,) = incoming(model)
        >>> one.name, one.units, one.matrix(tf.zeros(one.weight.shape)).shape.as_list()
        ('c', 4, [18, 4])
    """

    name: str
    weight: Weight
    units: int
    is_transposed: bool = False

    def matrix(self, values: tf.Tensor) -> tf.Tensor:
        """Values of the kernel's shape as (inputs, units)."""
        if self.is_transposed:
            values = tf.linalg.matrix_transpose(values)
        return tf.reshape(values, [-1, self.units])


def incoming(model: keras.Model) -> list[Incoming]:
    """The kernels of the dense and convolution layers, in the order of the forward pass.

    Left out are embeddings, whose inputs are numbers of rows, kernels of more than two axes in
    layers that do not convolve, since nobody knows which of them are units, and biases of two axes.

    Example:
        >>> layers = [keras.layers.Embedding(9, 4), keras.layers.Dense(2, name="head")]
        >>> [one.name for one in incoming(keras.Sequential([keras.Input((3,)), *layers]))]
        ['head']
    """
    layers = {name: _unwrapped(layer) for name, layer in leaf_layers(model)}
    found = []
    for name, weight in kernels(model).items():
        layer = layers.get(weight.layer)
        convolves = hasattr(layer, "kernel_size")
        is_unclear = len(weight.shape) > 2 and not convolves
        if isinstance(layer, keras.layers.Embedding) or weight.name == "bias" or is_unclear:
            continue
        is_depthwise = weight.name == "depthwise_kernel" or isinstance(layer, _DEPTHWISE)
        is_transposed = isinstance(layer, _TRANSPOSED)
        units = weight.shape[-2] if is_transposed else weight.shape[-1]
        if is_depthwise:  # (..., inputs, multiplier), both of them units
            units = weight.shape[-2] * weight.shape[-1]
        found.append(Incoming(name, weight, units, is_transposed))
    return found


def _unwrapped(layer: keras.Layer) -> keras.Layer:
    while isinstance(layer, keras.layers.Wrapper):
        layer = layer.layer
    return layer
