"""Runs that an earlier version made: they open, are reported, and go on.

`made_before` holds a run that was stopped in its third epoch, the same run finished, a run over
a surface and a sweep. They were made before the files of the suite moved to their rooms.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

import suite
from tests.commands import succeed

FIXTURE = Path(__file__).with_name("made_before")


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """The runs in a folder of their own, with the paths that they would have there."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(FIXTURE, tmp_path, dirs_exist_ok=True)
    for recipe in tmp_path.glob("*/recipe.yaml"):
        recipe.write_text(recipe.read_text().replace("FOLDER", str(tmp_path)))
    return tmp_path


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ("stopped", "interrupted after 3 epochs"),
        ("finished", "test_accuracy"),
        ("surface", "distance"),
        ("sweep", "optimizer.learning_rate"),
    ],
)
def test_it_is_reported(runs, run, said):
    assert said in succeed("report", run)


def test_it_opens_as_an_object(runs):
    run = suite.Run.open("finished")
    assert run.status == "finished"
    assert len(run.history.rows) == 4
    assert run.model.count_params() > 0


@pytest.mark.slow
def test_it_is_measured_again(runs):
    said = succeed("evaluate", "finished")
    accuracy = suite.Run.open("finished").summary["metrics"]["test_accuracy"]
    assert f"{accuracy:.4f}" in said


@pytest.mark.slow
def test_it_goes_on_to_where_it_would_have_come(runs):
    succeed("run", "--resume", "stopped", "--quiet")
    ours, theirs = (_history(Path(run)) for run in ("stopped", "finished"))
    assert [row["epoch"] for row in ours] == [row["epoch"] for row in theirs]
    for mine, his in zip(ours, theirs, strict=True):
        for name in ("loss", "val_loss", "gradient_norm/global", "dead_neurons/fraction"):
            if name in his:
                assert float(mine[name]) == pytest.approx(float(his[name]), rel=1e-4), name


def _history(run: Path) -> list[dict[str, str]]:
    with (run / "history.csv").open() as file:
        return list(csv.DictReader(file))
