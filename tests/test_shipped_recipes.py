"""Every shipped recipe runs; those on embedded data reach what their headers promise."""

from __future__ import annotations

import json
import re
import zipfile

import numpy as np
import pytest

from suite.recipe import header, load, shipped
from tests.commands import succeed

NAMES = list(shipped())
# Shapes of the sets that are downloaded, which stand-ins of random pixels replace.
SHAPES = {"mnist": (28, 28, 1), "cifar10": (32, 32, 3)}
SAMPLES = 300  # two batches of the recipes' 128
# One of each kind of data runs always; the others, most of all the deep ones, compile for seconds.
QUICK = {"data/folder", "data/spiral", "models/lenet5-mnist", "models/mlp-digits"}


def dataset_name(recipe):
    return recipe.data.source.arguments.get("name", recipe.data.kind)


def slow(names):
    marks = pytest.mark.slow
    return [name if name in QUICK else pytest.param(name, marks=marks) for name in names]


@pytest.fixture
def stand_in(tmp_path, image_folder):
    """Overrides that replace a recipe's data by something small and local of the same shape."""

    def overrides(recipe):
        if recipe.data.kind == "folder":
            folders = ["train/a", "train/b", "test/a", "test/b"]
            counts = dict.fromkeys(folders, SAMPLES // 2)
            return [f"data.path={image_folder(counts)}"]
        shape = SHAPES.get(dataset_name(recipe))
        if shape is None:
            return []
        random = np.random.default_rng(0)
        arrays = {}
        for split in ("train", "test"):
            arrays[f"x_{split}"] = random.integers(0, 256, (SAMPLES, *shape), dtype=np.uint8)
            arrays[f"y_{split}"] = np.arange(SAMPLES) % 10
        np.savez(tmp_path / "data.npz", **arrays)
        return ["data.kind=arrays", f"data.path={tmp_path / 'data.npz'}"]

    return overrides


def metrics(path):
    found = json.loads((path / "summary.json").read_text("utf-8"))
    assert found["status"] == "finished"
    return found["metrics"]


@pytest.mark.parametrize("name", slow(NAMES))
def test_runs_and_leaves_a_model_without_the_suite_in_it(name, stand_in, tmp_path):
    changes = stand_in(load(name))
    succeed("run", name, "training.epochs=1", *changes, "--out", tmp_path / "run")
    assert {"test_accuracy", "val_accuracy"} & set(metrics(tmp_path / "run"))
    with zipfile.ZipFile(tmp_path / "run" / "model.keras") as archive:
        assert b"suite" not in archive.read("config.json")


@pytest.mark.parametrize("name", NAMES)
def test_the_header_has_topic_command_expectation_and_time(name):
    lines = header(shipped()[name]).splitlines()
    assert re.match(r"(Lecture|Quickstart|Your own images): ", lines[0])
    assert lines[1].startswith(f"python -m suite run {name}")
    text = " ".join(lines)
    assert "expected: " in text
    assert re.search(r"time: .*\d+ (s|min|h)\b", text)


def test_there_is_a_recipe_for_each_model_and_kind_of_data():
    pairs = {(load(name).model.kind, dataset_name(load(name))) for name in NAMES}
    models = ("mlp", "cnn", "resnet", "se_resnet")
    assert pairs >= {(model, data) for model in models for data in ("digits", "cifar10")}
    assert {"folder", "mnist", "spiral"} <= {data for _, data in pairs}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("quickstart", 0.98),
        ("models/mlp-digits", 0.96),
        ("models/cnn-digits", 0.98),
    ],
)
def test_reaches_its_figure_with_every_seed(name, least, seed, tmp_path):
    succeed("run", name, f"seed={seed}", "--quiet", "--out", tmp_path / "run")
    assert metrics(tmp_path / "run")["test_accuracy"] >= least


@pytest.mark.slow
@pytest.mark.parametrize("name", ["models/resnet20-digits", "models/se-resnet20-digits"])
def test_deep_networks_reach_their_figure(name, tmp_path):
    succeed("run", name, "--quiet", "--out", tmp_path / "run")
    assert metrics(tmp_path / "run")["test_accuracy"] >= 0.98


@pytest.mark.slow
def test_a_hidden_layer_bends_around_the_spiral_and_a_linear_map_does_not(tmp_path):
    succeed("run", "data/spiral", "--quiet", "--out", tmp_path / "bent")
    succeed(
        "run", "data/spiral", "model.activation=linear", "--quiet", "--out", tmp_path / "straight"
    )
    assert metrics(tmp_path / "bent")["test_accuracy"] >= 0.98
    assert metrics(tmp_path / "straight")["test_accuracy"] <= 0.6


@pytest.mark.slow
def test_the_folder_recipe_learns_from_real_photographs(cifar10_folder, tmp_path):
    changes = [f"data.path={cifar10_folder}", "training.epochs=1", "model.filters=[16, 32, 64]"]
    succeed("run", "data/folder", *changes, "--quiet", "--out", tmp_path / "run")
    assert metrics(tmp_path / "run")["test_accuracy"] >= 0.4
