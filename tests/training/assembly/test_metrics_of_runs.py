"""What a run logs of its metrics, against scikit-learn on what its model gives."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as sk

import suite
from suite.lab.ensemble.ensemble import evaluate
from suite.runs import Run
from suite.training.assembly.assembly import Assembly

pytestmark = pytest.mark.slow
BASE = ("quickstart", "training.epochs=2", "training.diagnostics=none", "model={kind: mlp}")
METRICS = "metrics=[accuracy, precision, recall, auc, {kind: f1_score, average: macro}, mse]"
PARTS = """
import keras


@keras.saving.register_keras_serializable()
class Plain(keras.metrics.Precision):
    pass


@keras.saving.register_keras_serializable()
class Says(keras.metrics.Metric):
    takes = ("vectors", "probabilities")

    def __init__(self, name="largest", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.most = self.add_variable((), "zeros")

    def update_state(self, y_true, y_pred):
        assert y_true.shape[1] == y_pred.shape[1] == 10
        self.most.assign(keras.ops.maximum(self.most, keras.ops.max(y_pred)))

    def result(self):
        return self.most


@keras.saving.register_keras_serializable()
class Raw(keras.metrics.Precision):
    def update_state(self, y_true, y_pred, sample_weight=None):
        y_true = keras.ops.one_hot(y_true, 10)
        return super().update_state(y_true, keras.ops.softmax(y_pred), sample_weight)


@keras.saving.register_keras_serializable()
def spread(y_true, y_pred):
    return keras.ops.max(y_pred, axis=-1) - keras.ops.min(y_pred, axis=-1)
"""


def measured_on(run: Run) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Class numbers, the same as vectors, and the probabilities that the run's model gives."""
    split = Assembly(suite.load(BASE[0])).dataset.test
    powers = np.exp(run.model.predict(np.asarray(split.inputs), verbose=0))
    return split.labels, np.eye(10)[split.labels], powers / powers.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("one_hot", ["auto", "true"])
def test_the_figures_of_a_run_are_those_of_scikit_learn(tmp_path, one_hot):
    recipe = suite.load(*BASE, METRICS, f"data.one_hot={one_hot}")
    run = suite.run(recipe, out=tmp_path / "run", quiet=True)
    numbers, y, p = measured_on(run)
    decided = p > 0.5
    wanted = {
        "accuracy": np.mean(p.argmax(axis=1) == numbers),
        "precision": sk.precision_score(y, decided, average="micro"),
        "recall": sk.recall_score(y, decided, average="micro"),
        "auc": pytest.approx(sk.roc_auc_score(y, p, average="micro"), abs=5e-3),
        "f1_score": sk.f1_score(numbers, p.argmax(axis=1), average="macro"),
        "mean_squared_error": sk.mean_squared_error(y, p),
    }
    measured = run.summary["metrics"]
    assert wanted["precision"] > 0.8
    for name, figure in wanted.items():
        figure = figure if name == "auc" else pytest.approx(figure, rel=1e-5)
        assert measured[f"test_{name}"] == figure, name
    again = evaluate([run.path]).metrics
    assert {"test_precision", "val_auc", "test_f1_score"} <= set(again)
    for name, value in again.items():
        assert value == pytest.approx(measured[name], rel=1e-5), name


def test_a_second_run_in_a_process_logs_the_same_names(tmp_path):
    for number in range(2):
        recipe = suite.load(*BASE, "metrics=[precision, {kind: auc, curve: PR}, precision]")
        run = suite.run(recipe, out=tmp_path / str(number), quiet=True)
        assert {"val_precision", "val_precision_1", "val_auc"} <= set(run.summary["metrics"])
        assert "val_precision_2" not in run.summary["metrics"]


def test_metrics_of_the_user(tmp_path):
    (tmp_path / "mine.py").write_text(PARTS, encoding="utf-8")
    names = ", ".join(f"./mine.py:{name}" for name in ("Plain", "Says", "Raw", "spread"))
    (tmp_path / "r.yaml").write_text(
        f"extends: quickstart\nmodel: {{kind: mlp}}\nmetrics: [precision, {names}]\n"
        "training: {epochs: 1, diagnostics: none}\n",
        encoding="utf-8",
    )
    run = suite.run(suite.load(tmp_path / "r.yaml"), out=tmp_path / "run", quiet=True)
    [row] = run.history.rows
    for name in ("val_plain", "val_raw"):
        assert row[name] == pytest.approx(row["val_precision"], rel=1e-6)
    assert 0.5 < row["val_largest"] <= 1
    assert row["val_spread"] > 1


@pytest.mark.filterwarnings("ignore:.*received `from_logits=True`")  # Keras's, of the second run
def test_a_model_of_the_user_that_ends_in_probabilities(tmp_path):
    (tmp_path / "net.py").write_text(
        "import keras\n\n\ndef net(inputs, classes):\n"
        "    x = keras.layers.Flatten()(inputs)\n"
        "    return keras.layers.Dense(classes, activation='softmax')(x)\n",
        encoding="utf-8",
    )
    loss = "{kind: sparse_categorical_crossentropy, from_logits: false}"
    (tmp_path / "r.yaml").write_text(
        f"data: {{kind: digits}}\nmodel: ./net.py:net\nloss: {loss}\n"
        "metrics: [precision, auc, sparse_categorical_crossentropy]\n"
        "training: {epochs: 2, diagnostics: none}\n",
        encoding="utf-8",
    )
    split = Assembly(suite.load("quickstart")).dataset.test
    for number, change in enumerate(([], ["loss=null"])):
        recipe = suite.load(tmp_path / "r.yaml", *change)
        run = suite.run(recipe, tmp_path / str(number), quiet=True)
        p = run.model.predict(np.asarray(split.inputs), verbose=0)
        numbers = split.labels
        measured = run.summary["metrics"]
        entropy = -np.mean(np.log(p[np.arange(len(numbers)), numbers]))
        wanted = sk.precision_score(np.eye(10)[numbers], p > 0.5, average="micro")
        assert measured["test_precision"] == pytest.approx(wanted, rel=1e-5)
        name = "test_sparse_categorical_crossentropy"
        assert measured[name] == pytest.approx(entropy, rel=1e-4)
