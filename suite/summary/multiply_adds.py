"""Multiply-add operations of a layer."""

from __future__ import annotations

import math
from typing import Any

import keras

from suite.layers.drop_connect import DropConnect
from suite.layers.maxout import Maxout
from suite.layers.maxout_conv2d import MaxoutConv2D
from suite.layers.squeeze_excite import SqueezeExcite
from suite.layers.weight_normalization import WeightNormalization
from suite.summary.graph import Shape

CONVOLUTIONS = (
    keras.layers.Conv1D,
    keras.layers.Conv2D,
    keras.layers.Conv3D,
    keras.layers.DepthwiseConv1D,
    keras.layers.DepthwiseConv2D,
    keras.layers.SeparableConv1D,
    keras.layers.SeparableConv2D,
)
_AT_INPUTS = (
    keras.layers.Dense,
    keras.layers.Conv1DTranspose,
    keras.layers.Conv2DTranspose,
    keras.layers.Conv3DTranspose,
)
# Weights of these have axes and yet are only looked up or applied element by element.
_ELEMENTWISE = (keras.layers.Embedding, keras.layers.LayerNormalization, keras.layers.PReLU)


def multiply_adds(layer: Any, input_shape: Shape, output_shape: Shape) -> int | None:
    """Multiplications with a weight that one sample costs in one forward pass.

    positions * (number of kernel entries)

    because each entry of a kernel is used once at every position: of the output for convolutions
    (kernel height * kernel width * channels in / groups * channels out), of the input for their
    transposes and for dense layers (one position where the input is a vector). Padding counts,
    biases do not. Layers without kernels (norms, activations, pools, additions) count 0.

    Args:
        layer: A built layer or a Keras operation.
        input_shape: With the batch axis first and the channels last.
        output_shape: The same.

    Returns:
        The number, or None where the size of the input or the kind of layer is unknown.

    Example:
        >>> layer = keras.layers.Conv2D(8, 3)
        >>> layer.build((None, 8, 8, 3))
        >>> multiply_adds(layer, (None, 8, 8, 3), (None, 6, 6, 8))  # 6 * 6 * (3 * 3 * 3 * 8)
        7776
    """
    layer = unwrapped(layer)
    if isinstance(layer, CONVOLUTIONS + _AT_INPUTS):
        shape = output_shape if isinstance(layer, CONVOLUTIONS) else input_shape
        positions = [size for size in shape[1:-1] if size is not None]
        if None in shape[1:]:
            return None
        return math.prod(positions) * sum(map(math.prod, _kernels(layer)))
    if isinstance(layer, SqueezeExcite):  # on one vector, the channels' means
        return sum(map(math.prod, (layer.reduce.kernel.shape, layer.expand.kernel.shape)))
    if isinstance(layer, _ELEMENTWISE):
        return 0
    weights = getattr(layer, "trainable_weights", [])
    return None if any(len(weight.shape) > 1 for weight in weights) else 0


def unwrapped(layer: Any) -> Any:
    """The layer whose kernel a wrapper or a maxout layer uses, or the layer itself."""
    if isinstance(layer, WeightNormalization | DropConnect):
        return layer.layer
    return layer.affine if isinstance(layer, Maxout | MaxoutConv2D) else layer


def counts_for_depth(layer: Any) -> bool:
    """Whether the layer is one of those that a network's depth counts."""
    return isinstance(unwrapped(layer), CONVOLUTIONS + _AT_INPUTS)


def _kernels(layer: Any) -> list[tuple[int, ...]]:
    if isinstance(layer, keras.layers.SeparableConv1D | keras.layers.SeparableConv2D):
        return [layer.depthwise_kernel.shape, layer.pointwise_kernel.shape]
    return [layer.kernel.shape]
