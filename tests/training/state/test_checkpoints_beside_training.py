"""A checkpoint is written while training goes on."""

from __future__ import annotations

import errno
import os
import threading
import time
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from suite.errors import RunFailure
from suite.training.loop.loop_options import Position
from suite.training.state import checkpoint_file
from suite.training.state.checkpoint_schedule import CheckpointSchedule
from suite.training.state.checkpoints import saved
from tests.training.loop.fake_engine import fake_loop
from tests.training.state.test_checkpoints import changed, checkpoints, names


@pytest.fixture
def held(monkeypatch):
    """Lets files be written from the moment on at which it is set."""
    event = threading.Event()
    write = checkpoint_file.write

    def slow(file, arrays, text):
        file.write(b"a part")
        assert event.wait(30)
        file.seek(0)
        write(file, arrays, text)

    monkeypatch.setattr("suite.training.state.checkpoints.write", slow)
    yield event
    event.set()


def test_training_goes_on_while_a_checkpoint_is_written(tmp_path, held):
    made = checkpoints(tmp_path, schedule=CheckpointSchedule(steps=1))
    weights, callback = made.loop.model.get_weights(), made.loop.callbacks[0]
    made.save_if_due(epoch_ends=False)
    changed(made.loop)
    assert names(made) == []  # nothing of it is seen before all of it is there
    held.set()
    made.writer.wait()
    assert names(made) == [0]
    made.restore()
    for ours, theirs in zip(made.loop.model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert (made.loop.position, callback.seen) == (Position(), 0)


def test_what_nobody_asked_for_is_not_waited_for(tmp_path, held):
    made = checkpoints(tmp_path, schedule=CheckpointSchedule())
    made.begin()
    assert not made.is_due(epoch_ends=True)
    held.set()
    made.writer.wait()
    made._saved -= 100.0
    assert made.is_due(epoch_ends=True)


def test_what_was_asked_for_is_waited_for(tmp_path, held):
    made = checkpoints(tmp_path, schedule=CheckpointSchedule(steps=1))
    made.save_if_due(epoch_ends=False)
    threading.Timer(0.1, held.set).start()
    made.loop.position = Position(0, 1)
    made.save_if_due(epoch_ends=False)
    assert names(made) == [0]
    made.writer.wait()
    assert names(made) == [0, 1]


def test_a_full_disk_is_told_of_at_the_next_look(tmp_path, monkeypatch):
    made = checkpoints(tmp_path, schedule=CheckpointSchedule(steps=1))
    made.save()

    def full(file, arrays, text):
        file.write(b"a part")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("suite.training.state.checkpoints.write", full)
    made.loop.position = Position(0, 1)
    made.begin()
    while made.writer.is_busy:
        time.sleep(0.01)
    path = made.folder / "step-000000001.npz"
    with pytest.raises(RunFailure) as failure:
        made.save_if_due(epoch_ends=False)
    assert str(failure.value) == f"{path}: cannot be written: No space left on device."
    assert [one.name for one in made.folder.iterdir()] == ["step-000000000.npz"]


def test_a_part_that_a_killed_run_has_left_goes(tmp_path):
    made = checkpoints(tmp_path)
    part = made.folder / ".0a1b2c3d-step-000000004.npz"
    part.write_bytes(b"a part")
    assert saved(made.folder) == []
    made.save()
    assert [path.name for path in made.folder.iterdir()] == ["step-000000000.npz"]


def test_a_large_state_gets_its_memory_first(tmp_path, monkeypatch):
    monkeypatch.setattr("suite.training.state.checkpoints._LARGE", 16)
    loop = fake_loop([], callbacks=[Best()])
    made = checkpoints(tmp_path, loop, schedule=CheckpointSchedule())
    assert not made.is_due(epoch_ends=False)  # the first look begins the time
    made._began -= 100.0
    made._saved -= 100.0
    assert not made.is_due(epoch_ends=True)
    made.writer.wait()
    room = dict(made.snapshot._kept)
    assert {name.split("/")[0] for name in room} == {"weights", "optimizer", "callbacks"}
    assert made.is_due(epoch_ends=False)  # the end of the epoch is not forgotten
    made.save()
    assert all(made.snapshot._kept[name] is array for name, array in room.items())


class Best(keras.callbacks.Callback):
    """Keeps weights."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = []

    def set_model(self, model):
        self.kept = model.get_weights()


def test_the_cost_is_the_time_held_and_that_of_the_core_that_wrote(tmp_path, monkeypatch):
    made = checkpoints(tmp_path, schedule=CheckpointSchedule())
    clocks = {"perf_counter": iter([1.0, 1.5]), "thread_time": iter([7.0, 9.0])}
    monkeypatch.setattr(
        "suite.training.state.checkpoints.time",
        SimpleNamespace(**{name: clock.__next__ for name, clock in clocks.items()}),
    )
    made.save()
    assert made.cost == 2.5
