"""What is said of an evaluation."""

from __future__ import annotations

import pytest

from suite.examination.outcome.reliability import Figures
from suite.lab.ensemble.evaluation import Evaluation

A, B, BOTH = Figures(0.5, 0.8, 0.04), Figures(0.7, 0.6, 0.02), Figures(0.4, 0.9, 0.05)


def evaluation(**given):
    nothing = {"together": None, "reliability": None, "averaged": None, "metrics": {}}
    return Evaluation("digits, test set: 9 examples", "test", **{**nothing, "alone": {}, **given})


def rows(text):
    return [line.split() for line in text.splitlines()]


def test_several_models_are_a_table_with_their_mean_and_their_ensemble():
    said = evaluation(alone={"a": A, "b": B}, together=BOTH).to_text()
    assert rows(said) == [
        ["digits,", "test", "set:", "9", "examples"],
        ["cross-entropy", "accuracy", "ece"],
        ["a", "0.5000", "0.8000", "0.0400"],
        ["b", "0.7000", "0.6000", "0.0200"],
        ["mean", "0.6000", "0.7000", "0.0300"],
        ["ensemble", "0.4000", "0.9000", "0.0500"],
    ]


def test_averaged_weights_stand_below_the_ensemble():
    said = evaluation(alone={"a": A, "b": B}, together=BOTH, averaged=A).to_text()
    assert rows(said)[-2][0] == "ensemble"
    assert said.splitlines()[-1].split() == ["averaged", "weights", "0.5000", "0.8000", "0.0400"]


def test_one_file_has_neither_mean_nor_ensemble():
    assert [row[0] for row in rows(evaluation(alone={"a": A}, together=A).to_text())[2:]] == ["a"]


@pytest.mark.parametrize(
    ("together", "split", "expected"),
    [
        (A, "test", ["test_loss  0.1235", "test_ece   0.0400"]),
        (A, "val", ["test_loss  0.1235", "val_ece    0.0400"]),
        (None, "test", ["test_loss  0.1235"]),  # real targets have no calibration
    ],
)
def test_a_run_has_its_metrics_and_its_calibration_error(together, split, expected):
    metrics = {"test_loss": 0.123456}
    found = Evaluation("data", split, {"run": A}, together, None, None, metrics)
    assert found.to_text().splitlines() == expected
