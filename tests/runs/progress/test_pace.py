"""Speed and time left."""

from __future__ import annotations

import pytest

from suite.runs.progress.pace import Pace


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_nothing_is_said_before_the_second_call(clock):
    pace = Pace(10, 100, 32, clock)
    assert (pace.images_per_second, pace.seconds_left) == (None, None)
    clock.now = 60.0  # compiling
    pace.advance(0, 10)
    assert (pace.images_per_second, pace.seconds_left) == (None, None)


def test_compiling_is_left_out(clock):
    pace = Pace(10, 100, 32, clock)
    clock.now = 60.0
    pace.advance(0, 10)
    clock.now = 61.0
    pace.advance(0, 30)
    assert pace.images_per_second == 20 * 32
    assert pace.seconds_left == pytest.approx(970 / 20)


def test_validation_counts_for_the_time_left_and_not_for_the_speed(clock):
    pace = Pace(2, 100, 1, clock)
    pace.advance(0, 0)
    clock.now = 10.0
    pace.advance(0, 100)
    clock.now = 20.0  # validated
    pace.advance(1, 0)
    clock.now = 25.0
    pace.advance(1, 50)
    assert pace.images_per_second == 10
    assert pace.seconds_left == pytest.approx(50 * 25 / 150)


def test_a_resumed_run_counts_from_where_it_begins(clock):
    pace = Pace(10, 100, 1, clock)
    pace.advance(8, 50)
    clock.now = 1.0
    pace.advance(8, 60)
    assert pace.seconds_left == pytest.approx(14)


def test_nothing_is_left_at_the_end(clock):
    pace = Pace(1, 10, 1, clock)
    pace.advance(0, 1)
    clock.now = 1.0
    pace.advance(0, 10)
    assert pace.seconds_left == 0
