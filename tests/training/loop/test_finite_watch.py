"""A number that is not finite is seen whatever diagnostics a run has."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest
import tensorflow as tf

import suite
from suite.training.loop.finite_watch import FIRST_CALLS, FiniteWatch
from tests import commands

LOST = """
data: {kind: digits, batch_size: 128}
model: {kind: mlp, widths: [16]}
optimizer: {kind: sgd, learning_rate: 1.0e+30}
training: {epochs: 10, diagnostics: none}
"""


@pytest.fixture
def model():
    inputs = keras.Input((2,))
    model = keras.Model(inputs, keras.layers.Dense(3)(inputs))
    model.compile("sgd", "mse")
    model.evaluate(np.ones((4, 2)), np.ones((4, 3)), verbose=0)
    return model


@pytest.fixture
def watch(model):
    return FiniteWatch(model)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_one_weight_is_enough(watch, value):
    kernel = watch.weights[0]
    assert not watch.look(7, due=False)
    kernel.assign(np.float32([[1, 2, 3], [4, value, 6]]))
    assert watch.look(7, due=False)
    assert watch.is_lost


def test_large_weights_are_numbers(watch):
    watch.weights[0].assign(np.full((2, 3), 3e38, "float32"))
    assert not watch.look(7, due=True)


def test_a_loss_is_enough(watch):
    watch.loss.update_state(np.inf)
    assert watch.look(7, due=False)


def test_single_steps_are_looked_at_seldom(watch):
    watch.weights[0].assign(np.full((2, 3), np.nan, "float32"))
    assert all(watch.look(1, due=False) for _ in range(FIRST_CALLS))
    assert not watch.look(1, due=False)
    assert watch.look(1, due=True)


def test_one_run_after_another_is_no_retracing(model, caplog):
    tf.get_logger().addHandler(caplog.handler)
    try:
        for _ in range(12):
            assert not FiniteWatch(model).look(7, due=True)
    finally:
        tf.get_logger().removeHandler(caplog.handler)
    assert caplog.messages == []


@pytest.mark.parametrize(
    "override", ["training.steps_per_execution=3", "callbacks=[{kind: finite, every: 1000}]"]
)
def test_a_run_ends_and_says_so(tmp_path, monkeypatch, override):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.yaml").write_text(LOST)
    answer = commands.suite("run", "r.yaml", override, "--out", "run")
    assert answer.status == 1  # though its files are whole
    assert answer.err == "error: the loss is no number at the end; the run tells why\n"
    assert json.loads((tmp_path / "run" / "summary.json").read_text())["status"] == "finished"
    assert answer.out.count("error: the loss or a weight is no finite number any more") == 1
    rows = (tmp_path / "run" / "history.csv").read_text().splitlines()
    assert len(rows) == 2  # the header and the first epoch
    (finding,) = json.loads((tmp_path / "run" / "findings.json").read_text())
    assert (finding["diagnostic"], finding["severity"]) == ("finite", "error")
    assert finding["step"] < 12  # an epoch has 9
    assert finding["edit"] == "optimizer.learning_rate: 1e+30 -> 1e+29"
    assert "diagnosis: The learning rate is too high." in commands.succeed("doctor", "run")


def test_finite_tells_more(tmp_path):
    (tmp_path / "r.yaml").write_text(LOST.replace("none", "auto"))
    run = suite.run(suite.load(tmp_path / "r.yaml"), tmp_path / "run", quiet=True)
    (finding,) = [one for one in run.findings if one["diagnostic"] == "finite"]
    assert "values that are not finite in" in finding["text"]


def test_a_healthy_run_hears_nothing(tmp_path):
    (tmp_path / "r.yaml").write_text(LOST.replace("1.0e+30", "0.1").replace("10", "1"))
    run = suite.run(suite.load(tmp_path / "r.yaml"), tmp_path / "run", quiet=True)
    assert run.findings == []
