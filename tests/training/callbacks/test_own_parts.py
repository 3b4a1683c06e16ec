"""Parts from the user's own files, of every kind, through every verb."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

import suite
from suite.catalog.keras_registry import register
from tests.commands import run_module, succeed
from tests.commands import suite as command

FILE = Path(__file__).with_name("strangers_parts.py")
RECIPE = """\
data: {{kind: digits, batch_size: 128}}
model: {model}
{rest}
training: {{epochs: 1, diagnostics: none}}
"""


def layers(*parts):
    inner = ", ".join(("{kind: flatten}", *parts, "{kind: dense, units: 10}"))
    return f"{{kind: sequential, layers: [{inner}]}}"


def dense(argument):
    return layers(f"{{kind: dense, units: 6, {argument}}}")


MLP = "{kind: mlp, widths: [8]}"
# What the part is -> the model, and the rest of the recipe.
CASES = {
    "loss": (MLP, "loss: './parts.py:plain_loss'"),
    "loss with an argument": (MLP, "loss: {kind: './parts.py:plain_loss', factor: 2}"),
    "loss that cannot be saved": (MLP, "loss: {kind: './parts.py:Loss', factor: 2}"),
    "loss with an accent": (MLP, "loss: './parts.py:perte_à_moi'"),
    "metric": (MLP, "metrics: ['./parts.py:hits']"),
    "metric with an argument": (MLP, "metrics: [{kind: './parts.py:hits', factor: 2}]"),
    "metric with an accent": (MLP, "metrics: ['./parts.py:Précision']"),
    "activation": ("{kind: mlp, widths: [8], activation: './parts.py:leaky'}", ""),
    "activation with an argument": (
        "{kind: mlp, widths: [8], activation: {kind: './parts.py:leaky', slope: 0.3}}",
        "",
    ),
    "activation of a name of Keras's": (
        "{kind: mlp, widths: [8], activation: './parts.py:relu'}",
        "",
    ),
    "partial function": ("{kind: mlp, widths: [8], activation: './parts.py:steep'}", ""),
    "lambda": ("{kind: mlp, widths: [8], activation: './parts.py:bent'}", ""),
    "layer": (layers("{kind: './parts.py:Units', units: 6}"), ""),
    "layer with an accent": (layers("{kind: './parts.py:Été', units: 6, name: été}"), ""),
    "layer that draws": (layers("{kind: './parts.py:Noise'}"), ""),
    "optimizer": (MLP, "optimizer: {kind: './parts.py:Descent', learning_rate: 0.1}"),
    "schedule": (MLP, "optimizer: {kind: sgd, learning_rate: {kind: './parts.py:Constant'}}"),
    "function of the step": (
        MLP,
        "optimizer: {kind: sgd, learning_rate: {kind: './parts.py:decay', rate: 0.2}}",
    ),
    "initializer": (
        dense("kernel_initializer: {kind: './parts.py:Small', deviation: 0.2}"),
        "",
    ),
    "initializing function": (
        dense("kernel_initializer: {kind: './parts.py:small', deviation: 0.2}"),
        "",
    ),
    "regularizer": (dense("kernel_regularizer: './parts.py:Square'"), ""),
    "constraint": (dense("kernel_constraint: './parts.py:Box'"), ""),
    "model": ("{kind: './parts.py:network', units: 6}", ""),
    "model with a function in a layer": ("'./parts.py:with_function'", ""),
}
ALL_AT_ONCE = (
    layers(
        "{kind: './parts.py:Units', units: 6}",
        "{kind: dense, units: 6, activation: './parts.py:relu', "
        "kernel_initializer: {kind: './parts.py:small', deviation: 0.2}}",
    ),
    "loss: {kind: './parts.py:Loss', factor: 2}\n"
    "metrics: ['./parts.py:hits']\n"
    "optimizer: {kind: './parts.py:Descent', learning_rate: {kind: './parts.py:decay', rate: 0.2}}",
)


@pytest.fixture
def write(tmp_path):
    """Writes a recipe beside a copy of the file of parts."""

    def make(model, rest, name="recipe"):
        shutil.copy(FILE, tmp_path / "parts.py")
        path = tmp_path / f"{name}.yaml"
        path.write_text(RECIPE.format(model=model, rest=rest), "utf-8")
        return path

    return make


def digit(folder):
    path = folder / "digit.png"
    Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8)).save(path)
    return path


def outputs(run):
    x = np.arange(64, dtype="float32").reshape(1, 8, 8, 1) % 17
    return np.asarray(run.model(x, training=False))


@pytest.mark.slow
def test_a_recipe_of_own_parts_in_a_process_that_has_not_trained(write, tmp_path):
    out = tmp_path / "run"
    said = succeed("run", write(*ALL_AT_ONCE), "--out", out, "--quiet")
    assert "model.keras needs your own files, or suite.Run.open, for Units (units" in said
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert list(summary["model"]["needs"].values()) == ["parts:Units", "parts:relu"]
    assert summary["model"]["compiled"] is False
    evaluated = run_module("suite", "evaluate", out)
    figures = dict(line.split() for line in evaluated.splitlines() if line.startswith("test_"))
    for name in ("loss", "hits"):
        assert float(figures[f"test_{name}"]) == pytest.approx(
            summary["metrics"][f"test_{name}"], abs=1e-4
        )
    assert "digit.png" in run_module("suite", "predict", out, digit(tmp_path))


# SUITE_WHOLE_TABLES=1 goes through all of them.
SOME = ["loss that cannot be saved", "layer with an accent"]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES if os.environ.get("SUITE_WHOLE_TABLES") else SOME)
def test_every_kind_goes_through_every_verb(case, write, tmp_path):
    recipe, out = write(*CASES[case]), tmp_path / "run"
    run = suite.run(suite.load(recipe), out, quiet=True)
    assert run.summary["status"] == "finished"
    for verb in ("evaluate", "report", "doctor"):
        succeed(verb, out)
    succeed("predict", out, digit(tmp_path))
    succeed("evaluate", out, out / "best.keras")
    if case != "layer that draws":
        np.testing.assert_allclose(outputs(suite.Run.open(out)), outputs(run), rtol=1e-6)
    source = f"transfer={{source: {out}, plan: all}}"
    succeed("run", recipe, source, "--out", tmp_path / "next", "--quiet")
    # Interrupted and resumed it is the same.
    half = tmp_path / "half"
    shutil.copytree(out, half)
    summary = json.loads((half / "summary.json").read_text("utf-8"))
    (half / "summary.json").write_text(json.dumps(summary | {"status": "interrupted"}))
    succeed("run", "--resume", half, "training.epochs=2", "--quiet")


@pytest.mark.slow
def test_a_sweep_over_own_parts(write, tmp_path):
    over = "{model.activation: ['./parts.py:leaky', './parts.py:relu']}"
    recipe = write("{kind: mlp, widths: [8], activation: relu}", f"sweep: {{over: {over}}}")
    succeed("sweep", recipe, "--out", tmp_path / "sweep", "--quiet")
    found = json.loads((tmp_path / "sweep" / "sweep.json").read_text("utf-8"))
    assert [trial["status"] for trial in found["trials"]] == ["finished"] * 2


@pytest.mark.parametrize(
    ("model", "place", "words"),
    [
        (
            layers("{kind: './parts.py:Silent', units: 6, factor: 2}"),
            "model.layers.1",
            "missing 2 required positional arguments.*give Silent a get_config that returns every",
        ),
        (
            layers("{kind: './parts.py:Forgetful', units: 6, factor: 3.0}"),
            "model.layers.1",
            "gives other outputs: the get_config of Forgetful does not return every argument",
        ),
        (
            dense("kernel_regularizer: './parts.py:Mute'"),
            "model.layers.1.kernel_regularizer",
            "give Mute a get_config",
        ),
        ("'./parts.py:with_lambda'", "model", "holds a Python lambda, which Keras does not read"),
    ],
    ids=["silent", "forgetful", "mute", "lambda"],
)
def test_what_would_not_come_back_is_refused_at_its_line(model, place, words, write, tmp_path):
    with pytest.raises(suite.RecipeError, match=rf"recipe\.yaml:2:\d+ {place}: .*{words}"):
        suite.run(suite.load(write(model, "")), tmp_path / "run", quiet=True)
    assert not (tmp_path / "run").exists()


def test_two_files_of_one_name_may_not_define_the_same(write, tmp_path):
    recipe = write(
        layers(
            "{kind: dense, units: 6, activation: './parts.py:leaky'}",
            "{kind: dense, units: 6, activation: './other/parts.py:leaky'}",
        ),
        "",
    )
    (tmp_path / "other").mkdir()
    shutil.copy(FILE, tmp_path / "other" / "parts.py")
    with pytest.raises(suite.RecipeError, match=r"parts\.py defines another parts:leaky; rename"):
        suite.run(suite.load(recipe), tmp_path / "run", quiet=True)


def test_a_file_that_is_gone_is_named(write, tmp_path):
    out = tmp_path / "run"
    model = layers("{kind: './parts.py:Units', units: 6}")
    succeed("run", write(model, "loss: './parts.py:plain_loss'"), "--out", out, "--quiet")
    (tmp_path / "parts.py").unlink()
    for verb, *rest in [("evaluate",), ("predict", digit(tmp_path))]:
        answer = command(verb, out, *rest)
        assert answer.status == 2
        assert f"no file '{tmp_path / 'parts.py'}'" in answer.err
    succeed("report", out)


def test_without_its_loss_a_plain_model_still_predicts(write, tmp_path):
    out = tmp_path / "run"
    recipe = write(MLP, "loss: './parts.py:plain_loss'")
    succeed("run", recipe, "--out", out, "--quiet")
    (tmp_path / "parts.py").unlink()
    assert "digit.png" in succeed("predict", out, digit(tmp_path))
    assert "no file" in command("evaluate", out).err


def test_what_fails_after_training_leaves_weights_and_figures(write, tmp_path, monkeypatch):
    def broken(*arguments):
        raise OSError("no more")

    out = tmp_path / "run"
    recipe = write(MLP, "")
    monkeypatch.setattr("suite.training.finish.export_model", broken)
    answer = command("run", recipe, "training.keep_best=none", "--out", out, "--quiet")
    assert answer.status == 1
    assert answer.err.startswith(f"error: {out}: the run is trained and its weights are saved")
    assert "could not write model.keras: OSError: no more. When that is mended" in answer.err
    assert {"model.weights.h5", "curves.png", "history.csv"} <= {one.name for one in out.iterdir()}
    metrics = json.loads((out / "summary.json").read_text("utf-8"))["metrics"]
    assert "test_accuracy" in metrics
    monkeypatch.undo()
    succeed("run", "--resume", out, "--quiet")
    assert (out / "model.keras").is_file()
    assert not (out / "model.weights.h5").exists()
    again = json.loads((out / "summary.json").read_text("utf-8"))
    assert again["metrics"] == metrics
    assert again["status"] == "finished"


def test_what_the_user_registered_keeps_its_name():
    @keras.saving.register_keras_serializable(package="mine")
    class Registered(keras.layers.Layer):
        pass

    def function(x):
        return x

    register(Registered, "file", "Registered")
    register(function, "file", "function")
    register(keras.layers.Dense, "file", "Dense")
    name = keras.saving.get_registered_name
    assert (name(Registered), name(function)) == ("mine>Registered", "file>function")
    assert name(keras.layers.Dense) == "Dense"
