"""Measures of a way over a surface, against one that was written by hand."""

from __future__ import annotations

import numpy as np
import pytest

from suite.errors import UserError
from suite.runs import RunDirectory
from suite.studies.measures.arm import Arm
from suite.studies.measures.surfaces import critical_points, path

WAY = [(-4.0, 1.0, 9.0), (-3.0, -2.0, 5.0), (1.0, 1.5, 2.0), (1.0, 0.0, 0.5), (0.7, -0.4, 0.1)]


@pytest.fixture
def arm(tmp_path):
    RunDirectory(tmp_path).write_summary({"status": "finished", "recipe": "mine", "epochs": 0})
    rows = [f"{step},{x},{y},{f}" for step, (x, y, f) in enumerate(WAY)]
    (tmp_path / "path.csv").write_text("\n".join(["step,x,y,f", *rows]) + "\n")
    return Arm(None, tmp_path)


def test_turns_and_steps_are_counted_by_hand(arm):
    assert path.sign_changes(arm) == 3  # the point on the floor itself is left out
    assert path.sign_changes(arm, "x") == 1
    assert [path.steps_to_height(arm, height) for height in (9, 2, 0.2, 0.0)] == [0, 2, 4, 5]


def test_lengths_are_computed_by_hand(arm):
    assert path.first_step(arm) == pytest.approx(np.hypot(1, 3))
    assert path.last_step(arm) == pytest.approx(0.5)
    assert path.steep_to_flat(arm) == pytest.approx(3.0)
    assert path.overshoot(arm) == pytest.approx(0.25)


def test_a_run_over_data_has_no_way(tmp_path):
    RunDirectory(tmp_path).write_summary({"status": "finished", "recipe": "mine", "epochs": 0})
    with pytest.raises(UserError, match=r"no path\.csv"):
        path.first_step(Arm(None, tmp_path))


def test_in_one_dimension_nothing_is_a_saddle():
    assert critical_points.saddle_share(0, 1) == 0.0


def test_saddles_become_the_rule_with_more_dimensions():
    shares = [critical_points.saddle_share(3, dimension) for dimension in (2, 10)]
    assert 0 <= shares[0] < shares[1] <= 1


def test_a_hessian_is_counted_by_hand():
    assert critical_points.hessian_numbers(3) == len(np.triu_indices(3)[0])
