"""Every shipped recipe runs; those on embedded data reach what their headers promise."""

from __future__ import annotations

import json
import os
import re
import zipfile

import numpy as np
import pytest

from suite.catalog import HERE, Component
from suite.recipe import header, load
from suite.recipe.text.shipped import shipped
from tests.commands import succeed

SURFACES = [name for name in shipped() if "/surface-" in name]  # they have no data
# Many runs each, with what makes them few.
SWEEPS = {
    "practice/bayesian": ["sweep.trials=2"],
    "practice/coarse-to-fine": ["sweep.trials=2", "sweep.rounds=2"],
    "practice/cross-validation": ["sweep.folds=2"],
    "practice/grid-search": [
        "sweep.over={optimizer.learning_rate: [0.1], optimizer.weight_decay: [0.1, 0.2]}"
    ],
    "practice/halving": ["training.epochs=2", "sweep.trials=3"],
    "practice/random-search": ["sweep.trials=2"],
}
NAMES = [name for name in shipped() if name not in [*SURFACES, *SWEEPS]]
# Shapes of the sets that are downloaded, which stand-ins of random pixels replace.
SHAPES = {"mnist": (28, 28, 1), "cifar10": (32, 32, 3)}
SAMPLES = 300  # two batches of the recipes' 128
# SUITE_WHOLE_TABLES=1 takes more: networks that compile long and whose kind another has, whole
# searches, every seed, and those differences that the lectures' studies measure as well.
WHOLE = bool(os.environ.get("SUITE_WHOLE_TABLES"))
TWINS = {
    *("models/se-resnet50-imagenet", "models/resnet20-cifar10", "models/resnet20-digits"),
    "models/se-resnet20-digits",
}
# One of each kind of data runs always; the others, most of all the deep ones, compile for seconds.
QUICK = {"data/folder", "data/spiral", "models/lenet5-mnist", "models/mlp-digits"}


def dataset_name(recipe):
    return recipe.data.source.arguments.get("name", recipe.data.kind)


def slow(names):
    marks = pytest.mark.slow
    names = [name for name in names if WHOLE or name not in TWINS]
    return [name if name in QUICK else pytest.param(name, marks=marks) for name in names]


