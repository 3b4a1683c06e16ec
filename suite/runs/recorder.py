"""The callback that keeps the history of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import keras

from suite.runs.history import History


class RunRecorder(keras.callbacks.Callback):
    """Adds each epoch's logs to a history and writes `history.csv`.

    It belongs last among the callbacks, where it sees what the others add to the logs. An epoch is
    on the disk before the next one begins.

    Args:
        history: is added to.
        path: the CSV file.
    """

    def __init__(self, history: History, path: Path) -> None:
        super().__init__()
        self.history = history
        self.path = path

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        figures = dict(logs or {})
        step = int(figures.pop("step"))
        numbers = {name: float(value) for name, value in figures.items()}
        self.history.append({"epoch": epoch + 1, "step": step, **numbers})
        self.history.write(self.path)
