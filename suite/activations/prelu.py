"""ReLU with a slope below zero that is learned."""

from __future__ import annotations

from typing import Any

import keras

from suite.number_checks import is_number


@keras.saving.register_keras_serializable(package="suite")
class PReLU(keras.layers.PReLU):
    """Parametric ReLU: the slope below zero is learned.

    f(x) = x for x > 0,   a_c x for x <= 0

    with a slope a_c of its own for each unit or channel c, the last axis; all places of a feature
    map share it. Keras's layer has a slope for each place as well, and begins with slopes of 0, as
    ReLU.

    Args:
        slope: a_c at first, finite; 0.25 in the paper, 0.01 is Leaky ReLU's.
        alpha_regularizer, alpha_constraint: of the slopes.
        name, dtype: of the layer.
        trainable: whether the slopes are learned.

    Shapes:
        (batch, ..., channels); the output has the shape of the input.

    Raises:
        ValueError: where `slope` is no finite number.

    Example:
        >>> layer = PReLU(slope=0.5)
        >>> [float(one) for one in layer(np.array([[-2.0, 3.0]]))[0]], layer.count_params()
        ([-1.0, 3.0], 2)

    Reference:
        He, Zhang, Ren, Sun (2015), Delving deep into rectifiers: surpassing human-level performance
        on ImageNet classification.

    Topic: activations/leaky-relu
    """

    def __init__(
        self,
        slope: float = 0.25,
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        name: str | None = None,
        dtype: Any = None,
        trainable: bool = True,
    ) -> None:
        if not is_number(slope) or not abs(slope) < float("inf"):
            raise ValueError(f"Argument `slope` must be a finite number. Received: slope={slope}")
        begin = keras.initializers.Constant(float(slope))
        super().__init__(
            alpha_initializer=begin,
            alpha_regularizer=alpha_regularizer,
            alpha_constraint=alpha_constraint,
            name=name,
            dtype=dtype,
            trainable=trainable,
        )
        self.slope = float(slope)

    def build(self, input_shape: Any) -> None:
        places = range(1, len(input_shape) - 1)
        self.shared_axes = list(places) or None
        super().build(input_shape)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        del config["alpha_initializer"], config["shared_axes"]
        return {**config, "slope": self.slope}
