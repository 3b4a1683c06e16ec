"""Piecewise constant learning rate."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.schedules import Piecewise


def test_a_boundary_opens_its_piece():
    schedule = Piecewise([3, 5], [0.1, 0.01, 0.001])
    values = [float(schedule(step)) for step in range(8)]
    assert values == pytest.approx([0.1] * 3 + [0.01] * 2 + [0.001] * 3)


def test_is_one_step_ahead_of_keras():
    steps = np.arange(20)
    boundaries, values = [4, 9, 15], [0.4, 0.3, 0.2, 0.1]
    theirs = keras.optimizers.schedules.PiecewiseConstantDecay(boundaries, values)
    shifted = [float(theirs(step)) for step in steps[:-1]]
    assert [float(Piecewise(boundaries, values)(step)) for step in steps[1:]] != shifted
    moved = Piecewise([b + 1 for b in boundaries], values)
    assert [float(moved(step)) for step in steps[:-1]] == pytest.approx(shifted)


def test_no_boundary_is_a_constant():
    assert float(Piecewise([], [0.3])(123)) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("boundaries", "values", "argument"),
    [
        ([3], [0.1], "values"),
        ([], [], "values"),
        ([3, 3], [0.1, 0.2, 0.3], "boundaries"),
        ([5, 3], [0.1, 0.2, 0.3], "boundaries"),
        ([0], [0.1, 0.2], "boundaries"),
        ([2.5], [0.1, 0.2], "boundaries"),
        ([3], [0.1, -0.2], "values"),
        ([3], [0.1, float("nan")], "values"),
    ],
)
def test_refuses_pieces_that_do_not_fit(boundaries, values, argument):
    with pytest.raises(ValueError, match=f"Argument `{argument}` must .* Received: "):
        Piecewise(boundaries, values)
