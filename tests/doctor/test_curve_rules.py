"""Causes that show in training: each at its limits."""

from __future__ import annotations

import math

import pytest

from suite.doctor import curve_rules as rules
from suite.doctor.case import Case
from suite.doctor.diagnosis import HINT, SURE
from tests.doctor.cases import DEAD, FAIR, FAST, POOR, STUCK, SUMMARY, case, finding, history

NAN = math.nan
LOST = finding("finite", "optim/learning-rate", 12, severity="error")
EXPLODED = finding("gradient_norm", "foundations/backprop", 11)
SLOW = finding("update_ratio", "practice/babysitting", 99, figure=1e-8, limit=1e-5)
JUMP = finding("loss_curve", "optim/learning-rate", 40)


def rising():
    return [{"epoch": n, "step": 20 * n, "accuracy": 0.1 * n} for n in range(1, 7)]


def updates(largest):
    return history(0.1, **{"update_ratio/max": largest})


@pytest.mark.parametrize(
    ("findings", "rows", "named"),
    [
        ([FAST], FAIR, None),  # a run that learns is not accused
        ([FAST], POOR, None),  # nor one that bears no mark of large steps
        ([FAST, DEAD], POOR, FAST),
        ([FAST, JUMP], POOR, FAST),
        ([FAST, JUMP], rising(), None),  # it still learns
        ([FAST], updates(0.2), FAST),  # large to the end
        ([FAST, STUCK], POOR, FAST),
        ([FAST | {"severity": "note"}], POOR, None),
        ([EXPLODED], POOR, None),  # of a run that learns something
        ([LOST], FAIR, LOST),
        ([STUCK], POOR, None),
        ([STUCK, EXPLODED], POOR, EXPLODED),
        ([LOST, EXPLODED], POOR, EXPLODED),  # the earlier one
        ([EXPLODED | {"step": 13}, LOST], POOR, LOST),
        ([STUCK, JUMP], POOR, JUMP),
        ([STUCK, finding("gradient_norm", "init/he", 3)], POOR, None),
        ([STUCK, DEAD], updates(0.031), DEAD),
        ([STUCK, DEAD | {"step": 0}], updates(0.031), None),  # before the first step
        ([LOST, FAST], POOR, FAST),
    ],
)
def test_rate_too_high(findings, rows, named):
    evidence = rules.rate_too_high(case(findings, rows))
    assert (evidence and evidence.finding) == named


@pytest.mark.parametrize(
    ("largest", "strength"), [(0.03, HINT), (0.031, SURE), (NAN, HINT), (math.inf, HINT)]
)
def test_units_that_died_of_large_steps_or_of_something_else(largest, strength):
    died = case([STUCK, DEAD], updates(largest))
    assert rules.rate_too_high(died).strength == strength
    assert rules.rate_too_low(case([SLOW, STUCK, DEAD], updates(largest))) is None


def falling(*rates, accuracy=0.3):
    return [
        {"epoch": n, "step": 20 * n, "accuracy": accuracy, "learning_rate": rate}
        for n, rate in enumerate(rates, 1)
    ]


@pytest.mark.parametrize(
    ("rows", "fires"),
    [
        (falling(1.0, 0.0099, 0.0099), True),
        (falling(1.0, 0.01, 0.0001), False),  # at half of the run it was still there
        (falling(1.0, 0.0099), False),  # the first of two is half
        (falling(1.0, 1.0, 0.001, 0.001), False),
        (falling(1.0, 0.001, 0.001, 0.001), True),
        (falling(1.0, NAN, 0.001, 0.001), True),
        (falling(0.0001), False),
        (falling(0.0, 0.0, 0.0), False),
        (falling(NAN, NAN, NAN), False),
        (falling(1.0, 0.0, 0.0, accuracy=0.95), False),
        (falling(0.001, 1.0, 1.0), False),  # a warm-up
        (POOR, False),
        ([], False),
    ],
)
def test_rate_decays_early(rows, fires):
    assert (rules.rate_decays_early(case([], rows)) is not None) is fires


