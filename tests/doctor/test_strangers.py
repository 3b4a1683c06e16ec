"""What programs of strangers taught: signs that were seen, and outranked by others."""

from __future__ import annotations

import pytest

from suite.doctor import diagnose
from suite.doctor.fact_rules import random_evaluation
from suite.doctor.facts import loss_rules
from suite.doctor.facts.optimizer_rules import class_weights
from tests.doctor.cases import FAIR, POOR, SUMMARY, case, dense, finding, history, net

BEYOND = finding("target_range", "activations/choice", figure=0.998, limit=0.05)
FALLING = [{**row, "loss": -100.0 * row["epoch"]} for row in history(0.1)]
BINARY = {"loss": {"kind": "binary_crossentropy"}, "origin": "code"}  # of an autoencoder, say


def test_a_loss_below_zero_of_targets_beyond_its_own_is_their_fault():
    found = diagnose([BEYOND], FALLING, {}, SUMMARY, BINARY)
    assert found.named == "target_range"


def test_a_score_that_is_not_known_is_not_told():
    rows = [{key: row[key] for key in ("epoch", "step", "loss")} for row in FALLING]
    found = diagnose([], rows, {}, SUMMARY, BINARY)
    assert "nan" not in found.to_text()


@pytest.mark.parametrize(("rows", "fires"), [(POOR, True), (FAIR, False)])
def test_weights_of_samples_that_leave_classes_out(rows, fires):
    seen = finding("class_weights", "loss/focal")
    assert (class_weights(case([seen], rows)) is not None) is fires


def test_labels_that_the_loss_does_not_take_are_not_numbered_in_another_way():
    wrong = finding("labels", "data/one-hot", severity="error")
    renamed = {"share": 0.74, "of": [1, 0]}
    seen = {"confusion": {"validation": {"permutation": renamed}}}
    rows = history(0.9, 0.21)
    assert diagnose([], rows, {}, SUMMARY, {}, seen).named == "shuffled_labels"
    assert diagnose([wrong], rows, {}, SUMMARY, {}, seen).named == "bad_labels"


def test_a_call_that_keras_overrules_draws_nothing():
    drop = {"name": "drop", "kind": "dropout", "activation": None, "rate": 0.5, "in_training": True}
    made = net(drop, dense("logits", 10, activation=None))
    assert random_evaluation(case(rows=POOR, setup=made)) is not None
    seen = {"inference": {"unrepeated": 0.0}}
    assert random_evaluation(case(rows=POOR, setup=made, examination=seen)) is None


@pytest.mark.parametrize(("validation", "fires"), [(0.5, True), (0.88, False)])
def test_a_squared_error_that_gets_there_is_no_mistake(validation, fires):
    made = net(dense("out", 10, activation="softmax"), targets="classes", origin="code")
    made["loss"] = {"kind": "mean_squared_error"}
    found = loss_rules.loss_mismatch(case(rows=history(0.85, validation), setup=made))
    assert (found is not None) is fires
    if found:
        assert "CategoricalCrossentropy" in found.advice
        assert "Sparse" not in found.advice
