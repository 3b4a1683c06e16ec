"""Runs that a callback has ended or slowed down: each at its limits."""

from __future__ import annotations

import pytest

from suite.doctor.facts.callback_rules import stopped_early
from tests.doctor.cases import STUCK, case, finding

STOPPED = {"stopped_by": {"kind": "early_stopping", "step": 60}}


def rising(epochs=3, accuracy=0.3, **more):
    """A run that still learns."""
    return [
        {"epoch": n, "step": 20 * n, "accuracy": accuracy + 0.1 * n, "loss": 2.0 / n, **more}
        for n in range(1, epochs + 1)
    ]


def setup(epochs=20, kind="early_stopping", **asked):
    callback = {"kind": kind, "monitor": "val_loss", "patience": 0, "mode": "auto", **asked}
    return {"epochs": epochs, "callbacks": [callback]}


@pytest.mark.parametrize(
    ("rows", "planned", "asked", "fires"),
    [
        (rising(), 20, {}, True),
        (rising(), 5, {}, False),  # more than half was done
        (rising(), 20, {"patience": 1}, True),
        (rising(), 20, {"patience": 2}, False),
        (rising(), 20, {"patience": 9, "monitor": "accuracy", "mode": "min"}, True),
        (rising(), 20, {"patience": 9, "monitor": "loss", "mode": "max"}, True),
        (rising(), 20, {"patience": 9, "monitor": "accuracy", "min_delta": 0.2}, True),
        (rising(), 20, {"patience": 9, "monitor": "accuracy", "min_delta": 0.05}, False),
        (rising(), 20, {"patience": 3, "monitor": "accuracy", "baseline": 0.9}, True),
        (rising(), 20, {"patience": 3, "monitor": "accuracy", "baseline": 0.35}, False),
        (rising(3, 0.7), 20, {}, False),  # it has learned enough
        (rising(3, 0.7), 20, {"monitor": "val_accuracy", "mode": "min"}, True),
    ],
)
def test_stopped_early(rows, planned, asked, fires):
    found = case([], rows, STOPPED, setup=setup(planned, **asked))
    assert (stopped_early(found) is not None) is fires
    assert stopped_early(case([], rows, {}, setup=setup(planned, **asked))) is None


def test_a_long_run_that_no_longer_learned_was_rightly_ended():
    flat = [{"step": 100 * n, "accuracy": 0.3, "loss": 2.0} for n in range(1, 4)]
    assert stopped_early(case([], flat, STOPPED, setup=setup())) is None
    assert stopped_early(case([finding("finite")], rising(), STOPPED, setup=setup())) is None


def test_the_words_and_the_edit():
    recipe = {"callbacks": [{"kind": "early_stopping", "patience": 0}, {"kind": "gradient_norm"}]}
    evidence = stopped_early(case([], rising(), STOPPED, setup=setup(), **recipe))
    assert evidence.text == (
        "early_stopping on val_loss ended the run after 3 of 20 epochs: its patience is 0."
    )
    assert evidence.edit.override == 'callbacks=[{"kind": "gradient_norm"}]'


def falling(*rates):
    return [
        {"step": 60 * n, "accuracy": 0.3, "loss": 2.0, "learning_rate": rate}
        for n, rate in enumerate(rates, 1)
    ]


@pytest.mark.parametrize(
    ("kind", "rates", "findings", "fires"),
    [
        ("reduce_lr_on_plateau", (1.0, 0.09, 0.009, 0.0009), [], True),
        ("reduce_lr_on_plateau", (1.0, 0.5, 0.009, 0.0009), [], False),
        ("reduce_lr_on_plateau", (1.0, 0.09, 0.05, 0.02), [], False),
        ("learning_rate_scheduler", (1.0, 1e-9, 1e-9, 1e-9), [STUCK], True),
        ("reduce_lr_on_plateau", (1.0, 0.01, 1e-4, 1e-6), [STUCK], False),  # it was stuck before
        ("csv_logger", (1.0, 0.09, 0.009, 0.0009), [], False),
    ],
)
def test_a_rate_that_a_callback_took_away(kind, rates, findings, fires):
    found = case(findings, falling(*rates), setup=setup(kind=kind))
    assert (stopped_early(found) is not None) is fires


def test_a_schedule_is_no_callback():
    built = setup(kind="reduce_lr_on_plateau") | {
        "optimizer": {"learning_rate": {"kind": "cosine_decay"}}
    }
    assert stopped_early(case([], falling(1.0, 0.01, 1e-4, 1e-6), setup=built)) is None
