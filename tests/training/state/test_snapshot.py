"""Copies whose memory is used again."""

from __future__ import annotations

import numpy as np

from suite.training.state.snapshot import Snapshot


def test_it_stays_as_it_was_in_the_same_memory():
    arrays = {
        "kernel": np.arange(6.0).reshape(2, 3).T,
        "step": np.array(3),
        "none": np.zeros((0, 2)),
    }
    snapshot = Snapshot()
    taken = snapshot.take(arrays)
    arrays["kernel"] += 1.0
    assert taken["kernel"].tolist() == [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]]
    assert taken["step"].shape == ()
    again = snapshot.take(arrays)
    assert all(again[name] is taken[name] for name in arrays)
    assert again["kernel"].tolist() == arrays["kernel"].tolist()


def test_what_has_another_form_or_is_gone_is_not_kept():
    snapshot = Snapshot()
    snapshot.take({"rows": np.zeros(3), "gone": np.zeros(2)})
    taken = snapshot.take({"rows": np.ones(4)})
    assert [*snapshot._kept] == ["rows"]
    assert taken["rows"].tolist() == [1.0] * 4
    taken = snapshot.take({"rows": np.ones(4, np.float32)})
    assert taken["rows"].dtype == np.float32


def test_room_that_was_made_is_taken():
    snapshot, forms = Snapshot(), {"kernel": ((2, 3), "float32")}
    assert not snapshot.has_room(forms)
    snapshot.make_room(forms)
    assert snapshot.has_room(forms)
    assert not snapshot.has_room({"kernel": ((2, 3), "float64")})
    room = snapshot._kept["kernel"]
    assert snapshot.take({"kernel": np.ones((2, 3), np.float32)})["kernel"] is room
