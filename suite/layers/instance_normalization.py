"""Instance normalization: each channel of each sample by itself."""

from __future__ import annotations

from typing import Any

import keras

from suite.tensors import Shape


@keras.saving.register_keras_serializable(package="suite")
class InstanceNormalization(keras.layers.GroupNormalization):
    """Normalize each channel of each sample by its own mean and variance.

    y = gamma (x - mean) / sqrt(variance + epsilon) + beta

    with mean and variance of x over the positions of one channel of one sample, and gamma and beta
    learned, one per channel. It is group normalization with as many groups as channels, and works
    alike in training and at inference.

    Args:
        epsilon: Added to the variance, positive.
        center: Whether beta is there.
        scale: Whether gamma is there.
        beta_initializer: Of beta.
        gamma_initializer: Of gamma.
        beta_regularizer: Of beta.
        gamma_regularizer: Of gamma.
        beta_constraint: Of beta.
        gamma_constraint: Of gamma.

    Shapes:
        (batch, ..., channels) with at least one axis of positions, to the same shape; computed in
        float32 at least.

    Raises:
        ValueError: where `epsilon` is not positive, the channels are unknown, or there are no
            positions: one value less its own mean is always 0.

    Example:
        >>> x = np.array([[[1.0, 10.0], [3.0, 30.0]]])  # two positions, two channels
        >>> InstanceNormalization()(x).numpy().round(2).tolist()
        [[[-1.0, -1.0], [1.0, 1.0]]]

    Reference:
        Ulyanov, Vedaldi, Lempitsky (2016), Instance normalization: the missing ingredient for fast
        stylization.

    Topic: norm/instance
    """

    def __init__(
        self, epsilon: float = 1e-5, center: bool = True, scale: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(groups=-1, axis=-1, epsilon=epsilon, center=center, scale=scale, **kwargs)
        if not epsilon > 0:
            raise ValueError(f"Argument `epsilon` must be positive. Received: epsilon={epsilon}")

    def build(self, input_shape: Shape) -> None:
        if len(input_shape) < 3:
            raise ValueError(
                "Argument `input_shape` must be (batch, ..., channels) with positions. "
                f"Received: {input_shape}"
            )
        super().build(input_shape)

    def get_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().get_config()
        del config["groups"], config["axis"]
        return config
