"""Where a run begins: fresh, from its checkpoint, or from the last one before a lost number."""

from __future__ import annotations

from types import SimpleNamespace

import keras
import pytest

from suite.runs import RunDirectory
from suite.runs.history import History
from suite.training.loop.recovery import TRIES
from suite.training.restart import Restart


@pytest.fixture
def restarting(tmp_path, monkeypatch):
    """Makes a `Restart`, with a list of what was done and said."""

    def make(*, warning=None, is_lost=False, elsewhere=False, **options):
        done = []
        monkeypatch.setattr(
            "suite.training.restart.roll_back", lambda files, folder: done.append("roll back")
        )
        optimizer = keras.optimizers.SGD(0.5)
        loop = SimpleNamespace(
            agreement=SimpleNamespace(any=lambda flag: flag or elsewhere),
            callbacks=[],
            is_lost=is_lost,
            model=SimpleNamespace(optimizer=optimizer),
            position=SimpleNamespace(epoch=3, step=40),
        )
        checkpoints = SimpleNamespace(
            save=lambda: done.append("save"),
            restore=lambda: [done.append("restore"), warning][1],
            writer=SimpleNamespace(wait=lambda: None),
        )
        files = SimpleNamespace(
            go_on=lambda callbacks: done.append("files go on"),
            put_back=lambda callbacks: done.append("files are put back"),
        )
        given = {"recovers": False, "has_checkpoint": False, **options}
        directory = RunDirectory(tmp_path)
        restart = Restart(directory, loop, checkpoints, files, History(), done.append, **given)
        return restart, done

    return make


def test_a_fresh_run_begins_at_its_first_step(restarting):
    restart, done = restarting()
    assert restart.begin() is False
    assert done == []


def test_a_fresh_run_that_may_recover_saves_what_it_goes_back_to(restarting):
    restart, done = restarting(recovers=True)
    assert restart.begin() is False
    assert done == ["save"]


def test_a_resumed_run_takes_its_newest_checkpoint(restarting):
    restart, done = restarting(resumed=True, has_checkpoint=True)
    assert restart.begin() is True
    assert done == ["restore", "files are put back", "resumed in epoch 4, step 40"]
    assert restart.loop.model.optimizer.learning_rate == 0.5


def test_a_worker_goes_with_the_others(restarting):
    """Only the chief has the folder, and says for all whether there is something to go on from."""
    restart, done = restarting(elsewhere=True, has_checkpoint=True)
    assert restart.begin() is True
    assert done[0] == "restore"


def test_a_run_that_was_killed_before_its_first_checkpoint_begins_anew(restarting):
    restart, done = restarting(resumed=True)
    assert restart.begin() is True
    assert done[-1] == "the run had ended before its first checkpoint: it begins anew"


def test_a_damaged_checkpoint_is_told_of_first(restarting):
    restart, done = restarting(resumed=True, has_checkpoint=True, warning="000007 is damaged")
    restart.begin()
    assert done[2:] == ["000007 is damaged", "resumed in epoch 4, step 40"]


def test_after_a_lost_number_it_goes_on_with_a_tenth_of_the_rate(restarting):
    restart, done = restarting(recovers=True, is_lost=True)
    assert restart.can_recover()
    assert done == ["roll back", "files go on"]
    assert restart.begin() is True
    assert done[2:] == [
        "restore",
        "files are put back",
        "resumed in epoch 4, step 40",
        "save",
        "with 0.1 times the learning rate",
    ]
    assert float(restart.loop.model.optimizer.learning_rate) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"recovers": False, "is_lost": True}, False),
        ({"recovers": True, "is_lost": False}, False),
        ({"recovers": True, "is_lost": True}, True),
        ({"recovers": True, "is_lost": True, "recoveries": TRIES - 1}, True),
        ({"recovers": True, "is_lost": True, "recoveries": TRIES}, False),
    ],
)
def test_it_recovers_where_the_recipe_asks_and_not_for_ever(restarting, options, expected):
    restart, done = restarting(**options)
    assert restart.can_recover() is expected
    assert bool(done) is expected
    assert restart.recoveries == options.get("recoveries", 0) + expected
