"""How much of a run a window holds, and when that is enough."""

from __future__ import annotations

import numpy as np
import pytest

from suite import Diagnostic
from suite.diagnostics.tools.window import Window


def filled(steps: int, epoch: int, epochs: int, every: int = 1, start: int = 0) -> Window:
    """The window after so many steps, reported every 25."""
    diagnostic = Diagnostic(every)
    diagnostic.set_params({"steps": epoch, "epochs": epochs})
    window = Window(diagnostic)
    for first in range(start, steps, 25):
        taken = np.arange(first, min(first + 25, steps))
        taken = taken[taken % every == 0]
        window.add({"step": taken, "loss": 1.0 * taken})
    return window


@pytest.mark.parametrize(
    ("steps", "epoch", "expected"),
    [(80, 20, range(80)), (250, 20, range(150, 250)), (500, 150, range(350, 500))],
)
def test_holds_an_epoch_and_a_hundred_steps_at_least(steps, epoch, expected):
    window = filled(steps, epoch, epochs=50)
    assert window["step"].tolist() == list(expected)
    assert window["loss"].tolist() == list(expected)


@pytest.mark.parametrize(
    ("steps", "epoch", "epochs", "start", "full"),
    [
        (99, 10, 50, 0, False),
        (100, 10, 50, 0, True),
        (100, 150, 50, 0, False),
        (150, 150, 50, 0, True),
        (30, 10, 3, 0, True),  # the end of a short run
        (20, 10, 3, 0, False),
        (130, 10, 50, 100, False),  # resumed at step 100
        (200, 10, 50, 100, True),
    ],
)
def test_is_full_after_its_length_or_at_the_end(steps, epoch, epochs, start, full):
    assert filled(steps, epoch, epochs, start=start).full == full


def test_counts_steps_and_not_measurements():
    window = filled(101, 10, 50, every=20)
    assert window["step"].tolist() == [20, 40, 60, 80, 100]
    assert window.full
    assert not filled(80, 10, 50, every=20).full


def test_nothing_measured_is_nothing_seen():
    window = filled(0, 10, 1)
    window.add({"step": np.empty(0, int)})
    assert not window.full
    assert not window.ended


@pytest.mark.parametrize(
    ("steps", "every", "start", "end", "seen"),
    [(30, 1, 0, 30, 30), (30, 10, 0, 30, 30), (31, 10, 0, 40, 40), (230, 1, 100, 230, 130)],
)
def test_what_has_been_seen(steps, every, start, end, seen):
    window = filled(steps, 10, 50, every=every, start=start)
    assert (window.end, window.seen) == (end, seen)


@pytest.mark.parametrize(
    ("steps", "epoch", "epochs", "start", "ended"),
    [
        (30, 10, 3, 0, True),
        (29, 10, 3, 0, False),
        (30, 10, 3, 20, True),
        (30, 10, 3, 25, False),  # less than an epoch of it was seen
        (10, 10, 1, 0, True),
    ],
)
def test_the_run_has_ended(steps, epoch, epochs, start, ended):
    assert filled(steps, epoch, epochs, start=start).ended is ended


def test_values_of_any_shape_are_kept_beside_their_steps():
    diagnostic = Diagnostic()
    diagnostic.set_params({"steps": 10, "epochs": 50})
    window = Window(diagnostic)
    for first in (0, 80):
        steps = np.arange(first, first + 80)
        window.add({"step": steps, "norm": np.stack([steps, -steps], 1)})
    assert window["norm"].shape == (100, 2)
    np.testing.assert_array_equal(window["norm"][:, 0], window["step"])


def test_its_rows_are_in_the_diagnostic_where_a_checkpoint_finds_them():
    window = filled(120, 10, 50)
    owner = window.diagnostic
    assert Window.keeps == {"window_rows", "window_start"}
    assert owner.window_start == 0
    np.testing.assert_array_equal(owner.window_rows["step"], np.arange(20, 120))
    resumed = filled(0, 10, 50)
    resumed.diagnostic.restore({name: getattr(owner, name) for name in Window.keeps})
    assert (resumed.seen, resumed.full) == (120, True)


@pytest.mark.parametrize(
    ("every", "epoch", "length", "last_epoch"),
    [
        (1, 20, 100, 20),
        (10, 20, 100, 50),
        (10, 5, 100, 50),
        (50, 18, 250, 250),
        (50, 600, 600, 600),
        (11, 200, 200, 200),
    ],
)
def test_a_sparse_cadence_is_judged_by_five_rows_at_least(every, epoch, length, last_epoch):
    window = filled(1000, epoch, epochs=-(-1000 // epoch), every=every)
    assert (window.length, window.last_epoch) == (length, last_epoch)
    judged = window["step"] >= window.end - window.last_epoch
    assert judged.sum() >= min(5, epoch)
    assert judged.any()