@pytest.fixture
def stand_in(tmp_path, image_folder):
    """Overrides that replace a recipe's data by something small and local of the same shape."""

    def overrides(recipe):
        if recipe.data.kind == "folder":
            folders = ["train/a", "train/b", "test/a", "test/b"]
            counts = dict.fromkeys(folders, SAMPLES // 2)
            if recipe.data.source.arguments["resize"][0] <= 64:
                return [f"data.path={image_folder(counts)}"]
            # A step takes minutes.
            few = image_folder(dict.fromkeys(folders, 16), size=(48, 40), suffix=".jpg")
            return [f"data.path={few}", "data.resize=[32, 32]", "data.batch_size=8"]
        shape = SHAPES.get(dataset_name(recipe))
        if shape is None:
            return []
        random = np.random.default_rng(0)
        arrays = {}
        for split in ("train", "test"):
            arrays[f"x_{split}"] = random.integers(0, 256, (SAMPLES, *shape), dtype=np.uint8)
            arrays[f"y_{split}"] = np.arange(SAMPLES) % 10
        np.savez(tmp_path / "data.npz", **arrays)
        batch_size = min(recipe.data.batch_size, SAMPLES // 2)
        place = f"data.path={tmp_path / 'data.npz'}"
        return ["data.kind=arrays", place, f"data.batch_size={batch_size}"]

    return overrides


def metrics(path):
    found = json.loads((path / "summary.json").read_text("utf-8"))
    assert found["status"] == "finished"
    return found["metrics"]


def texts(value):
    """Every text in a part of a recipe, the names of components among them."""
    if isinstance(value, Component):
        value = value.to_plain()
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {text for one in value for text in texts(one)}
    return {value} if isinstance(value, str) else set()


# Layers of the suite that are others in `model.keras`, since they do something only while training.
PLAIN = {"drop_connect", "patch_whitening", "stochastic_depth", "weight_normalization"}


def names_our_own(recipe):
    """Whether the model has a part of the suite that computes what none of Keras does."""
    parts = [*HERE.entries("layers"), *HERE.entries("activations")]
    ours = {entry.name for entry in parts if entry.origin == "suite"} - PLAIN
    whitened = "whitening" in recipe.data.normalize.kind
    return bool(texts(recipe.model) & ours) or whitened


@pytest.mark.parametrize("name", slow(NAMES))
def test_runs_and_leaves_a_model_with_no_more_of_the_suite_than_it_names(name, stand_in, tmp_path):
    recipe = load(name)
    succeed("run", name, "training.epochs=1", *stand_in(recipe), "--out", tmp_path / "run")
    assert {"test_accuracy", "val_accuracy", "test_loss"} & set(metrics(tmp_path / "run"))
    with zipfile.ZipFile(tmp_path / "run" / "model.keras") as archive:
        assert (b"suite" in archive.read("config.json")) == names_our_own(recipe)
    summary = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    assert bool(summary["model"]["needs"]) == names_our_own(recipe)


@pytest.mark.slow
@pytest.mark.parametrize("name", SWEEPS)
def test_sweeps_run(name, tmp_path):
    if name == "practice/bayesian":
        pytest.importorskip("optuna")
    succeed("run", name, "training.epochs=1", *SWEEPS[name], "--out", tmp_path / "sweep")
    found = json.loads((tmp_path / "sweep" / "sweep.json").read_text("utf-8"))
    assert found["status"] == "finished"
    told = [trial["status"] for trial in found["trials"]]
    if name == "practice/halving":
        told.remove("paused")
        told.remove("paused")
    assert told in (["finished"], ["finished"] * 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "rates", "least", "most"),
    [
        ("practice/grid-search", 3, 0.35, 0.5),
        ("practice/cross-validation", 0, 0.95, 0.99),
        *[
            ("practice/coarse-to-fine", 12, 0.2, 0.3),
            ("practice/random-search", 9, 0.2, 0.3),
            ("practice/halving", 27, 0.08, 0.1),
        ]
        * WHOLE,
    ],
)
def test_sweeps_find_what_their_headers_say(name, rates, least, most, tmp_path):
    succeed("sweep", name, "--quiet", "--out", tmp_path / "sweep")
    found = json.loads((tmp_path / "sweep" / "sweep.json").read_text("utf-8"))
    key = "optimizer.learning_rate"
    assert len({trial["edits"][key] for trial in found["trials"] if trial["edits"]}) == rates
    assert least <= found["trials"][found["best"]]["value"] <= most


def test_only_sweeps_have_a_sweep():
    assert {name for name in shipped() if load(name).sweep is not None} == SWEEPS.keys()


@pytest.mark.parametrize("name", shipped())
def test_the_header_has_topic_command_expectation_and_time(name):
    lines = header(shipped()[name]).splitlines()
    assert re.match(r"(Lecture|Quickstart|Your own images): ", lines[0])
    assert lines[1].startswith(f"python -m suite run {name}")
    text = " ".join(lines)
    assert re.search(r"expected: .*\d", text)
    assert re.search(r"time: .*\d+ (s|min|h)\b", text)


@pytest.mark.parametrize(
    ("name", "changes", "figure", "least", "most"),
    [
        ("quadratic", [], "value", 2e-5, 8e-5),
        ("quadratic", ["optimizer.momentum=0.7"], "value", 0, 1e-12),
        ("quadratic", ["optimizer.learning_rate=0.006"], "value", 2, 4),
        ("quadratic", ["optimizer.learning_rate=0.07"], "value", 1e9, 1e10),
        ("rosenbrock", [], "distance", 1e-5, 4e-4),
        ("rosenbrock", ["optimizer.momentum=0.0"], "distance", 0.5, 1.2),
        ("rosenbrock", ["optimizer=l_bfgs", "training.steps=45"], "distance", 0, 1e-6),
        ("rosenbrock", ["optimizer=newton_cg", "training.steps=40"], "distance", 0, 1e-6),
        ("saddle", [], "distance", 0.6, 0.8),
        ("saddle", ["optimizer.momentum=0.9"], "distance", 0, 0.1),
        ("saddle", ["optimizer={kind: adam, learning_rate: 0.1}"], "distance", 0, 0.1),
        ("beale", [], "value", 0, 1e-3),
        ("beale", ["optimizer={kind: sgd, learning_rate: 0.01}"], "value", 3e-3, 2e-2),
    ],
)
def test_surfaces_show_what_their_headers_say(name, changes, figure, least, most, tmp_path):
    succeed("run", f"optim/surface-{name}", *changes, "--out", tmp_path / "run")
    assert least <= metrics(tmp_path / "run")[figure] <= most


def test_each_surface_has_a_recipe():
    assert {load(name).surface.kind for name in SURFACES} == {
        e.name for e in HERE.entries("surfaces")
    }


def test_there_is_a_recipe_for_each_model_and_kind_of_data():
    pairs = {(load(name).model.kind, dataset_name(load(name))) for name in NAMES}
    models = ("mlp", "cnn", "resnet", "se_resnet")
    assert pairs >= {(model, data) for model in models for data in ("digits", "cifar10")}
    assert {"folder", "mnist", "spiral"} <= {data for _, data in pairs}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5 if WHOLE else 1))
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
@pytest.mark.parametrize("name", ["models/se-resnet20-digits", *["models/resnet20-digits"] * WHOLE])
def test_deep_networks_reach_their_figure(name, tmp_path):
    succeed("run", name, "--quiet", "--out", tmp_path / "run")
    assert metrics(tmp_path / "run")["test_accuracy"] >= 0.98


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "change", "least", "most"),
    [
        ("activations/tanh", "model.activation=sigmoid", 0.95, 0.2),
        ("loss/class-weights", "training.class_weights=null", 0.92, 0.89),
        ("data/spiral", "model.activation=linear", 0.98, 0.6),
        ("init/lsuv", "initialization=null", 0.9, 0.2),
        ("norm/batch", "model.norm=none", 0.93, 0.85),
        *[
            ("data/normalization", "data.normalize=none", 0.94, 0.2),
            ("loss/balanced-sampling", "data.sampling=shuffle", 0.92, 0.89),
            ("init/data-dependent", "initialization=null", 0.9, 0.2),
            ("init/pretraining", "initialization=null", 0.85, 0.2),
            ("optim/momentum", "optimizer.momentum=0.0", 0.93, 0.85),
            ("practice/transfer", "transfer.plan=much_different", 0.94, 0.75),
        ]
        * WHOLE,
    ],
)
def test_one_key_makes_the_difference_that_the_lecture_states(name, change, least, most, tmp_path):
    succeed("run", name, "--quiet", "--out", tmp_path / "with")
    succeed("run", name, change, "--quiet", "--out", tmp_path / "without")
    assert metrics(tmp_path / "with")["test_accuracy"] >= least
    assert metrics(tmp_path / "without")["test_accuracy"] <= most


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "changes", "least", "most"),
    [
        ("optim/l-bfgs", [], 0, 1e-4),
        ("optim/l-bfgs", ["optimizer={kind: sgd, learning_rate: 1.0}"], 0.03, 1),
        ("optim/newton", [], 0, 1e-4),
    ],
)
def test_second_order_reaches_a_training_loss_of_next_to_nothing(
    name, changes, least, most, tmp_path
):
    succeed("run", name, *changes, "--quiet", "--out", tmp_path / "run")
    assert least <= metrics(tmp_path / "run")["loss"] <= most


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "diagnostic"),
    [
        ("activations/dying-relu", "dead_neurons"),
        ("activations/sigmoid", "gradient_norm"),
        ("activations/softmax", "architecture"),
        ("init/constant", "init_symmetry"),
        ("init/large", "activation_stats"),
        ("init/small", "init_gain"),
        ("init/zeros", "init_symmetry"),
        ("norm/batch-small-batches", "batchnorm_stats"),
        ("optim/learning-rate", "update_ratio"),
        ("practice/babysitting", "loss_curve"),
    ],
)
def test_what_goes_wrong_on_purpose_is_found(name, diagnostic, tmp_path):
    succeed("run", name, "--quiet", "--out", tmp_path / "run")
    findings = json.loads((tmp_path / "run" / "findings.json").read_text("utf-8"))
    topics = {one["topic"] for one in findings if one["diagnostic"] == diagnostic}
    assert load(name).topic in topics


@pytest.mark.slow
def test_the_folder_recipe_learns_from_real_photographs(cifar10_folder, tmp_path):
    changes = [f"data.path={cifar10_folder}", "training.epochs=1", "model.filters=[16, 32, 64]"]
    changes += [] if WHOLE else ["data.limit=12000"]
    succeed("run", "data/folder", *changes, "--quiet", "--out", tmp_path / "run")
    assert metrics(tmp_path / "run")["test_accuracy"] >= (0.4 if WHOLE else 0.3)