@pytest.mark.parametrize(
    ("schedule", "edit"),
    [
        ({"decay_steps": 30}, "optimizer.learning_rate.decay_steps: 30 -> 100%"),
        ({"decay_steps": "2ep"}, "optimizer.learning_rate.decay_steps: 2ep -> 100%"),
        ({"boundaries": [3]}, 'optimizer.learning_rate.boundaries: [3] -> ["50%"]'),
        (0.1, "None"),
    ],
)
def test_the_decay_that_is_proposed(schedule, edit):
    rows = falling(1.0, 0.001, 0.001)
    evidence = rules.rate_decays_early(case([], rows, optimizer={"learning_rate": schedule}))
    assert str(evidence.edit) == edit
    assert evidence.text == "After half of the epochs the learning rate was 0.001, at first 1."
    assert (evidence.figure, evidence.limit) == (0.001, 0.01)


def test_the_rate_that_a_schedule_began_with_counts_where_it_was_never_logged():
    rows = falling(0.004, 0.004)
    schedule = {"kind": "cosine_decay", "initial_learning_rate": 0.5}
    assert rules.rate_decays_early(case([], rows)) is None
    assert rules.rate_decays_early(case([], rows, optimizer={"learning_rate": schedule}))


def short(steps, accuracy=0.3, per_epoch=None, **more):
    per_epoch = per_epoch or steps
    epochs = range(1, steps // per_epoch + 1)
    return [{"epoch": n, "step": per_epoch * n, "accuracy": accuracy, **more} for n in epochs]


@pytest.mark.parametrize(
    ("rows", "summary", "fires"),
    [
        (short(99), {}, True),
        (short(100), {}, False),
        (short(99, 0.9), {}, False),
        (short(99, NAN), {}, False),
        (short(99), {"status": "interrupted"}, False),
        (short(99), {"status": "failed"}, False),
        (short(99), {"status": "finished"}, True),
        (short(99), {"steps": 500}, False),
        ([{"accuracy": 0.1}], {"steps": 50}, True),  # a stranger's history, without steps
        ([{"accuracy": 0.1}], {}, False),
        ([], {"steps": 50}, False),
    ],
)
def test_too_few_steps(rows, summary, fires):
    assert (rules.too_few_steps(case([], rows, summary)) is not None) is fires


@pytest.mark.parametrize(
    ("rows", "batch", "epochs", "edit"),
    [
        (short(40, per_epoch=20), 128, 2, "training.epochs: 2 -> 5"),
        (short(42, per_epoch=21), 128, 2, "training.epochs: 2 -> 5"),
        (short(10, per_epoch=10), 128, 1, "training.epochs: 1 -> 10"),
        (short(18, per_epoch=9), 128, 2, "data.batch_size: 128 -> 64"),
        (short(18, per_epoch=9), 64, 2, "training.epochs: 2 -> 12"),
        (short(18, per_epoch=9), None, 2, "training.epochs: 2 -> 12"),
        (short(18, per_epoch=9), None, None, "None"),
        (short(2, per_epoch=1, **{"full_batch/passes": 1.0}), 999, 2, "training.epochs: 2 -> 100"),
    ],
)
def test_what_gives_more_steps(rows, batch, epochs, edit):
    recipe = {"data": {"batch_size": batch}, "training": {"epochs": epochs}}
    evidence = rules.too_few_steps(case([], rows, **recipe))
    assert str(evidence.edit) == edit
    assert evidence.text == f"The run took {rows[-1]['step']} steps in all."


def test_a_single_step_is_one():
    assert (
        rules.too_few_steps(case([], short(1, per_epoch=1))).text == "The run took 1 step in all."
    )


def test_steps_per_epoch_where_the_history_has_none():
    rows = [{"accuracy": 0.1}] * 3
    evidence = rules.too_few_steps(case([], rows, {"steps": 50}, training={"epochs": 3}))
    assert str(evidence.edit) == "training.epochs: 3 -> 6"  # of 17 steps each


@pytest.mark.parametrize(
    ("findings", "rows", "rate", "fires"),
    [
        ([SLOW], POOR, None, True),
        ([SLOW], FAIR, None, False),  # it has learned all the same
        ([STUCK], updates(9.9e-4), 1e-4, True),
        ([STUCK], updates(1e-3), 1e-4, False),
        ([STUCK], updates(9.9e-4), {"kind": "cosine_decay"}, True),
        ([STUCK], updates(9.9e-4), None, True),
        ([STUCK], POOR, 1e-4, False),  # the ratio was not measured
        ([], updates(9.9e-4), 1e-4, False),
        ([JUMP], updates(9.9e-4), 1e-4, False),
    ],
)
def test_rate_too_low(findings, rows, rate, fires):
    evidence = rules.rate_too_low(case(findings, rows, optimizer={"learning_rate": rate}))
    assert (evidence is not None) is fires


def test_a_higher_rate_is_proposed():
    stuck = case([STUCK], updates(5e-5), optimizer={"learning_rate": 3e-5})
    evidence = rules.rate_too_low(stuck)
    assert str(evidence.edit) == "optimizer.learning_rate: 3e-05 -> 0.006"
    assert evidence.text == (
        "No update changes a kernel by more than 5.0e-05 of its size, and nothing is learned."
    )


@pytest.mark.parametrize(
    ("schedule", "highest", "edit"),
    [
        ({"kind": "warmup", "schedule": 0.1, "steps": 5000}, 0.005, "steps: 5000 -> 5%"),
        ({"kind": "warmup", "schedule": 0.1, "steps": 5000}, 0.1, None),
        ({"kind": "warmup", "schedule": 0.1, "steps": 5000}, None, None),  # of an old run
        (
            {"kind": "one_cycle", "peak_learning_rate": 1.0, "warmup": 900},
            0.04,
            "warmup: 900 -> 5%",
        ),
        ({"warmup_target": 0.1, "warmup_steps": "90ep"}, 0.005, "warmup_steps: 90ep -> 5%"),
        ({"kind": "cosine_decay", "initial_learning_rate": 1.0}, 0.04, None),
        (0.1, 0.01, None),
    ],
)
def test_a_warm_up_that_never_arrives(schedule, highest, edit):
    setup = {"optimizer": {"learning_rate": {"highest": highest}}}
    never = Case([STUCK], POOR, {"optimizer": {"learning_rate": schedule}}, SUMMARY, setup)
    evidence = rules.rate_too_low(never)
    assert (evidence and str(evidence.edit)) == (edit and f"optimizer.learning_rate.{edit}")


def test_a_schedule_that_falls_within_the_first_epoch_decays_early():
    rates = {"kind": "piecewise", "boundaries": [10, 15], "values": [0.1, 1e-4, 1e-5]}
    early = case([], falling(1e-5, 1e-5, 1e-5), optimizer={"learning_rate": rates})
    evidence = rules.rate_decays_early(early)
    edit = 'optimizer.learning_rate.boundaries: [10, 15] -> ["50%", "70%"]'
    assert str(evidence.edit) == edit


def test_a_run_that_was_stopped_is_not_blamed_for_its_few_steps():
    assert (
        rules.too_few_steps(case([], short(40), {"stopped_by": {"kind": "early_stopping"}})) is None
    )


def test_updates_count_where_the_gradients_of_several_batches_are_gathered():
    setup = {"optimizer": {"gradient_accumulation_steps": 64}}
    found = rules.too_few_steps(case(rows=history(0.3), setup=setup))
    assert found.text == "Of 160 batches, 64 at a time, the run made 2 updates."
    assert str(found.edit) == "optimizer.gradient_accumulation_steps: 64 -> null"
    setup = {"optimizer": {"gradient_accumulation_steps": None}}
    assert rules.too_few_steps(case(rows=history(0.3), setup=setup)) is None


@pytest.mark.parametrize(("accuracy", "fires"), [(0.8, True), (0.87, False)])
def test_few_steps_that_taught_much_were_not_too_few(accuracy, fires):
    rows = [{**row, "step": 10 * row["epoch"]} for row in history(accuracy)]
    assert (rules.too_few_steps(case(rows=rows)) is not None) is fires
