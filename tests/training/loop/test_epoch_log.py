"""What the loop adds to the metrics, with a clock that the tests turn."""

from __future__ import annotations

import pytest

from suite.training.loop import epoch_log
from suite.training.loop.epoch_log import EpochLog


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(epoch_log.time, "perf_counter", lambda: now[0])
    return now


@pytest.mark.parametrize(
    ("images", "trained", "validated", "speed"),
    [(80, 2.0, 3.0, 40.0), (0, 2.0, 0.0, 0.0), (1000, 0.5, 0.5, 2000.0)],
)
def test_validation_counts_in_the_seconds_and_not_in_the_speed(
    clock, images, trained, validated, speed
):
    log = EpochLog(step=10)
    clock[0] += trained
    log.trained(14, images, 0.1)
    clock[0] += validated
    assert log.finished({}) == {
        "step": 14,
        "learning_rate": 0.1,
        "seconds": trained + validated,
        "images_per_second": speed,
    }
    assert log.first == 10


def test_without_a_rate_there_is_none(clock):
    log = EpochLog(0)
    clock[0] += 1.0
    log.trained(1, 1, None)
    assert "learning_rate" not in log.finished({})


def test_measurements_stand_between_seconds_and_speed(clock):
    log = EpochLog(0)
    clock[0] += 1.0
    log.trained(1, 1, 0.5)
    names = [*log.finished({"norm/a": 1.0, "norm/b": 2.0})]
    assert names == [
        *("step", "learning_rate", "seconds", "norm/a", "norm/b", "images_per_second"),
    ]


def test_a_measurement_wins_over_what_has_its_name(clock):
    log = EpochLog(0)
    clock[0] += 1.0
    log.trained(1, 1, 0.5)
    assert log.finished({"learning_rate": 7.0})["learning_rate"] == 7.0
