"""When a moving display reads and draws."""

from __future__ import annotations

import pytest

from suite.runs.progress import moving_progress
from suite.runs.progress.moving_progress import MovingProgress


class Recorded(MovingProgress):
    def __init__(self):
        self.drawn = []

    def draw(self, epoch, step):
        self.drawn.append((epoch, step, [value for _, value in self.figures]))


@pytest.fixture
def progress():
    display = Recorded()
    display.begin(epochs=3, steps_per_epoch=100, batch_size=32, first_epoch=1)
    assert display.drawn.pop() == (1, 0, ["preparing the first step"])
    return display


def advance(progress, epoch, steps):
    reads = []
    for step in steps:
        progress.advance(epoch, step, lambda: reads.append(1) or {"loss": 0.5})
    return len(reads)


def test_reads_and_draws_at_most_every_half_second(progress):
    assert advance(progress, 1, range(1, 100)) == 1
    assert progress.drawn == [(1, 1, ["0.5000"])]


def test_a_finished_epoch_is_drawn_without_another_reading(progress):
    assert advance(progress, 1, [50, 100]) == 1
    assert [drawn[:2] for drawn in progress.drawn] == [(1, 50), (1, 100)]


def test_the_figures_of_an_epoch_end_with_it(progress):
    advance(progress, 1, [50, 100])
    progress.epoch_end(1, {"loss": 0.5})
    advance(progress, 2, [100])
    assert progress.drawn[-1] == (2, 100, [])


def test_speed_and_time_left_come_with_the_second_call(progress, monkeypatch):
    monkeypatch.setattr(moving_progress, "REFRESH_SECONDS", 0.0)
    advance(progress, 1, [50])
    assert progress.drawn[-1][2] == ["0.5000"]
    assert progress.time_left() == ""
    advance(progress, 1, [60])
    assert progress.drawn[-1][2][1].endswith(" samples/s")
    assert progress.time_left().endswith(" s left")


def test_where_nobody_knows_the_length_steps_are_counted_without_a_time(monkeypatch):
    monkeypatch.setattr(moving_progress, "REFRESH_SECONDS", 0.0)
    display = Recorded()
    display.begin(epochs=2, steps_per_epoch=0, batch_size=0)
    advance(display, 0, [5, 7])
    advance(display, 1, [3])
    assert display.time_left() == ""
    assert display.drawn[-1] == (1, 3, ["0.5000"])
    assert display.steps_taken(7) == "7"
