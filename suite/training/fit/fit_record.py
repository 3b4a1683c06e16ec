"""What `suite.fit` writes down, apart from what Keras does."""

from __future__ import annotations

import math
from typing import Any

import keras


class FitRecord:
    """A part of the loops of `suite.fit`: callbacks and history get Keras's logs.

    What diagnostics measured is told to callbacks too, under names with a slash, so that one can
    watch them; `history.history` stays Keras's. All that the suite adds is in `record`, an entry an
    epoch: step, learning_rate, seconds, images_per_second and the diagnostics' scalars.
    """

    epoch_logs: dict[str, Any] | None = None
    record: dict[str, list[float]]

    def meet_model(self) -> None:
        """As in `Model.fit`, the callbacks have it from the start."""

    def tell_epoch_end(
        self, epoch: int, logs: dict[str, Any], extra: dict[str, float]
    ) -> dict[str, Any]:
        self.hooks.on_epoch_end(epoch, logs | self.measured)
        for callback in self.callbacks:
            if isinstance(callback, keras.callbacks.History):
                for name in self.measured:
                    callback.history.pop(name, None)
        if not extra["images_per_second"]:  # a step of the model's own did not count them
            del extra["images_per_second"]
        for name, value in extra.items():
            column = self.record.setdefault(name, [math.nan] * self.epochs_told)
            column.append(value)
        self.epochs_told += 1
        self.epoch_logs = logs
        numbers = {name: value for name, value in logs.items() if isinstance(value, float)}
        return numbers | extra
