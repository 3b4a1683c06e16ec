"""What a layer does in a network, as far as the checks care."""

from __future__ import annotations

from typing import Any

import keras

from suite.layers.input_whitening import InputWhitening
from suite.layers.nonlinear_normalization import NonlinearNormalization

layers = keras.layers

KERNEL_LAYERS = (layers.Dense, layers.Conv1D, layers.Conv2D, layers.Conv3D)
DROPOUTS = (
    layers.Dropout,
    layers.SpatialDropout1D,
    layers.SpatialDropout2D,
    layers.SpatialDropout3D,
)
NORMS = (
    layers.BatchNormalization,
    layers.GroupNormalization,
    layers.LayerNormalization,
    layers.RMSNormalization,
    layers.UnitNormalization,
)
MERGES = (layers.Add, layers.Average, layers.Multiply, layers.Subtract)
AFFINE_PREPROCESSING = (layers.Normalization, layers.Rescaling, InputWhitening)
PREPROCESSING = (*AFFINE_PREPROCESSING, NonlinearNormalization)
_RESHAPES = (layers.Flatten, layers.Identity, layers.Permute, layers.Reshape)
_AVERAGES = (
    layers.AveragePooling1D,
    layers.AveragePooling2D,
    layers.AveragePooling3D,
    layers.GlobalAveragePooling1D,
    layers.GlobalAveragePooling2D,
    layers.GlobalAveragePooling3D,
    layers.ZeroPadding1D,
    layers.ZeroPadding2D,
    layers.ZeroPadding3D,
)
_ACTIVATION_LAYERS = {
    layers.ELU: "elu",
    layers.LeakyReLU: "leaky_relu",
    layers.PReLU: "prelu",
    layers.ReLU: "relu",
    layers.Softmax: "softmax",
}
# Class names of the operations that `keras.ops` leaves in a functional graph.
_ACTIVATION_OPERATIONS = {
    "Elu": "elu",
    "Gelu": "gelu",
    "LeakyRelu": "leaky_relu",
    "LogSoftmax": "log_softmax",
    "Relu": "relu",
    "Relu6": "relu6",
    "Sigmoid": "sigmoid",
    "Silu": "silu",
    "Softmax": "softmax",
    "Tanh": "tanh",
}


def unwrapped(layer: Any) -> Any:
    """The layer inside a wrapper such as weight normalization."""
    return layer.layer if isinstance(layer, layers.Wrapper) else layer


def has_kernel(layer: Any) -> bool:
    """Whether it is a dense or an ordinary convolution layer."""
    return isinstance(unwrapped(layer), KERNEL_LAYERS)


def kernel(layer: Any) -> Any:
    """The effective kernel, outputs on its last axis."""
    return layer.kernel if hasattr(layer, "kernel") else unwrapped(layer).kernel


def activation(layer: Any) -> str | None:
    """`relu`, `softmax`, ...: the non-linearity at the end of a layer or operation, if any."""
    layer = unwrapped(layer)
    for kind, name in _ACTIVATION_LAYERS.items():
        if isinstance(layer, kind):
            return name
    if has_kernel(layer) or isinstance(layer, layers.Activation):
        function = layer.activation
        name = getattr(function, "__name__", type(function).__name__)
        return None if name == "linear" else name
    if isinstance(layer, keras.layers.Layer):
        return None
    return _ACTIVATION_OPERATIONS.get(type(layer).__name__)


def is_linear(layer: Any) -> bool:
    """Whether it is a dense or convolution layer without activation."""
    return has_kernel(layer) and activation(layer) is None


def is_activation(layer: Any) -> bool:
    """Whether it is a non-linearity on its own."""
    return not has_kernel(layer) and activation(layer) is not None


def is_norm(layer: Any) -> bool:
    """Whether it brings the variance of what passes to 1."""
    return isinstance(layer, NORMS)


def passes(layer: Any) -> bool:
    """Whether it leaves the values as they are, but for their order and for dropout."""
    if isinstance(layer, layers.Activation):
        return activation(layer) is None
    return isinstance(layer, (*_RESHAPES, *DROPOUTS))


def is_affine(layer: Any) -> bool:
    """Whether it is, at inference, an affine map without a kernel of its own."""
    return passes(layer) or isinstance(layer, (*_AVERAGES, layers.BatchNormalization))
