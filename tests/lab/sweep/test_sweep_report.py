"""What the command line says after a sweep, and of a folder that holds one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import suite
from suite.lab.sweep.sweep_folder import open_sweep, write_state
from suite.lab.sweep.sweep_report import closing_text, sweep_diagnoses, sweep_report
from suite.lab.sweep.sweep_result import Sweep
from suite.lab.sweep.trial import Trial

TRIALS = [
    Trial(0, {"seed": 0}, "finished", 0.9, seconds=2.0),
    Trial(1, {"seed": 1}, "failed", reason="out of memory\nof the GPU"),
]


def swept(path: Path, status: str = "finished", trials=TRIALS, *overrides: str) -> Sweep:
    recipe = suite.load("quickstart", "sweep={over: {seed: [0, 1]}}", *overrides)
    return Sweep(recipe, path, list(trials), status)


@pytest.fixture
def folder(tmp_path):
    """Writes a sweep as it lies on the disk."""

    def write(status: str = "finished", trials=TRIALS) -> Path:
        found = swept(tmp_path, status, trials)
        (tmp_path / "recipe.yaml").write_text(found.recipe.to_yaml(), "utf-8")
        write_state(found)
        return tmp_path

    return write


def test_after_a_sweep_its_best_can_be_run():
    assert closing_text(swept(Path("out")), "my.yaml", ("optimizer=sgd",)).splitlines() == [
        "trial  val_accuracy  seed  time",
        "000    0.9000        0     2.0 s",
        "001    failed        1     0.00 s",
        "picture: out/sweep.png",
        "best: python -m suite run my.yaml optimizer=sgd sweep=null seed=0",
        "next: python -m suite run out/best.yaml",
    ]


@pytest.mark.parametrize(
    ("reference", "overrides", "command"),
    [
        ("my.yaml", (), "run my.yaml sweep=null seed=0"),
        (None, (), "run out/recipe.yaml sweep=null seed=0"),
        ("my.yaml", ("sweep.folds=3", "sweep={}"), "run my.yaml sweep=null seed=0"),
        ("my recipe.yaml", (), "run 'my recipe.yaml' sweep=null seed=0"),
        ("a", ("optimizer={kind: sgd}",), "run a 'optimizer={kind: sgd}' sweep=null seed=0"),
    ],
)
def test_the_command_is_one_for_a_shell(reference, overrides, command):
    lines = closing_text(swept(Path("out")), reference, overrides).splitlines()
    assert lines[-2] == f"best: python -m suite {command}"


@pytest.mark.parametrize(
    ("reference", "overrides", "command"),
    [
        ("my.yaml", (), "sweep my.yaml --out out"),
        ("my.yaml", ("sweep.folds=3",), "sweep my.yaml sweep.folds=3 --out out"),
        (None, (), "sweep out/recipe.yaml --out out"),
    ],
)
def test_an_interrupted_sweep_says_how_it_goes_on(reference, overrides, command):
    lines = closing_text(swept(Path("out"), "interrupted"), reference, overrides).splitlines()
    assert lines[-1] == f"next: python -m suite {command}"
    assert not any(line.startswith(("best:", "picture:")) for line in lines)


def test_a_recipe_alone_has_no_edits_to_repeat():
    alone = [Trial(0, {}, "finished", 0.9, 0.1, [0.8, 1.0])]
    overrides = ("sweep={kind: cross_validation, folds: 2, over: null}",)
    lines = closing_text(swept(Path("out"), "finished", alone, *overrides), "a", ()).splitlines()
    assert lines[:4] == [
        "fold  val_accuracy",
        "0     0.8000",
        "1     1.0000",
        "mean  0.9000 ± 0.1000",
    ]
    assert lines[4:] == ["picture: out/sweep.png", "next: python -m suite run out/best.yaml"]


@pytest.mark.parametrize(
    ("status", "trials", "title"),
    [
        ("finished", TRIALS, "quickstart: finished after 2 trials: "),
        ("running", TRIALS[:1], "quickstart: running after 1 trial: "),
        ("interrupted", TRIALS[1:], "quickstart: interrupted after 1 trial: "),
        ("running", [], "quickstart: running after 0 trials: "),
    ],
)
def test_the_title_of_a_report(folder, status, trials, title):
    path = folder(status, trials)
    assert sweep_report(path).splitlines()[0] == f"{title}{path}"


def test_where_nothing_has_finished_the_table_is_all(folder):
    lines = sweep_report(folder("interrupted", TRIALS[1:])).splitlines()
    assert lines[1:] == ["trial  val_accuracy  seed  time", "001    failed        1     0.00 s"]


def test_runs_that_are_gone_are_said_to_be(folder):
    assert sweep_diagnoses(folder()).splitlines() == [
        "trial 000  seed=0  0.9000",
        "  no run is left of it",
        "trial 001  seed=1  failed",
        "  no run is left of it",
    ]
    assert sweep_diagnoses(folder("running", [])).endswith("no trial has come to an end")


def test_a_sweep_is_opened_as_it_was_written(folder):
    path = folder()
    opened = open_sweep(path)
    assert (opened.trials, opened.status, opened.path) == (TRIALS, "finished", path)
    told = json.loads((path / "sweep.json").read_text("utf-8"))
    assert {name: told[name] for name in ("status", "recipe", "metric", "direction", "best")} == {
        "status": "finished",
        "recipe": "quickstart",
        "metric": "val_accuracy",
        "direction": "max",
        "best": 0,
    }


def test_a_recipe_without_a_sweep_beside_sweep_json(folder):
    path = folder()
    (path / "recipe.yaml").write_text("model: mlp\n", "utf-8")
    with pytest.raises(suite.UserError, match=r"has no sweep, although sweep\.json lies beside it"):
        open_sweep(path)
