"""Whatever a user gets wrong: one clear message, exit status 2, nothing half-written."""

from __future__ import annotations

import os
import textwrap

import numpy as np
import pytest

from tests.commands import succeed, suite

MLP = "model: mlp\ntraining: {epochs: 1}\n"

# Recipe text, and what the message must say: the place, the cause, the remedy.
RECIPES = {
    "misspelt key": (
        "modle: mlp\n",
        ["r.yaml:1:1 modle: unknown key", "did you mean 'model'?"],
    ),
    "misspelt key of a block": (
        "model: mlp\ntraining:\n  epoch: 1\n",
        ["r.yaml:3:3 training.epoch: unknown key", "did you mean 'epochs'?"],
    ),
    "misspelt key deep below": (
        "model: mlp\ndata: {normalize: {kind: standard, pre: channel}}\n",
        ["r.yaml:2:36 data.normalize.pre: unknown key", "did you mean 'per'?"],
    ),
    "wrong type": (
        "model: mlp\ntraining: {epochs: ten}\n",
        ["r.yaml:2:20 training.epochs", "must be a whole number", "'ten'"],
    ),
    "unknown component": (
        "model: resnett\n",
        ["r.yaml:1:8 model", "unknown model 'resnett'", "did you mean 'resnet'"],
    ),
    "argument that a constructor does not have": (
        "model: mlp\noptimizer: {kind: sgd, momentun: 0.9}\n",
        ["r.yaml:2:24 optimizer.momentun", "unknown argument of sgd", "did you mean 'momentum'?"],
    ),
    "value that a constructor refuses": (
        "model: {kind: resnet, depth: 21}\n",
        ["r.yaml:1:30 model.depth: must be one of 18, 20, 32, 34,", "received 21"],
    ),
    "YAML syntax": (
        "model: {kind: mlp\nseed: 1\n",
        ["r.yaml:2:", "}"],
    ),
    "tab": (
        "model: mlp\ntraining:\n\tepochs: 1\n",
        ["r.yaml:3:1", "tab", "spaces"],
    ),
    "duplicate key": (
        "model: mlp\nseed: 1\nseed: 2\n",
        ["r.yaml:3:1 seed", "line 2"],
    ),
    "no such data folder": (
        MLP + "data: {kind: folder, path: photos}\n",
        ["photos", "does not exist", "Set data.path"],
    ),
    "no such arrays": (
        MLP + "data: {kind: arrays, path: a.npz}\n",
        ["a.npz", "does not exist", "Set data.path"],
    ),
    "batch larger than the data": (
        MLP + "data: {batch_size: 2000}\n",
        ["batch of 2000", "1252", "Set data.batch_size to at most 1252"],
    ),
}

# Files below `images`, and what the message must say.
FOLDERS = {
    "empty folder": ({}, ["images", "no class folders", "<class>/<image>"]),
    "class folders without images": ({"cat": 0, "dog": 0}, ["images", "holds no images", ".png"]),
    "one class only": ({"cat": 5}, ["one class, 'cat'", "at least two"]),
    "one class without images": ({"cat": 5, "dog": 0}, ["dog", "holds no images"]),
}

GOOD_X = np.zeros((40, 6), "float32")
GOOD_Y = np.arange(40) % 2
ARRAYS = {
    "labels out of range": (
        {"x_train": GOOD_X, "y_train": GOOD_Y, "x_test": GOOD_X, "y_test": GOOD_Y + 1},
        ["test split", "20 labels out of range", "index 1: 2", "0 to 1"],
    ),
    "negative labels": ({"x": GOOD_X, "y": GOOD_Y - 1}, ["labels out of range", "-1"]),
    "NaN": (
        {"x": np.where(np.arange(6) == 3, np.nan, GOOD_X).astype("float32"), "y": GOOD_Y},
        ["training split", "NaN", "index (0, 3)", "Remove or replace"],
    ),
    "one class only": ({"x": GOOD_X, "y": 0 * GOOD_Y}, ["one class", "at least two"]),
    "different lengths": ({"x": GOOD_X, "y": GOOD_Y[1:]}, ["40 inputs, but 39 labels"]),
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The working directory, so that places are shown relative to it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder):
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


def refused(folder, *arguments):
    """The message of a command that must fail and leave everything as it was."""
    before = written(folder)
    answer = suite(*arguments)
    assert answer.status == 2, answer
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert len(answer.err.splitlines()) <= 3, answer.err
    assert written(folder) == before
    return answer.err


def assert_says(message, words):
    for word in words:
        assert word in message, message


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe(name, folder):
    text, words = RECIPES[name]
    (folder / "r.yaml").write_text(text)
    assert_says(refused(folder, "run", "r.yaml", "--out", "out"), words)


