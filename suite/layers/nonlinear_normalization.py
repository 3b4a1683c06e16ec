"""Normalization of features with long tails, by a curve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, get_args

import keras
import numpy as np

from suite.tensors import Shape, Tensor

Curve = Literal["log", "arctan", "exp"]
_Numbers: TypeAlias = float | Sequence[Any]


def _log(x: Tensor, shift: Tensor, spread: Tensor) -> Tensor:
    u = x - shift
    return keras.ops.sign(u) * keras.ops.log(1.0 + keras.ops.abs(u)) / spread


def _arctan(x: Tensor, shift: Tensor, spread: Tensor) -> Tensor:
    return 2 / math.pi * keras.ops.arctan((x - shift) / spread)


def _exp(x: Tensor, shift: Tensor, spread: Tensor) -> Tensor:
    return keras.ops.sigmoid((x - shift) / spread)


_CURVES = {"log": _log, "arctan": _arctan, "exp": _exp}


@keras.saving.register_keras_serializable(package="suite")
class NonlinearNormalization(keras.layers.Layer):
    """Bring features with long tails into a narrow range by a curve that keeps their order.

    log:     y = sign(x - a) ln(1 + |x - a|) / b
    arctan:  y = (2 / pi) arctan((x - a) / b)
    exp:     y = 1 / (1 + exp(-(x - a) / b))

    with x a feature, a its shift and b its spread. A line, as of min-max normalization, is set by
    the extremes: one outlier pushes all other values together. These curves are steep where most
    values lie and flat far away: `arctan` maps everything into (-1, 1), `exp` into (0, 1), and of
    `log` a hundred times the distance from a is only ln(100) = 4.6 more.

    `data.normalize` fits a and b on the training set: of `log` the smallest value and
    ln(1 + largest - smallest), so that the training set comes to lie in [0, 1]; of the two others
    mean and standard deviation. The distances of `log` count in the data's own unit: what lies
    within 1 of a is hardly bent.

    Args:
        kind: `log`, `arctan` or `exp`.
        shift: a, a number, or one for each feature: a list of the shape of the last axes.
        spread: b, above 0; of the form of `shift`.

    Shapes:
        (batch, ...) to the same shape; computed in float32 at least.

    Raises:
        ValueError: where `kind` is none of the three, a number is not finite or a spread not above
            0.

    Example:
        >>> layer = NonlinearNormalization("log", spread=math.log(1001))
        >>> print(layer(np.array([[0.0], [9.0], [1000.0]], "float32")).numpy().round(3).tolist())
        [[0.0], [0.3330000042915344], [1.0]]

    Reference: Han, Kamber, Pei, 2012, Data mining: concepts and techniques, section 3.5.

    Topic: data/normalization
    """

    def __init__(
        self,
        kind: Curve = "log",
        shift: _Numbers = 0.0,
        spread: _Numbers = 1.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if kind not in get_args(Curve):
            raise ValueError(
                f"Argument `kind` must be 'log', 'arctan' or 'exp'. Received: kind={kind!r}"
            )
        if not np.all(np.isfinite(shift)):
            raise ValueError(f"Argument `shift` must be finite. Received: shift={shift}")
        if not np.all(np.isfinite(spread) & (np.asarray(spread) > 0)):
            raise ValueError(
                f"Argument `spread` must be finite and above 0. Received: spread={spread}"
            )
        self.kind = kind
        self.shift = shift
        self.spread = spread
        self.autocast = False  # raw values need more than half precision

    def call(self, inputs: Tensor) -> Tensor:
        x = keras.ops.cast(inputs, self.variable_dtype)
        shift, spread = (
            keras.ops.convert_to_tensor(np.asarray(one), self.variable_dtype)
            for one in (self.shift, self.spread)
        )
        return keras.ops.cast(_CURVES[self.kind](x, shift, spread), self.compute_dtype)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        own = {"kind": self.kind, "shift": self.shift, "spread": self.spread}
        return {**super().get_config(), **own}
