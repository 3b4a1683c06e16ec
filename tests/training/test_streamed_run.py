"""A whole run on streamed images: a file that changes on the way, and the run that goes on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import suite
from suite.errors import RunFailure
from tests.commands import start
from tests.training import streamed

PLUGIN = """
import os

import keras


class Vanish(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if os.path.exists("vanish"):
            os.remove("vanish")
            os.rename("images/train/b/007.jpg", "away.jpg")
"""
CHANGES = (
    "data.normalize=standard",
    "training={epochs: 3, checkpoint_every: 99ep}",
    "callbacks=[./plugin.py:Vanish]",
)


@pytest.fixture
def here(image_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    image_folder({"train/a": 20, "train/b": 20, "val/a": 3, "val/b": 3}, (20, 30), ".jpg")
    Path("plugin.py").write_text(PLUGIN, "utf-8")
    Path("recipe.yaml").write_text(streamed.RECIPE, "utf-8")


@pytest.mark.slow
def test_a_file_that_vanishes_ends_the_run_which_goes_on_bit_for_bit(here):
    recipe = suite.load("recipe.yaml", *CHANGES)
    whole = suite.run(recipe, "whole", quiet=True)
    Path("vanish").touch()
    with pytest.raises(RunFailure, match=r"train/b/007\.jpg has changed while its folder was"):
        suite.run(recipe, "broken", quiet=True)
    assert json.loads(Path("broken/summary.json").read_text("utf-8"))["status"] == "failed"
    Path("away.jpg").rename("images/train/b/007.jpg")
    again = suite.run(recipe, "broken", resume=True, quiet=True)
    assert again.status == "finished"
    for one, other in zip(again.model.weights, whole.model.weights, strict=True):
        assert np.array_equal(one, other)
    assert Path("whole/history.csv").read_text("utf-8").count("\n") == 4
    told = json.loads(Path("whole/identity.json").read_text("utf-8"))["data"]
    assert "streamed, names and sizes" in told["training"]
    worst = json.loads(Path("whole/outcome.json").read_text("utf-8"))["worst"]["samples"][0]
    assert worst["file"].startswith("val/")
    assert worst["png"]


@pytest.mark.slow
def test_a_command_says_what_is_wrong_with_a_file_and_nothing_of_how_it_was_read(here):
    def errors_of(*arguments):
        process = start("run", "recipe.yaml", "--quiet", *arguments)
        return process.communicate()[1], process.returncode

    assert errors_of("--out", "whole") == ("", 0)
    file = Path("images/train/b/007.jpg")
    file.write_bytes(file.read_bytes()[:300])
    told, status = errors_of("--out", "broken")
    assert status in (1, 2)
    assert "train/b/007.jpg cannot be decoded" in told.splitlines()[-1]
    assert "Traceback" not in told
    assert told.count("\n") < 8  # TensorFlow's own word of it is among them
