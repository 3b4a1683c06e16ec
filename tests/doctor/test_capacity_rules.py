"""What a model cannot express, and losses that point the wrong way: each at its limits."""

from __future__ import annotations

import math

import pytest

from suite.doctor import capacity_rules as rules
from suite.doctor import diagnose
from suite.doctor.case import Case
from suite.doctor.diagnosis import HINT, SURE
from tests.doctor.cases import DEAD, FAIR, FAST, POOR, STUCK, SUMMARY, case, finding, history

FADED = finding("gradient_norm", "activations/sigmoid", 60)
CROSS = {"loss": {"kind": "sparse_categorical_crossentropy"}}
CLIMBING = [{"epoch": n, "step": 20 * n, "accuracy": 0.1 * n} for n in range(1, 7)]


def examined(rows, setup=None, recipe=None, findings=(), **examination) -> Case:
    return Case(list(findings), rows, recipe or {}, SUMMARY, setup or {}, examination)


def dense(units, name="dense", activation="relu"):
    return {"name": name, "kind": "dense", "units": units, "activation": activation}


@pytest.mark.parametrize(
    ("rows", "examination", "fires"),
    [
        (POOR, {"memorize": {"own_labels": 0.6}}, True),
        (POOR, {"memorize": {"own_labels": 1.0}}, False),
        (FAIR, {"memorize": {"own_labels": 0.6}}, False),
        (CLIMBING, {"memorize": {"own_labels": 0.6}}, False),
        (CLIMBING, {"memorize": {"own_labels": 0.6}, "neighbors": {"agreement": 0.9}}, True),
        (POOR, {"memorize": {"own_labels": 0.9, "linear": True}}, True),
        (POOR, {"width": {"narrowest": "neck", "units": 2}}, True),
        (POOR, {"width": {"narrowest": "neck", "units": 64}}, False),
        (POOR, {"neighbors": {"agreement": 0.9, "chance": 0.1}}, True),
        (POOR, {"neighbors": {"agreement": 0.35, "chance": 0.1}}, False),
        (POOR, {}, False),
    ],
)
def test_too_weak_model(rows, examination, fires):
    assert (rules.too_weak_model(examined(rows, **examination)) is not None) is fires


@pytest.mark.parametrize(
    ("layers", "fires"),
    [
        ([dense(2, "neck"), dense(10, "logits")], True),
        ([dense(10, "logits")], True),
        ([dense(32), dense(10, "logits")], False),
        ([], False),
    ],
)
def test_layers_that_let_too_little_pass(layers, fires):
    seen = examined(POOR, setup={"layers": layers, "classes": 10})
    assert (rules.too_weak_model(seen) is not None) is fires


def test_a_net_that_was_never_put_to_the_test_is_not_too_weak():
    weak = {"memorize": {"own_labels": 0.6}}
    assert rules.too_weak_model(examined(POOR, **weak)).weight == SURE
    for found in (FADED, DEAD):
        assert rules.too_weak_model(examined(POOR, findings=[found], **weak)).weight == HINT


def test_xor_without_a_hidden_layer_is_too_weak_and_its_labels_are_right():
    recipe = {"model": {"kind": "mlp", "widths": []}}
    neighbors = {"agreement": 0.97, "chance": 0.5}
    diagnosis = diagnose([STUCK], history(0.5), recipe, SUMMARY, None, {"neighbors": neighbors})
    assert diagnosis.named == "too_weak_model"
    assert "hidden layer" in diagnosis.edit
    assert "97%" in diagnosis.evidence.support[0]
    assert diagnose([STUCK], history(0.5), recipe, SUMMARY).named == "too_weak_model"


@pytest.mark.parametrize(
    ("rows", "recipe", "fires"),
    [
        (history(0.02, loss=-9.0), CROSS, True),
        (history(0.95, loss=-9.0), CROSS, True),  # whatever it has learned
        (history(0.02, loss=0.5), CROSS, False),  # the loss has not fallen
        (history(0.95, loss=-0.9), {"loss": {"kind": "cosine_similarity"}}, False),
        (history(math.nan, loss=-3.0), {"loss": {"kind": "own"}}, False),
        ([{"accuracy": 0.1, "loss": 2.0}, {"accuracy": 0.01, "loss": -5.0}], {}, True),
        ([{"accuracy": 0.1, "loss": 2.0}, {"accuracy": 0.01, "loss": 1.0}], {}, True),
        ([{"accuracy": 0.1, "loss": 2.0}, {"accuracy": 0.09, "loss": 1.9}], {}, False),
        ([{"accuracy": 0.1, "loss": 2.0}, {"accuracy": 0.6, "loss": -5.0}], {}, False),
        ([], CROSS, False),
    ],
)
def test_wrong_sign(rows, recipe, fires):
    assert (rules.wrong_sign(case([], rows, **recipe)) is not None) is fires


@pytest.mark.parametrize(
    ("own", "last", "fires"),
    [(0.08, -900.0, True), (0.99, -900.0, False), (0.08, 1.9, False), (math.nan, math.nan, False)],
)
def test_one_batch_learned_backwards(own, last, fires):
    memorize = {"own_labels": own, "first_loss": -2.3, "last_loss": last}
    lost = examined(history(math.nan, loss=math.nan), memorize=memorize)
    assert (rules.wrong_sign(lost) is not None) is fires


@pytest.mark.parametrize(
    ("rows", "kind", "depth", "fires"),
    [
        (POOR, "sigmoid", 5, True),
        (POOR, "sigmoid", 3, False),
        (POOR, "relu", 5, False),
        (POOR, "tanh", 5, False),
        (FAIR, "sigmoid", 5, False),  # it has learned all the same
    ],
)
def test_deep_sigmoids(rows, kind, depth, fires):
    hidden = [
        {**dense(32, f"d{n}", kind), "inputs": [f"d{n - 1}"] if n else []} for n in range(depth)
    ]
    last = {**dense(10, "logits", None), "inputs": [f"d{depth - 1}"]}
    seen = examined(rows, setup={"layers": [*hidden, last]})
    assert (rules.saturating_activation(seen) is not None) is fires


@pytest.mark.parametrize(
    ("rows", "right", "wrong", "fires"),
    [
        (POOR, -0.1, -3.0, True),
        (POOR, 0.1, 3.0, False),
        (FAIR, -0.1, -3.0, False),
        (POOR, math.nan, math.nan, False),
    ],
)
def test_a_loss_that_rewards_errors(rows, right, wrong, fires):
    found = rules.wrong_sign(examined(rows, loss_direction={"right": right, "wrong": wrong}))
    assert (found is not None) is fires
    if found:
        assert found.text == "The loss is -0.1 for right answers and -3 for wrong ones."


def test_a_loss_that_rewards_errors_comes_before_the_rate_that_it_drives_up():
    lost = [finding("finite", step=15, severity="error"), FAST]
    rows = history(0.1, loss=math.nan)
    found = diagnose(
        lost, rows, {}, SUMMARY, {}, {"loss_direction": {"right": -0.1, "wrong": -3.0}}
    )
    assert found is not None
    assert found.named == "wrong_sign"


def test_a_loss_that_was_measured_to_point_the_right_way_is_cleared():
    falling = [{**row, "loss": 9.0 - row["epoch"]} for row in history(0.01)]
    assert rules.wrong_sign(examined(falling)) is not None
    seen = examined(falling, loss_direction={"right": 0.1, "wrong": 3.0})
    assert rules.wrong_sign(seen) is None
