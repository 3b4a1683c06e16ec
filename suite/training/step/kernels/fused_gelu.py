"""GELU in one pass over the memory."""

from __future__ import annotations

import contextlib
import math
from typing import Any

import keras
import tensorflow as tf

from suite.training.step.kernels.replaced import replaced


def fused_gelu(model: keras.Model) -> contextlib.AbstractContextManager[None]:
    """Inside the block, the model's GELU activations compute by one kernel each way.

        y = x Phi(x),    dx = dy (Phi(x) + x phi(x))

    with Phi the distribution function of N(0, 1) and phi its density. Keras composes them of five
    and some twelve operations, each of which goes through the memory of a whole feature map, and
    keeps their results for the way back; XLA compiles each way into one, from x alone, and computes
    in float32 inside. Results are Keras's to rounding, far below zero to that of x.

    Layers of class `Activation` that were given `gelu`, exact, are meant; on a GPU, where the same
    holds, too. Anything else, `gelu` inside another layer and float64 among it, is left as it is.

    Topic: activations/relu

    Example:
        >>> x = keras.Input((2,))
        >>> model = keras.Model(x, keras.layers.Activation("gelu")(x))
        >>> with fused_gelu(model):
        ...     print(np.round(model(np.array([[-1.0, 1.0]])), 4))
        [[-0.1587  0.8413]]
    """
    return replaced(filter(_is_gelu, getattr(model, "layers", ())), "call", _fused_call)


def _is_gelu(layer: keras.Layer) -> bool:
    return (
        type(layer) is keras.layers.Activation
        and layer.activation is keras.activations.gelu
        and layer.compute_dtype in ("float16", "bfloat16", "float32")
    )


def _fused_call(layer: keras.Layer, inputs: tf.Tensor) -> tf.Tensor:
    return gelu(inputs)


def gelu(x: tf.Tensor) -> tf.Tensor:
    """x Phi(x), of float32 or less.

    Example:
        >>> np.round(gelu(tf.constant([-1.0, 0.0, 1.0])), 4).tolist()
        [-0.15870000422000885, 0.0, 0.8413000106811523]
    """
    y: tf.Tensor = _with_gradient(x)
    return y


@tf.custom_gradient
def _with_gradient(x: tf.Tensor) -> Any:
    return _forward(x), lambda dy: _backward(x, dy)


@tf.function(jit_compile=True, autograph=False)
def _forward(x: tf.Tensor) -> tf.Tensor:
    z = tf.cast(x, tf.float32)
    return tf.cast(z * _distribution(z), x.dtype)


@tf.function(jit_compile=True, autograph=False)
def _backward(x: tf.Tensor, dy: tf.Tensor) -> tf.Tensor:
    z = tf.cast(x, tf.float32)
    density = tf.exp(-0.5 * z * z) * (1 / math.sqrt(2 * math.pi))
    return tf.cast(tf.cast(dy, tf.float32) * (_distribution(z) + z * density), x.dtype)


def _distribution(z: tf.Tensor) -> tf.Tensor:
    return 0.5 * (1.0 + tf.math.erf(z * math.sqrt(0.5)))
