"""What the surfaces share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real

from suite.tensors import Tensor

Interval = tuple[float, float]


class Surface:
    """A function of two variables; `surface(x, y)` takes tensors of any shape.

    Args:
        start: where the optimizer begins, two finite numbers.

    Attributes:
        minima: every point at which the surface is least.
        window: the intervals of x and y that are drawn.

    Raises:
        ValueError: if `start` is no point.
    """

    minima: tuple[tuple[float, float], ...]
    window: tuple[Interval, Interval]

    def __init__(self, start: Sequence[float]) -> None:
        point = list(start) if isinstance(start, Sequence) else []
        if len(point) != 2 or not all(isinstance(v, Real) and math.isfinite(v) for v in point):
            raise ValueError(
                f"Argument `start` must be two finite numbers. Received: start={start}"
            )
        self.start = (float(point[0]), float(point[1]))

    def __call__(self, x: Tensor, y: Tensor) -> Tensor:
        raise TypeError(f"{type(self).__name__} must define __call__(x, y)")


def checked_positive(name: str, value: float) -> float:
    """The value, if it is finite and above 0.

    Raises:
        ValueError: it is not.
    """
    if not 0 < value < math.inf:
        raise ValueError(f"Argument `{name}` must be finite and above 0. Received: {name}={value}")
    return float(value)
