"""What of the epochs until now is shown."""

from __future__ import annotations

import math

from suite.runs.progress.trail import Trail


def trail(*rows, width=8):
    one = Trail(width)
    for row in rows:
        one.add(row)
    return one


def test_one_value_is_no_curve():
    assert trail({"loss": 0.5}).curve("loss") == ""
    assert trail().curve("loss", 0.5) == ""
    assert trail({"loss": 0.5}).curve("loss", 0.25) == "█▁ "


def test_a_curve_is_as_wide_as_there_is_room_for():
    rows = [{"loss": float(loss)} for loss in range(100, 0, -1)]
    assert trail(*rows, width=4).curve("loss") == "█▆▃▁ "


def test_the_validation_is_told_by_its_deciding_measure():
    assert trail({"loss": 0.5}).validated() is None
    rows = [{"val_loss": 0.5, "val_accuracy": 0.25}, {"val_loss": 0.4, "val_accuracy": 0.75}]
    assert trail(*rows).validated() == ("val_accuracy", "▁█ 0.7500")
    assert trail({"val_loss": 0.5}).validated() == ("val_loss", "0.5000")


def test_what_an_epoch_did_not_measure_is_left_out():
    rows = [{"loss": 1.0, "val_loss": 1.0}, {"loss": 0.5}, {"loss": 0.25, "val_loss": math.nan}]
    assert trail(*rows).validated() == ("val_loss", "▁x nan")
