"""When checkpoints are written."""

from __future__ import annotations

import pytest

from suite.training.state.checkpoint_schedule import CheckpointSchedule


def times(schedule, call, epoch, cost, until):
    """Seconds at which a run saves whose calls take `call` seconds, and whose epochs `epoch`."""
    saved, found, paid = 0.0, [], 0.0
    for step in range(1, int(until / call) + 1):
        now = step * call
        if schedule.is_due(step, now - saved, saved, paid, epoch_ends=now % epoch == 0):
            found.append(now)
            saved, paid = now, cost
    return found


def test_inside_a_long_epoch_the_first_comes_early_and_no_more_than_half_is_ever_lost():
    found = times(CheckpointSchedule(), call=0.5, epoch=1e6, cost=0.01, until=2000)
    assert found == [5, 10, 20, 40, 80, 160, 320, 640, 1240, 1840]


def test_a_dear_checkpoint_keeps_to_two_per_cent_after_the_first():
    found = times(CheckpointSchedule(), call=0.5, epoch=1e6, cost=2.0, until=700)
    assert found == [5, 105, 210, 420]


def test_each_epoch_has_one_if_it_is_cheap():
    assert times(CheckpointSchedule(), call=1, epoch=2, cost=0.01, until=8) == [2, 4, 6, 8]


@pytest.mark.parametrize(
    ("every", "found"),
    [("4st", [4, 8]), ("2ep", [6]), ("0.05min", [3, 6, 9])],
)
def test_what_was_asked_for_is_kept(every, found):
    schedule = CheckpointSchedule.of(every, 2, {"4st": 4, "2ep": 6}.__getitem__)
    assert times(schedule, call=1, epoch=3, cost=9.0, until=10) == found
