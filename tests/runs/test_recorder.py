"""The callback that keeps the history of a run."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.runs.history import History
from suite.runs.recorder import RunRecorder


def test_each_epoch_is_on_the_disk_when_it_ends(tmp_path):
    path = tmp_path / "history.csv"
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    on_disk = []
    look = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: on_disk.append(len(History.read(path).rows))
    )
    count = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: logs.update(step=3 * (epoch + 1))
    )
    callbacks = [count, RunRecorder(History(), path), look]
    x = np.ones((6, 2), "float32")
    kept = model.fit(x, x[:, :1], batch_size=2, epochs=3, verbose=0, callbacks=callbacks)
    assert on_disk == [1, 2, 3]
    history = History.read(path)
    assert history.column("epoch") == [1, 2, 3]
    assert history.column("step") == [3, 6, 9]
    assert history.column("loss") == kept.history["loss"]


def test_the_step_of_the_loop_comes_first(tmp_path):
    recorder = RunRecorder(History(), tmp_path / "history.csv")
    recorder.on_epoch_end(0, {"loss": np.float32(0.5), "step": 17, "seconds": 2})
    assert recorder.history.rows == [{"epoch": 1, "step": 17, "loss": 0.5, "seconds": 2.0}]


def test_logs_are_left_as_they_are(tmp_path):
    logs = {"loss": 0.5, "step": 17}
    RunRecorder(History(), tmp_path / "history.csv").on_epoch_end(0, logs)
    assert logs == {"loss": 0.5, "step": 17}


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_diverged_epoch_is_recorded(tmp_path, value):
    recorder = RunRecorder(History(), tmp_path / "history.csv")
    recorder.on_epoch_end(4, {"loss": value, "step": 50})
    assert repr(History.read(recorder.path).rows[0]["loss"]) == repr(value)
