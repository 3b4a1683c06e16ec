"""An error in a step stands at the part of the recipe that it comes from, in one sentence."""

from __future__ import annotations

import pytest

from tests.commands import suite

PARTS = """
import keras


@keras.saving.register_keras_serializable("parts")
class Layer(keras.layers.Layer):
    def call(self, x, training=False):
        if training:
            raise KeyError("no such weight")
        return x

    def compute_output_shape(self, shape):
        return shape


@keras.saving.register_keras_serializable("parts")
class Loss(keras.losses.Loss):
    def call(self, y_true, y_pred):
        raise IndexError("three is too many")


@keras.saving.register_keras_serializable("parts")
class Metric(keras.metrics.Mean):
    def update_state(self, y_true, y_pred, sample_weight=None):
        raise ZeroDivisionError("nothing was seen")


def in_numpy(y_true, y_pred):
    return y_pred.numpy().mean(axis=-1)
"""
AXIS = "{kind: mlp, widths: [8], activation: {kind: softmax, axis: -10}}"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parts.py").write_text(PARTS)
    return tmp_path


@pytest.mark.parametrize(
    ("line", "status", "says"),
    [
        (
            f"model: {AXIS}",
            2,
            "r.yaml:2:8 model: the model cannot compute a batch of the data (InvalidArgumentErr",
        ),
        (
            "model: {kind: sequential, layers: [{kind: dense, units: 4, name: input}]}",
            2,
            'r.yaml:2:8 model: The name "input" is used 2 times in the model.',
        ),
        (
            "model: mlp\nloss: ./parts.py:Loss",
            2,
            "r.yaml:3:7 loss: the loss does not take what the model gives (IndexError: three is",
        ),
        (
            "model: mlp\nloss: ./parts.py:in_numpy",
            1,
            "error: r.yaml:3:7 loss: the loss cannot be compiled (AttributeError: 'Symbolic",
        ),
        (
            "model: mlp\nmetrics: [{kind: ./parts.py:Metric}]",
            2,
            "r.yaml:3:10 metrics: the metrics do not take what the model gives (ZeroDivisionError:",
        ),
        (
            "model: {kind: sequential, layers: [{kind: ./parts.py:Layer}]}",
            1,
            "error: r.yaml:2:8 model: the model cannot compute a batch of the data (KeyError: ",
        ),
    ],
)
def test_at_its_line(folder, line, status, says):
    (folder / "r.yaml").write_text(f"training: {{epochs: 1, diagnostics: none}}\n{line}\n")
    answer = suite("run", "r.yaml", "--out", "run", "--quiet")
    assert (answer.status, answer.out) == (status, "")
    (sentence,) = answer.err.splitlines()
    assert sentence.startswith(says)
    assert "Arguments received by" not in sentence
    assert ("keras.ops instead of NumPy" in sentence) == ("cannot be compiled" in says)
    assert (folder / "run").exists() == (status == 1)
