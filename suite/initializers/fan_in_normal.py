"""Normal weights divided by the root of the number of inputs."""

from __future__ import annotations

from typing import Any

import keras

from suite.number_checks import check_positive


@keras.saving.register_keras_serializable(package="suite")
class FanInNormal(keras.initializers.VarianceScaling):
    """Normal weights that keep the variance: N(0, 1) / sqrt(n).

    w ~ gain * N(0, 1) / sqrt(n)

    with n the number of inputs of a unit, height and width of a filter included. Keras's
    `lecun_normal` has the same variance and cuts the tails at two deviations.

    Args:
        gain: positive. 1 keeps the variance of a linear layer, and about that of tanh; ReLU halves
            the second moment at each layer, for which sqrt(2) makes up (`he_normal`, cut).
        seed: a whole number, or None for one by chance.

    Raises:
        ValueError: where `gain` is out of range.

    Example:
        >>> kernel = FanInNormal(seed=0)((400, 100))
        >>> round(float(keras.ops.std(kernel)), 2)  # 1 / sqrt(400)
        0.05

    Reference:
        LeCun, Bottou, Orr, Mueller (1998), Efficient backprop, section 4.6.

    Topic: init/xavier
    """

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        check_positive(gain=gain)
        super().__init__(scale=gain**2, mode="fan_in", distribution="untruncated_normal", seed=seed)
        self.gain = float(gain)

    def get_config(self) -> dict[str, Any]:
        return {"gain": self.gain, "seed": super().get_config()["seed"]}
