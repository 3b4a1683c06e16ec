"""What is done with runs is done with those on streamed images."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from suite.cli.main import main
from tests.training import streamed

VERBS = [
    "check recipe.yaml --build",
    "summary recipe.yaml",
    "lr recipe.yaml --steps 20 --out lr.png",
    "run recipe.yaml --out one",
    "run recipe.yaml --out trouble optimizer.learning_rate=1e9",
    "evaluate one",
    "evaluate one trouble",
    "predict one images/test/a/000.jpg",
    "report one",
    "doctor trouble",
    "run recipe.yaml --out tuned transfer.source=one",
]


@pytest.mark.slow
def test_each_verb_takes_a_streamed_run(image_folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    counts = {"train/a": 20, "train/b": 20, "val/a": 5, "val/b": 5, "test/a": 5, "test/b": 5}
    image_folder(counts, (20, 30), ".jpg")
    Path("recipe.yaml").write_text(streamed.RECIPE, "utf-8")
    for verb in VERBS:
        assert main(verb.split()) == 0, (verb, capsys.readouterr())
    assert "ensemble" in capsys.readouterr().out
    for run in ("one", "trouble", "tuned"):
        assert json.loads(Path(run, "summary.json").read_text("utf-8"))["status"] == "finished"
