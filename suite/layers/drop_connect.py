"""DropConnect: random weights, not units, are left out while training."""

from __future__ import annotations

from typing import Any, ClassVar

import keras

from suite.layers._kernel_wrapper import KernelWrapper
from suite.tensors import Tensor


def _dropped(kernel: Tensor, rate: float, seed: keras.random.SeedGenerator) -> Tensor:
    """Each entry 0 with probability `rate`, otherwise divided by 1 - rate."""
    kept = keras.random.uniform(kernel.shape, seed=seed) >= rate
    return keras.ops.where(kept, kernel / (1 - rate), keras.ops.zeros_like(kernel))


@keras.saving.register_keras_serializable(package="suite")
class DropConnect(KernelWrapper):
    """Give a dense or convolution layer a kernel with random entries left out.

    y = f(x (M * W) / (1 - rate) + b),   M_ij = 0 with probability `rate`, otherwise 1

    while training, with W the kernel, b the bias and f the activation of the wrapped layer. At
    inference y = f(x W + b), the expectation of the sum inside f (inverted scaling; Wan et al.
    sample that sum from a Gaussian). A mask is drawn at every call and holds for the whole batch;
    the bias is always kept.

    Args:
        layer: Dense, Conv1D-3D, their transposed forms, or DepthwiseConv1D-2D, without activity
            regularizer. Its dtype policy holds. Its kernel regularizer and constraint act on W.
        rate: Share of the entries left out, in [0, 1); 0 leaves the layer as it is.
        seed: Of the masks; None draws one.
        trainable: Whether the weights are trained.
        name: Of the wrapper.

    Shapes:
        Those of the wrapped layer.

    Raises:
        ValueError: where `rate` is out of range, or `layer` is of another type or has an activity
            regularizer.

    Example:
        >>> layer = DropConnect(keras.layers.Dense(2, use_bias=False), rate=0.5)
        >>> x = np.ones((1, 3))
        >>> bool(np.allclose(layer(x), layer.layer(x)))  # at inference nothing is left out
        True

    Reference:
        Wan, Zeiler, Zhang, LeCun, Fergus (2013), Regularization of neural networks using
        DropConnect.

    Topic: reg/dropconnect
    """

    # While training, so that the same weights never have the same loss twice.
    draws_at_random: ClassVar[bool] = True

    def __init__(
        self,
        layer: keras.layers.Layer,
        rate: float = 0.5,
        seed: int | None = None,
        trainable: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(layer, trainable=trainable, name=name)
        if not 0 <= rate < 1:
            raise ValueError(f"Argument `rate` must be in [0, 1). Received: rate={rate}")
        self.rate = rate
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        if not training or self.rate == 0:
            return self.layer(inputs)
        kernel = keras.ops.convert_to_tensor(self.layer.kernel)
        return self.call_with(_dropped(kernel, self.rate, self.seed_generator), inputs)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
