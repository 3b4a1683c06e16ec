"""Runs of two classes by one output, of several labels per sample, and of real targets."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest
from PIL import Image
from sklearn import metrics as sk

import suite
from suite.recipe.task.task import Task
from suite.training.assembly.assembly import Assembly
from suite.training.assembly.output_activation import output_activation
from tests.commands import succeed
from tests.commands import suite as answered

pytestmark = pytest.mark.slow
MODEL = "model={kind: mlp, widths: [16]}"
SHORT = (MODEL, "training.epochs=2", "data.batch_size=64")


def run(tmp_path, *overrides):
    """A finished run, its test set, and what its model gives for it."""
    recipe = suite.load("quickstart", *SHORT, *overrides)
    done = suite.run(recipe, out=tmp_path / "run", quiet=True)
    split = Assembly(recipe).dataset.test
    outputs = done.model.predict(np.asarray(split.inputs), verbose=0).astype(np.float64)
    return done, split.labels, outputs


def measured(done, **wanted):
    for name, value in wanted.items():
        figure = done.summary["metrics"][f"test_{name}"]
        assert figure == pytest.approx(value, rel=1e-4, abs=1e-6), name
    printed = succeed("evaluate", done.path)
    for name, value in wanted.items():
        [line] = [one for one in printed.splitlines() if one.startswith(f"test_{name} ")]
        assert float(line.split()[1]) == pytest.approx(value, abs=1e-4), name
    return printed


def test_two_classes_by_one_output(tmp_path):
    names = "metrics=[accuracy, precision, recall, f1_score, sparse_categorical_crossentropy]"
    source = "data={kind: digits, only: [3, 8]}"
    done, y, outputs = run(tmp_path, source, "loss=binary_crossentropy", names)
    assert outputs.shape == (len(y), 1)
    p = 1 / (1 + np.exp(-outputs[:, 0]))
    decided = p > 0.5
    printed = measured(
        done,
        loss=sk.log_loss(y, p),
        accuracy=sk.accuracy_score(y, decided),
        precision=sk.precision_score(y, decided),
        recall=sk.recall_score(y, decided),
        sparse_categorical_crossentropy=sk.log_loss(y, p),
    )
    assert "test_ece" in printed
    assert done.summary["classes"] == ["3", "8"]


def test_a_plain_model_file_says_the_same_accuracy(tmp_path):
    done, y, outputs = run(tmp_path, "data={kind: moons}", "loss=binary_crossentropy")
    opened = keras.models.load_model(done.path / "model.keras")
    inputs = Assembly(suite.load("quickstart", *SHORT, "data={kind: moons}")).dataset.test.inputs
    found = opened.evaluate(inputs, y[:, None].astype(float), verbose=0, return_dict=True)
    assert found["accuracy"] == pytest.approx(np.mean((outputs[:, 0] > 0) == y), abs=1e-6)


def test_margins_of_two_classes(tmp_path):
    weights = "training.class_weights={'1': 1.5}"
    done, y, outputs = run(
        tmp_path, "data={kind: moons, sampling: balanced}", "loss=squared_hinge", weights
    )
    accuracy = np.mean((outputs[:, 0] > 0) == y)
    assert accuracy > 0.7
    measured(done, accuracy=accuracy)


def test_several_labels_a_sample(tmp_path):
    names = "metrics=[accuracy, precision, {kind: f1_score, average: macro}]"
    done, y, outputs = run(tmp_path, "data={kind: discs}", names, "training.epochs=20")
    p = 1 / (1 + np.exp(-outputs))
    printed = measured(
        done,
        loss=-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)),
        accuracy=np.mean((p > 0.5) == y),
        precision=sk.precision_score(y, p > 0.5, average="micro"),
        f1_score=sk.f1_score(y, p > 0.5, average="macro"),
    )
    assert "ece" not in printed
    assert done.summary["labels"] == ["0", "1", "2"]
    assert "classes" not in done.summary
    refused = answered("evaluate", done.path, "--out", tmp_path / "a.png")
    assert refused.status == 2
    assert "no classes to draw" in refused.err


@pytest.mark.parametrize("loss", ["auto", "huber"])
def test_real_targets(tmp_path, loss):
    names = "metrics=[r2_score, mse, root_mean_squared_error, mean_absolute_error]"
    rate = "optimizer.learning_rate=0.01"
    done, y, outputs = run(tmp_path, "data={kind: friedman}", f"loss={loss}", names, rate)
    printed = measured(
        done,
        r2_score=sk.r2_score(y, outputs),
        mean_squared_error=sk.mean_squared_error(y, outputs),
        root_mean_squared_error=sk.root_mean_squared_error(y, outputs),
        mean_absolute_error=sk.mean_absolute_error(y, outputs),
    )
    assert "ece" not in printed
    assert done.summary["values"] == ["y"]
    assert not [one for one in done.findings if "class" in one["text"]]


def test_counts_are_predicted_as_rates(tmp_path):
    source = "data={kind: friedman}"
    done, y, outputs = run(
        tmp_path, source, "loss=poisson", "metrics=[poisson]", "training.epochs=8"
    )
    assert (outputs > 0).all()
    measured(done, loss=np.mean(outputs - y * np.log(outputs + 1e-7)))


def test_losses_of_probabilities_get_them(tmp_path):
    done, y, outputs = run(tmp_path, "data.one_hot=true", "loss=kl_divergence")
    np.testing.assert_allclose(outputs.sum(axis=1), 1, rtol=1e-5)
    entropy = -np.mean(np.log(outputs[np.arange(len(y)), y]))
    measured(done, loss=entropy, accuracy=np.mean(outputs.argmax(axis=1) == y))
    assert done.summary["metrics"]["test_accuracy"] > 0.6


def test_two_real_targets_of_images_through_the_command_line(tmp_path):
    generator = np.random.default_rng(0)
    x = generator.integers(0, 256, (240, 6, 6, 1), dtype=np.uint8)
    left, right = x[:, :, :3].mean(axis=(1, 2, 3)), x[:, :, 3:].mean(axis=(1, 2, 3))
    np.savez(tmp_path / "images.npz", x=x, y=np.stack([left, right], axis=1) / 255)
    (tmp_path / "r.yaml").write_text(
        "data: {kind: arrays, path: images.npz, targets: values, class_names: [left, right],\n"
        "  batch_size: 32, validation: 0.2}\nmodel: {kind: mlp, widths: []}\n"
        "optimizer: {kind: adam, learning_rate: 0.02}\nmetrics: [r2_score, mae]\n"
        "training: {epochs: 40}\n",
        encoding="utf-8",
    )
    assert "no problems found" in succeed("check", tmp_path / "r.yaml")
    succeed("check", tmp_path / "r.yaml", "--build")
    succeed("run", tmp_path / "r.yaml", "--quiet", "--out", tmp_path / "run")
    summary = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    assert summary["metrics"]["val_r2_score"] > 0.9
    assert summary["values"] == ["left", "right"]
    Image.fromarray(x[0, :, :, 0]).save(tmp_path / "one.png")
    words = succeed("predict", tmp_path / "run", tmp_path / "one.png").split()
    assert words[1::2] == ["left", "right"]
    assert float(words[2]) == pytest.approx(left[0] / 255, abs=0.1)


def test_a_source_of_the_user_says_what_its_targets_are(tmp_path):
    (tmp_path / "data.py").write_text(
        "import numpy as np\nfrom suite.data import Dataset, Split\n\n\n"
        "def waves():\n"
        "    x = np.random.default_rng(0).uniform(-1, 1, (200, 3)).astype('float32')\n"
        "    split = Split(x, np.sin(x[:, :1]))\n"
        "    return Dataset('waves', split, None, None, ('height',), targets='values')\n",
        encoding="utf-8",
    )
    recipe = "data: ./data.py:waves\nmodel: {kind: mlp, widths: []}\ntraining: {epochs: 1}\n"
    (tmp_path / "r.yaml").write_text(recipe, encoding="utf-8")
    refused = answered("run", tmp_path / "r.yaml", "--quiet", "--out", tmp_path / "run")
    assert refused.status == 2
    assert "judges classes, and the targets are real numbers" in refused.err
    assert not (tmp_path / "run").exists()
    succeed("run", tmp_path / "r.yaml", "loss=mse", "--quiet", "--out", tmp_path / "run")
    assert "mean_absolute_error" in (tmp_path / "run" / "history.csv").read_text("utf-8")
    classes = "loss=binary_crossentropy"
    refused = answered("run", tmp_path / "r.yaml", classes, "--out", tmp_path / "other")
    assert "takes one class per sample, and the targets are real numbers" in refused.err


@pytest.mark.parametrize(
    ("labels", "link", "free", "wanted"),
    [
        ("values", "given", True, "exponential"),
        ("one_hot", "given", True, "softmax"),
        ("numbers", "given", True, "softmax"),
        ("multi_hot", "given", True, "sigmoid"),
        ("one_hot", "given", False, None),
        ("numbers", "softmax", True, None),
        ("values", "identity", True, None),
    ],
)
def test_the_activation_after_the_logits(labels, link, free, wanted):
    assert output_activation(Task(labels, link, "some", 3, free=free)) == wanted
