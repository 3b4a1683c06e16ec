"""One-cycle learning rate."""

from __future__ import annotations

import math
from typing import Any, Literal

import keras
from keras import ops

from suite.number_checks import check_not_negative, check_whole, is_whole
from suite.tensors import Tensor


def _interpolate(start: float, end: float, fraction: Tensor, shape: str) -> Tensor:
    """From `start` at fraction 0 to `end` at fraction 1, on a line or on half a cosine wave."""
    if shape == "cosine":
        fraction = 0.5 - 0.5 * ops.cos(math.pi * fraction)
    return start + (end - start) * fraction


@keras.saving.register_keras_serializable(package="suite")
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate that rises once to a high peak and then falls far below its start.

    eta(t) = peak / start_divisor at t = 0, peak at t = warmup, and
    peak / (start_divisor * end_divisor) from t = steps on, with t the step; in between a line or
    half a cosine wave. The optimizer's momentum is left alone.

    Args:
        peak_learning_rate: the highest rate, at least 0; found by a learning-rate range test.
        steps: length of the cycle, at least 2, usually the whole run (`100%`).
        warmup: steps of the rise, from 0 to `steps` - 1; None is 30 % of `steps`, 0 begins at the
            peak.
        start_divisor: peak over first rate, at least 1.
        end_divisor: first over last rate, at least 1.
        shape: `cosine` or `linear` (as in the paper).

    Raises:
        ValueError: if an argument is out of its range.

    Example:
        >>> rate = OneCycle(1.0, steps=10, warmup=2, start_divisor=10.0, shape="linear")
        >>> [round(float(rate(step)), 2) for step in (0, 1, 2, 6, 10)]
        [0.1, 0.55, 1.0, 0.5, 0.0]

    Reference: Smith, 2018, A Disciplined Approach to Neural Network Hyper-Parameters: Part 1.

    Topic: optim/schedules
    """

    def __init__(
        self,
        peak_learning_rate: float,
        steps: int,
        warmup: int | None = None,
        start_divisor: float = 25.0,
        end_divisor: float = 10_000.0,
        shape: Literal["cosine", "linear"] = "cosine",
    ) -> None:
        check_not_negative(peak_learning_rate=peak_learning_rate)
        check_whole(2, steps=steps)
        if warmup is not None and not (is_whole(warmup) and 0 <= warmup < steps):
            raise ValueError(
                f"Argument `warmup` must be None or a whole number from 0 to {steps - 1}, less "
                f"than `steps`. Received: warmup={warmup}"
            )
        for name, value in (("start_divisor", start_divisor), ("end_divisor", end_divisor)):
            if not 1 <= value < math.inf:
                raise ValueError(
                    f"Argument `{name}` must be finite and at least 1. Received: {name}={value}"
                )
        if shape not in ("cosine", "linear"):
            raise ValueError(
                f"Argument `shape` must be 'cosine' or 'linear'. Received: shape={shape!r}"
            )
        self.peak_learning_rate = float(peak_learning_rate)
        self.steps = int(steps)
        self.warmup = round(0.3 * self.steps) if warmup is None else int(warmup)
        self.start_divisor = float(start_divisor)
        self.end_divisor = float(end_divisor)
        self.shape = shape

    def __call__(self, step: Tensor) -> Tensor:
        step = ops.minimum(ops.cast(step, "int"), self.steps)
        # The subtraction is done in integers: float32 steps are exact only up to 2 ** 24.
        rise = ops.cast(step, "float32") / max(self.warmup, 1)
        fall = ops.cast(step - self.warmup, "float32") / (self.steps - self.warmup)
        peak = self.peak_learning_rate
        start = peak / self.start_divisor
        return ops.where(
            step < self.warmup,
            _interpolate(start, peak, rise, self.shape),
            _interpolate(peak, start / self.end_divisor, fall, self.shape),
        )

    def get_config(self) -> dict[str, Any]:
        return {
            "peak_learning_rate": self.peak_learning_rate,
            "steps": self.steps,
            "warmup": self.warmup,
            "start_divisor": self.start_divisor,
            "end_divisor": self.end_divisor,
            "shape": self.shape,
        }
