"""What a preview of a schedule says, without one."""

from __future__ import annotations

import numpy as np
import pytest

from suite.lab.learning_rate.schedule_preview import SchedulePreview


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ([0.1], ["the learning rate is 0.1 in each of the 1 steps; nothing to draw"]),
        ([0.1, 0.4, 0.2], ["first 0.1 step 0", "peak 0.4 step 1", "last 0.2 step 2"]),
        ([0.3, 0.3, 0.1], ["first 0.3 step 0", "peak 0.3 step 0", "last 0.1 step 2"]),
        ([0.0, 0.5, 0.0], ["first 0 step 0", "peak 0.5 step 1", "last 0 step 2"]),
    ],
)
def test_first_highest_and_last_rate(rates, expected):
    lines = SchedulePreview(np.array(rates), steps_per_epoch=1).to_text().splitlines()
    assert [" ".join(line.split()) for line in lines] == expected


def test_many_steps_are_counted_in_thousands():
    text = SchedulePreview(np.linspace(1, 0.1, 12_001), steps_per_epoch=100).to_text()
    assert text.splitlines()[-1].endswith("step 12,000")


def test_callbacks_that_may_change_the_rate_are_named_below():
    named = ("reduce_lr_on_plateau", "learning_rate_scheduler")
    *_, first, second = SchedulePreview(np.ones(3), 1, named).to_text().splitlines()
    assert first == "reduce_lr_on_plateau may change it while training"
    assert second == "learning_rate_scheduler may change it while training"