@pytest.mark.parametrize("name", FOLDERS)
def test_an_image_folder(name, folder, image_folder):
    counts, words = FOLDERS[name]
    image_folder(counts).mkdir(exist_ok=True)
    (folder / "r.yaml").write_text(MLP + "data: {kind: folder, path: images, batch_size: 2}\n")
    assert_says(refused(folder, "run", "r.yaml", "--out", "out"), words)


def test_images_of_different_sizes(folder, image_folder):
    image_folder({"cat": 3}, size=(6, 5))
    image_folder({"dog": 3}, size=(7, 5))
    (folder / "r.yaml").write_text(MLP + "data: {kind: folder, path: images, batch_size: 2}\n")
    message = refused(folder, "run", "r.yaml", "--out", "out")
    assert_says(message, ["images", "6", "7", "data.resize"])
    resized = ["data.resize=[6, 5]", "data.validation=0", "--quiet"]
    succeed("run", "r.yaml", "--out", "out", *resized)


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays(name, folder):
    arrays, words = ARRAYS[name]
    np.savez(folder / "a.npz", **arrays)
    (folder / "r.yaml").write_text(MLP + "data: {kind: arrays, path: a.npz, batch_size: 8}\n")
    assert_says(refused(folder, "run", "r.yaml", "--out", "out"), words)


def test_a_recipe_that_does_not_exist(folder):
    message = refused(folder, "run", "quikstart", "--out", "out")
    assert_says(message, ["quikstart: no such file", "did you mean 'quickstart'?"])


def test_several_recipes_as_a_hook_before_a_commit_gives_them(folder):
    for name, text in (("a", MLP), ("b", "modle: mlp\n"), ("c", "model: mlpp\n")):
        (folder / f"{name}.yaml").write_text(text)
    assert succeed("check", "quickstart", "a.yaml").count("no problems found") == 2
    answer = suite("check", "a.yaml", "b.yaml", "c.yaml", "seed=1")
    assert (answer.status, answer.out) == (2, "a.yaml: no problems found (a)\n")
    assert "b.yaml:1:1 modle" in answer.err
    assert "c.yaml:1:8 model" in answer.err


def test_an_override(folder):
    message = refused(folder, "run", "quickstart", "optimizer.kind=adamm", "--out", "out")
    assert_says(message, ["optimizer.kind=adamm", "did you mean 'adam"])


def test_an_output_folder_that_holds_a_run_or_something_else(folder):
    (folder / "run").mkdir()
    (folder / "run" / "summary.json").write_text('{"status": "finished"}')
    message = refused(folder, "run", "quickstart", "--out", "run")
    assert_says(message, ["run: already holds a run (finished)", "--out"])
    (folder / "other").mkdir()
    (folder / "other" / "thesis.tex").write_text("")
    message = refused(folder, "run", "quickstart", "--out", "other")
    assert_says(message, ["other: is not empty", "--out"])


def test_an_output_folder_that_cannot_be_written(folder):
    (folder / "file").write_text("")
    for out in ("file", "file/below"):
        assert_says(refused(folder, "run", "quickstart", "--out", out), [f"{out}: ", "--out"])


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_folder_without_permission(folder):
    (folder / "locked").mkdir(mode=0o500)
    message = refused(folder, "run", "quickstart", "--out", "locked/out")
    assert_says(message, ["locked/out: cannot be written", "--out"])


def test_a_folder_that_is_no_run(folder):
    for verb in ("evaluate", "report", "predict"):
        files = ["x.png"] if verb == "predict" else []
        message = refused(folder, verb, "runs/none", *files)
        assert_says(message, ["runs/none: there is no such folder", "give the folder of a run"])


def test_five_mistakes_are_told_at_once(folder):
    (folder / "five.yaml").write_text(
        textwrap.dedent(
            """\
            seed: one
            data:
              kind: digits
              batchsize: 32
            model: {kind: resnet, depth: 21}
            optimizer:
              kind: sgd
              momentun: 0.9
            callbacks: [early_stoping]
            """
        )
    )
    answer = suite("check", "five.yaml")
    assert answer.status == 2
    assert [line.split(": ")[0] for line in answer.err.splitlines()] == [
        "five.yaml:1:7 seed",
        "five.yaml:4:3 data.batchsize",
        "five.yaml:5:30 model.depth",
        "five.yaml:8:3 optimizer.momentun",
        "five.yaml:9:13 callbacks.0.kind",
    ]
    for word in ("'batch_size'", "'momentum'", "'early_stopping'"):
        assert f"did you mean {word}" in answer.err


def test_traceback_shows_where_an_error_arose(folder):
    answer = suite("check", "--traceback", "quikstart")
    assert answer.status == 2
    assert answer.err.startswith("Traceback")
