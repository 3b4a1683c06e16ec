"""Local response normalization, the lateral inhibition of AlexNet."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from suite.tensors import Shape, Tensor


def _normalized_response(a: Tensor, n: int, k: float, alpha: float, beta: float) -> Tensor:
    """Divide every activation by the energy of its neighboring channels (see the layer).

    The window sum is a product with a banded 0/1 matrix: the channels are few, and the matrix
    product is several times as fast as `n` shifted slices. The power is exp(-beta log(.)), because
    `pow` is slow on vectors.
    """
    channels = np.arange(a.shape[-1])
    window = np.abs(channels[:, None] - channels[None, :]) <= n // 2
    window = keras.ops.convert_to_tensor(window, dtype=a.dtype)
    energy = keras.ops.matmul(keras.ops.square(a), window)
    return a * keras.ops.exp(-beta * keras.ops.log(k + alpha * energy))


@keras.saving.register_keras_serializable(package="suite")
class LocalResponseNormalization(keras.layers.Layer):
    """Normalize every activation by its neighbors along the channels.

    b_i = a_i / (k + alpha * sum_{j = max(0, i - n/2)}^{min(N - 1, i + n/2)} a_j^2)^beta

    with a_i and b_i the activation of channel i before and after, N the number of channels, and
    n/2 rounded down. `alpha` is not divided by n (PyTorch and Caffe divide it).

    Args:
        n: Channels in the window, at least 1; an even n acts as n + 1. With 1 every channel is
            normalized by itself.
        k: Offset, positive: it bounds the gain at k^-beta.
        alpha: Weight of the neighbors' energy, at least 0; 0 leaves a constant gain.
        beta: Exponent, at least 0; 0 returns the input.

    Shapes:
        (batch, ..., channels) to the same shape; computed in float32 at least.

    Raises:
        ValueError: where an argument is out of range, or the channels are unknown.

    Example:
        >>> layer = LocalResponseNormalization(n=1, k=1.0, alpha=1.0, beta=1.0)
        >>> print(layer(np.array([[1.0, 3.0]])).numpy().round(3))  # a / (1 + a^2)
        [[0.5 0.3]]

    Reference:
        Krizhevsky, Sutskever, Hinton (2012), ImageNet classification with deep convolutional
        neural networks, section 3.3.

    Topic: norm/local-response
    """

    def __init__(
        self,
        n: int = 5,
        k: float = 2.0,
        alpha: float = 1e-4,
        beta: float = 0.75,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if not isinstance(n, int) or n < 1:
            raise ValueError(f"Argument `n` must be an integer >= 1. Received: n={n}")
        if not k > 0:
            raise ValueError(f"Argument `k` must be positive. Received: k={k}")
        if not alpha >= 0:
            raise ValueError(f"Argument `alpha` must be at least 0. Received: alpha={alpha}")
        if not beta >= 0:
            raise ValueError(f"Argument `beta` must be at least 0. Received: beta={beta}")
        self.n = n
        self.k = k
        self.alpha = alpha
        self.beta = beta

    def build(self, input_shape: Shape) -> None:
        if input_shape[-1] is None:
            raise ValueError(
                f"Argument `input_shape` must state the channels. Received: {input_shape}"
            )
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        # A half-precision square overflows at 256.
        dtype = keras.backend.result_type(inputs.dtype, "float32")
        a = keras.ops.cast(inputs, dtype)
        b = _normalized_response(a, self.n, self.k, self.alpha, self.beta)
        return keras.ops.cast(b, inputs.dtype)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        own = {"n": self.n, "k": self.k, "alpha": self.alpha, "beta": self.beta}
        return {**super().get_config(), **own}
