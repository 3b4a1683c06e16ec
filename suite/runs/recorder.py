"""The callback that keeps the history of a run."""

from __future__ import annotations

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

    def on_epoch_end(self, epoch, logs=None):
        numbers = {name: float(value) for name, value in logs.items() if name != "step"}
        self.history.append({"epoch": epoch + 1, "step": int(logs["step"]), **numbers})
        self.history.write(self.path)
