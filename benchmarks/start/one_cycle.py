"""The schedule of both recipes, which Keras does not have."""

from __future__ import annotations

import math

import keras
from keras import ops


class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Up to the peak within 30 % of the steps, then down, on half cosine waves."""

    def __init__(self, peak, steps):
        self.peak, self.steps, self.rise = peak, steps, round(0.3 * steps)

    def __call__(self, step):
        step = ops.cast(step, "float32")
        up = 0.5 - 0.5 * ops.cos(math.pi * step / self.rise)
        down = 0.5 + 0.5 * ops.cos(math.pi * (step - self.rise) / (self.steps - self.rise))
        low, end = self.peak / 25, self.peak / 25e4
        return ops.where(
            step < self.rise, low + (self.peak - low) * up, end + (self.peak - end) * down
        )

    def get_config(self):
        return {"peak": self.peak, "steps": self.steps}
