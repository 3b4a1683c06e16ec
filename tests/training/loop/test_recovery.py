"""A run that meets a NaN goes on with a lower rate."""

from __future__ import annotations

import json

import numpy as np
import pytest

import suite

# A rate at which the second epoch at the latest overflows.
EXPLODES = """
data: {kind: digits, batch_size: 256}
model: {kind: mlp, widths: [32]}
optimizer: {kind: sgd, learning_rate: %s}
training: {epochs: 3, on_nan: restore_and_lower_rate}
loss: ./explosive.py:Explosive
"""
PLUGIN = '''
import keras


@keras.saving.register_keras_serializable(package="test")
class Explosive(keras.losses.Loss):
    """Cross-entropy plus the fourth power of the logits: stable for small rates only."""

    def call(self, y_true, y_pred):
        entropy = keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=True)
        return entropy + 0.01 * keras.ops.mean(y_pred**4, axis=-1)
'''


def train(folder, rate: str, *overrides: str):
    (folder / "explosive.py").write_text(PLUGIN)
    (folder / "recipe.yaml").write_text(EXPLODES % rate)
    return suite.run(suite.load(folder / "recipe.yaml", *overrides), folder / "run")


@pytest.mark.parametrize(
    "rate", ["1000.0", "{kind: exponential_decay, initial_learning_rate: 1000.0, "
             "decay_steps: 100%, decay_rate: 0.9}"],
)  # fmt: skip
def test_goes_on_from_the_last_good_state_with_lower_rates(tmp_path, rate, capsys):
    run = train(tmp_path, rate)
    shown = capsys.readouterr().out
    assert shown.count("with 0.1 times the learning rate") >= 2
    assert "values that are not finite" in shown
    assert run.summary["status"] == "finished"
    assert len(run.history.rows) == 3
    assert all(np.isfinite(weight).all() for weight in run.model.get_weights())
    rates = [row["learning_rate"] for row in run.history.rows]
    assert max(rates) <= 10.0


def test_gives_up_after_three_tries(tmp_path, capsys):
    run = train(tmp_path, "1.0e+12")
    assert capsys.readouterr().out.count("with 0.1 times the learning rate") == 3
    findings = json.loads((run.path / "findings.json").read_text())
    assert "finite" in {finding["diagnostic"] for finding in findings}


def test_stops_where_nobody_asked_for_more(tmp_path, capsys):
    run = train(tmp_path, "1000.0", "training.on_nan=stop")
    assert "times the learning rate" not in capsys.readouterr().out
    assert "finite" in {finding["diagnostic"] for finding in run.findings}


def test_needs_no_diagnostic(tmp_path, capsys):
    run = train(tmp_path, "1000.0", "training.diagnostics=none")
    assert capsys.readouterr().out.count("with 0.1 times the learning rate") >= 2
    assert len(run.history.rows) == 3
    assert all(np.isfinite(weight).all() for weight in run.model.get_weights())
