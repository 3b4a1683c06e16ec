"""A run in trouble leaves what was measured of it; nothing else becomes of it."""

from __future__ import annotations

import json

import numpy as np
import pytest

import suite

QUICK = ("quickstart", "training.epochs=3", "model={kind: mlp, widths: [16]}", "callbacks=[]")
IDLE = "optimizer={kind: sgd, learning_rate: 1.0e-9}"


@pytest.fixture(scope="module")
def idle(tmp_path_factory):
    return suite.run(suite.load(*QUICK, IDLE), tmp_path_factory.mktemp("idle") / "run", quiet=True)


def examination(run) -> dict:
    return json.loads((run.path / "examination.json").read_text("utf-8"))


def test_what_is_measured_tells_the_net_and_its_labels_from_its_training(idle):
    found = examination(idle)
    assert found["inference"]["train_accuracy"] < 0.5
    assert found["memorize"]["own_labels"] > 0.95
    assert found["neighbors"]["agreement"] > 0.9
    assert found["batches"]["classes_per_batch"] > 9
    assert "not_measured" not in found
    assert idle.status == "finished"


def test_it_changes_nothing_and_is_left_out_without_diagnostics(idle, tmp_path):
    recipe = suite.load(*QUICK, IDLE, "training.diagnostics=none")
    plain = suite.run(recipe, tmp_path / "run", quiet=True)
    for own, other in zip(idle.model.variables, plain.model.variables, strict=True):
        np.testing.assert_array_equal(own, other)
    for own, other in zip(
        idle.model.optimizer.variables, plain.model.optimizer.variables, strict=True
    ):
        np.testing.assert_array_equal(own, other)
    assert idle.summary["metrics"] == plain.summary["metrics"]
    assert not (plain.path / "examination.json").exists()


def test_a_run_that_learns_is_not_examined(tmp_path):
    recipe = suite.load(*QUICK, "optimizer={kind: adam, learning_rate: 0.02}", "training.epochs=4")
    assert not (suite.run(recipe, tmp_path / "run", quiet=True).path / "examination.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        (
            "data.augment=[{kind: mixup}]",
            "training.precision=mixed_bfloat16",
            "training.class_weights=balanced",
        ),
        ("data={kind: digits, only: [3, 8]}", "loss=binary_crossentropy"),
    ],
    ids=["mixed labels, weights, half precision", "one output"],
)
def test_labels_of_every_form(changes, tmp_path):
    recipe = suite.load(*QUICK, IDLE, *changes)
    found = examination(suite.run(recipe, tmp_path / "run", quiet=True))
    assert "not_measured" not in found
    assert found["memorize"]["own_labels"] > 0.9


@pytest.mark.slow
def test_real_values(tmp_path):
    recipe = suite.load("loss/regression", "training.epochs=3", "metrics=[r2_score]", IDLE)
    found = examination(suite.run(recipe, tmp_path / "run", quiet=True))
    assert found["targets"]["max"] > 300
    assert found["neighbors"]["agreement"] > 0.2
    assert found["inference"]["train_accuracy"] < 0
    assert "confusion" not in found
