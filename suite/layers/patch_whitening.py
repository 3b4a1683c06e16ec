"""A first convolution that whitens the patches of the images."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np

from suite.tensors import Shape

_PIECE = 2**22  # numbers of patches that are looked at at once


def _patch_covariance(images: np.ndarray, size: int) -> np.ndarray:
    """The mean of p p^T over all patches p of (images, height, width, channels), in float64."""
    height, width, channels = images.shape[1:]
    features = size * size * channels
    total, count = np.zeros((features, features)), 0
    step = max(1, _PIECE // (height * width * features))
    for start in range(0, len(images), step):
        piece = images[start : start + step].astype(np.float64)
        windows = np.lib.stride_tricks.sliding_window_view(piece, (size, size), axis=(1, 2))
        # From (..., channels, rows, columns) to the order of a kernel: rows, columns, channels.
        patches = np.moveaxis(windows, 3, 5).reshape(-1, features)
        total += patches.T @ patches
        count += len(patches)
    return total / count


def _whitening_filters(covariance: np.ndarray, epsilon: float) -> np.ndarray:
    """u_i / sqrt(lambda_i + epsilon) as columns, by falling lambda, then their negatives."""
    eigenvalues, vectors = np.linalg.eigh(covariance)
    eigenvalues, vectors = np.maximum(eigenvalues[::-1], 0.0), vectors[:, ::-1]
    # An eigenvector's sign is the library's whim: let its largest entry be positive.
    signs = np.sign(vectors[np.argmax(np.abs(vectors), axis=0), np.arange(vectors.shape[1])])
    filters = vectors * signs / np.sqrt(eigenvalues + epsilon)
    return np.concatenate([filters, -filters], axis=1)


@keras.saving.register_keras_serializable(package="suite")
class PatchWhitening(keras.layers.Conv2D):
    """Convolve images with the whitening filters of their patches, which do not train.

    y_i = w_i * x + b_i,   w_i = u_i / sqrt(lambda_i + epsilon),   w_{n+i} = -w_i,   i = 1..n

    with * the convolution without padding, lambda_1 >= lambda_2 >= ... the eigenvalues of
    E[p p^T], the second moments of the k x k patches p of the training images, u_i its
    eigenvectors (largest entry positive), and n = k^2 times the channels. The outputs of a patch
    have variance 1 (but for epsilon) and do not vary together, so that what follows need not find
    that out; the negatives let an activation see both signs. Only b trains.

    `adapt` fits the filters, as the initialization `patch_whitening` does in a recipe; before it
    they are drawn at random.

    Args:
        kernel_size: k, of the square patches, at least 1.
        epsilon: positive; larger values dampen the components of little variance, mostly noise.
        use_bias: whether there is b, which begins at 0.

    Shapes:
        (batch, height, width, channels) to (batch, height - k + 1, width - k + 1, 2 n).

    Raises:
        ValueError: an argument is out of range, or images are no (batch, height, width, channels)
            at least as large as a patch.

    Example:
        >>> layer = PatchWhitening(kernel_size=1, epsilon=1e-9)
        >>> layer.adapt(np.array([[[[2.0]], [[-2.0]]]]))
        >>> print(np.array(layer(np.array([[[[2.0]], [[-2.0]]]]))).reshape(2, 2))
        [[ 1. -1.]
         [-1.  1.]]

    Reference:
        Page (2019), How to train your ResNet 8: bag of tricks; Jordan (2024), 94% on CIFAR-10 in
        3.29 seconds on a single GPU, section 3.2.

    Topic: data/pca-whitening, models/cnn
    """

    def __init__(
        self, kernel_size: int = 2, epsilon: float = 5e-4, use_bias: bool = True, **kwargs: Any
    ) -> None:
        if not isinstance(kernel_size, int) or isinstance(kernel_size, bool) or kernel_size < 1:
            raise ValueError(
                "Argument `kernel_size` must be an integer >= 1. "
                f"Received: kernel_size={kernel_size!r}"
            )
        if not 0 < epsilon < math.inf:
            raise ValueError(
                f"Argument `epsilon` must be positive and finite. Received: epsilon={epsilon!r}"
            )
        # Their number is known with the channels, in `build`.
        super().__init__(1, kernel_size, use_bias=use_bias, data_format="channels_last", **kwargs)
        self.epsilon = epsilon

    def build(self, input_shape: Shape) -> None:
        if len(input_shape) != 4 or input_shape[-1] is None:
            raise ValueError(
                "Argument `input_shape` must be (batch, height, width, channels). "
                f"Received: {tuple(input_shape)}"
            )
        self.filters = self._filters(input_shape)
        super().build(input_shape)

    def _filters(self, input_shape: Shape) -> int:
        return int(2 * self.kernel_size[0] ** 2 * input_shape[-1])

    def add_weight(self, *args: Any, **kwargs: Any) -> keras.Variable:
        """A weight of the convolution; the kernel is none that trains."""
        if kwargs.get("name") == "kernel":
            kwargs["trainable"] = False
        return super().add_weight(*args, **kwargs)

    def adapt(self, images: np.ndarray) -> None:
        """Fit the filters to images, in float64.

        Args:
            images: as the layer takes them, of shape (examples, height, width, channels).
        """
        size = self.kernel_size[0]
        if images.ndim != 4 or not len(images) or min(images.shape[1:3]) < size:
            raise ValueError(
                "Argument `images` must be of shape (examples, height, width, channels), no "
                f"smaller than a patch of {size}x{size}. Received: images.shape={images.shape}"
            )
        covariance = _patch_covariance(images, size)
        if not np.all(np.isfinite(covariance)):
            raise ValueError("Argument `images` must be finite: it holds NaN or infinite values.")
        if not self.built:
            self.build((None, *images.shape[1:]))
        filters = _whitening_filters(covariance, self.epsilon)
        self.kernel.assign(filters.reshape(self.kernel.shape))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        self.filters = self._filters(input_shape)
        return tuple(super().compute_output_shape(input_shape))

    def get_config(self) -> dict[str, Any]:
        config = keras.layers.Layer.get_config(self)
        own = {"kernel_size": self.kernel_size[0], "epsilon": self.epsilon}
        return {**config, **own, "use_bias": self.use_bias}
