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
