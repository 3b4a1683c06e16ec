"""A sweep over runs that are made up: what is tried, kept, resumed, refused."""

from __future__ import annotations

import csv
import json
import math
import shutil
from dataclasses import replace

import pytest
import tensorflow as tf

from suite.errors import RunFailure, UserError
from suite.lab import finished_run
from suite.lab.sweep import close
from suite.lab.sweep.sweep import sweep
from suite.lab.sweep.trial_file import read_trial, write_trial
from suite.recipe import load
from suite.runs import RunDirectory
from suite.runs.files import write_whole
from suite.runs.run import Run
from tests.commands import suite as command

TEXT = """\
model: mlp
optimizer: sgd
sweep:
  over:
    optimizer.learning_rate: [0.1, 0.2, 0.4, 0.8]
"""


class Runs:
    """Stands for `suite.training.run`: writes what a run leaves, of an invented accuracy."""

    def __init__(self):
        self.done = []
        self.answers = {}
        self.interrupt_at = None

    def __call__(self, recipe, out, *, resume=False, quiet=False, page=True):
        assert quiet
        assert not page  # the sweep's own shows all trials
        rate = recipe.optimizer.arguments["learning_rate"]
        self.done.append((rate, recipe.data.part, resume))
        answer = self.answers.get(rate, 1 - abs(rate - 0.2))
        if isinstance(answer, BaseException):
            raise answer
        directory = RunDirectory(out)
        if not resume:
            directory.make()
        directory.write_recipe(recipe.to_yaml())
        fold = 0 if recipe.data.part is None else 0.01 * recipe.data.part[0]
        figures = {"val_accuracy": answer + fold, "val_loss": -answer, "loss": 0.0}
        if answer is math.nan:
            figures = {"val_accuracy": 0.9, "val_loss": None, "loss": None}
        stopped = len(self.done) == self.interrupt_at
        status = "interrupted" if stopped else "finished"
        directory.write_summary({"status": status, "metrics": figures, "seconds": 1.5})
        return Run(directory)


@pytest.fixture
def runs(monkeypatch):
    runs = Runs()
    monkeypatch.setattr(finished_run, "train", runs)
    monkeypatch.setattr(close, "draw_sweep", lambda *_, **options: None)
    monkeypatch.setattr(close, "write_page", lambda path: None)
    monkeypatch.setattr(write_whole, "flush", lambda path: None)  # nobody cuts the power here
    return runs


@pytest.fixture
def recipe(tmp_path):
    (tmp_path / "s.yaml").write_text(TEXT)
    return lambda *overrides: load(tmp_path / "s.yaml", *overrides)


def state(path):
    return json.loads((path / "sweep.json").read_text("utf-8"))


def test_a_page_that_cannot_be_made_is_no_failure(runs, recipe, tmp_path, monkeypatch, capsys):
    def fail(path):
        raise OSError("the disk is full")

    monkeypatch.setattr(close, "write_page", fail)
    assert sweep(recipe(), tmp_path / "out").status == "finished"
    said = capsys.readouterr()
    assert "note: the page could not be made: OSError: the disk is full" in said.out + said.err


def test_every_trial_runs_and_the_best_is_kept(runs, recipe, tmp_path):
    found = sweep(recipe(), tmp_path / "out")
    assert runs.done == [(rate, None, False) for rate in (0.1, 0.2, 0.4, 0.8)]
    assert found.status == "finished"
    assert found.best.edits == {"optimizer.learning_rate": 0.2}
    assert [trial.number for trial in found.ranked] == [1, 0, 2, 3]
    names = {"best.yaml", "recipe.yaml", "sweep.csv", "sweep.json", "trials"}
    assert {file.name for file in found.path.iterdir()} == names
    assert load(found.path / "best.yaml") == recipe("sweep=null", "optimizer.learning_rate=0.2")
    trial = load(found.path / "trials" / "003" / "recipe.yaml")
    assert trial == recipe("sweep=null", "optimizer.learning_rate=0.8")
    with (found.path / "sweep.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["val_accuracy"]) for row in rows] == [t.value for t in found.trials]
    assert [row["optimizer.learning_rate"] for row in rows] == ["0.1", "0.2", "0.4", "0.8"]


def test_the_direction_goes_by_the_metric(runs, recipe, tmp_path):
    loss = sweep(recipe("sweep.metric=val_loss"), tmp_path / "loss")
    assert state(loss.path)["direction"] == "min"
    assert loss.best.number == 1
    worst = sweep(recipe("sweep.direction=min"), tmp_path / "min")
    assert worst.best.number == 3


def test_failed_and_diverged_trials_count_as_the_worst(runs, recipe, tmp_path):
    runs.answers = {
        0.1: UserError("a refused argument"),
        0.2: math.nan,
        0.4: tf.errors.ResourceExhaustedError(None, None, "out of memory"),
    }
    found = sweep(recipe(), tmp_path / "out")
    assert [trial.status for trial in found.trials] == ["failed", "diverged", "failed", "finished"]
    assert [trial.value for trial in found.trials[:3]] == [None] * 3
    assert found.best.number == 3
    assert "out of memory" in found.trials[2].reason
    text = found.to_text()
    assert text.splitlines()[1].startswith("003  ")
    assert "diverged" in text


def test_where_no_trial_ends_the_sweep_has_failed(runs, recipe, tmp_path):
    runs.answers = dict.fromkeys((0.1, 0.2, 0.4, 0.8), UserError("a refused argument"))
    with pytest.raises(RunFailure, match=r"no trial came to an end; the first failed: a refused"):
        sweep(recipe(), tmp_path / "out")
    assert state(tmp_path / "out")["best"] is None


def test_a_full_disk_is_no_fault_of_the_trial(runs, recipe, tmp_path):
    full = RunFailure("model.keras: cannot be written: no space left")
    full.__cause__ = OSError(28, "no space left")
    runs.answers = {0.2: full}
    with pytest.raises(RunFailure, match="no space"):
        sweep(recipe(), tmp_path / "out")
    runs.answers = {}
    sweep(recipe(), tmp_path / "out")
    assert [rate for rate, _, _ in runs.done] == [0.1, 0.2, 0.2, 0.4, 0.8]


def test_folds_are_runs_and_their_mean_counts(runs, recipe, tmp_path, capsys):
    found = sweep(recipe("sweep.folds=3"), tmp_path / "out")
    assert runs.done[:3] == [(0.1, (index, 3), False) for index in range(3)]
    assert found.best.value == pytest.approx(1.01)
    assert found.best.deviation == pytest.approx(0.01)
    assert found.best.folds == pytest.approx([1.0, 1.01, 1.02])
    assert (found.path / "trials" / "002" / "fold-1" / "summary.json").is_file()
    assert load(found.path / "best.yaml").data.fold is None
    assert "1.0100 ± 0.0100" in found.to_text()
    assert "  fold-2  val_accuracy 1.0200" in capsys.readouterr().out


def test_cross_validation_of_the_recipe_alone(runs, recipe, tmp_path):
    over = "{optimizer.learning_rate: null}"
    changes = ["sweep.kind=cross_validation", "sweep.folds=4", f"sweep.over={over}"]
    runs.answers = {0.01: 0.7}
    plain = recipe(*changes, "optimizer.learning_rate=0.01")
    found = sweep(plain, tmp_path / "out", quiet=True)
    assert len(found.trials) == 1
    lines = found.to_text().splitlines()
    assert [line.split()[0] for line in lines] == ["fold", "0", "1", "2", "3", "mean"]


@pytest.mark.parametrize("stop", [1, 4])
@pytest.mark.parametrize("kind", ["grid", "random", "coarse_to_fine", "bayesian"])
def test_an_interrupted_sweep_goes_on(runs, recipe, tmp_path, kind, stop):
    if kind == "bayesian":
        pytest.importorskip("optuna")
    changes = []
    if kind != "grid":
        over = "{low: 0.01, high: 1, scale: log}"
        changes = [f"sweep.over={{optimizer.learning_rate: {over}}}", "sweep.trials=6"]
    changes.append(f"sweep.kind={kind}")
    whole = sweep(recipe(*changes), tmp_path / "whole", quiet=True)
    ran = len(runs.done)
    runs.done, runs.interrupt_at = [], stop
    broken = sweep(recipe(*changes), tmp_path / "out", quiet=True)
    assert broken.status == state(tmp_path / "out")["status"] == "interrupted"
    assert len(broken.trials) == stop - 1
    again = sweep(recipe(*changes), tmp_path / "out", quiet=True)
    assert len(runs.done) == ran + 1
    assert [resume for _, _, resume in runs.done] == [n == stop for n in range(ran + 1)]
    assert again.trials == whole.trials
    for name in ("sweep.json", "sweep.csv", "best.yaml", "recipe.yaml"):
        assert (tmp_path / "out" / name).read_text() == (tmp_path / "whole" / name).read_text()
    assert sweep(recipe(*changes), tmp_path / "out", quiet=True).trials == whole.trials
    assert len(runs.done) == ran + 1


def test_what_a_kill_leaves_behind_is_read_or_done_again(runs, recipe, tmp_path):
    whole = sweep(recipe(), tmp_path / "out", quiet=True)
    # Killed after a run had finished and before that was written down, the next one just begun.
    begun = read_trial(whole.path, 0, print)
    for number in (1, 2):
        edits = whole.trials[number].edits
        write_trial(whole.path, replace(begun, number=number, edits=edits, status="running"))
    (whole.path / "trials" / "003.json").unlink()
    (whole.path / "trials" / "002" / "summary.json").unlink()
    runs.done = []
    again = sweep(recipe(), tmp_path / "out", quiet=True)
    assert runs.done == [(0.4, None, False)]
    assert again.trials == whole.trials


def test_a_folder_of_something_else_is_refused(runs, recipe, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match="is not empty and holds no run"):
        sweep(recipe(), tmp_path / "full")
    sweep(recipe(), tmp_path / "out")
    with pytest.raises(UserError, match=r"of another recipe:\ntraining.epochs: 10 -> 3\n"):
        sweep(recipe("training.epochs=3"), tmp_path / "out")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "{",
        lambda text: "",
        lambda text: "[]",
        lambda text: text.replace('"finished"', '"asleep"'),
        lambda text: text.replace('"value"', '"worth"'),
        lambda text: text.replace('"edits": {', '"edits": [{', 1),
    ],
)
def test_a_damaged_trial_is_said_and_read_from_its_folder(runs, recipe, tmp_path, capsys, change):
    whole = sweep(recipe(), tmp_path / "out")
    file = tmp_path / "out" / "trials" / "002.json"
    file.write_text(change(file.read_text()))
    capsys.readouterr()
    again = sweep(recipe(), tmp_path / "out")
    assert f"{file}: is damaged" in capsys.readouterr().out
    assert again.trials == whole.trials


def test_a_file_in_the_place_of_the_trials_is_refused(runs, recipe, tmp_path):
    sweep(recipe(), tmp_path / "out")
    shutil.rmtree(tmp_path / "out" / "trials")
    (tmp_path / "out" / "trials").touch()
    with pytest.raises(RunFailure, match=r"trials/lock: cannot be locked: File exists"):
        sweep(recipe(), tmp_path / "out")


def test_what_was_drawn_is_never_drawn_again(runs, recipe, tmp_path):
    """As when another version of NumPy draws otherwise: what is written counts."""
    runs.interrupt_at = 2
    found = sweep(recipe(), tmp_path / "out")
    told = replace(read_trial(found.path, 1, print), edits={"optimizer.learning_rate": 0.3})
    assert (told.status, told.sampler) == ("running", "grid")
    write_trial(found.path, told)
    shutil.rmtree(found.path / "trials" / "001")
    again = sweep(recipe(), tmp_path / "out")
    rates = [trial.edits["optimizer.learning_rate"] for trial in again.trials]
    assert rates == [0.1, 0.3, 0.4, 0.8]
    assert again.best.number == 0


def test_a_metric_that_no_run_has_is_refused_before_the_first(runs, recipe, tmp_path):
    for more in ((), ("sweep.folds=2",)):
        with pytest.raises(UserError, match="there is no val_f1: the runs measure val_loss, val_a"):
            sweep(recipe("sweep.metric=val_f1", *more), tmp_path / "out")
    assert not runs.done
    assert not (tmp_path / "out").exists()


def test_data_that_cannot_be_used_leaves_nothing_behind(runs, recipe, tmp_path):
    with pytest.raises(UserError, match="nowhere"):
        sweep(recipe("data.kind=folder", "data.path=nowhere"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_recipe_without_a_sweep_and_a_run_with_one(recipe, tmp_path):
    with pytest.raises(UserError, match="sweep: no sweep is given; add for instance"):
        sweep(recipe("sweep=null"), tmp_path / "out")
    from suite.training.run import run

    with pytest.raises(UserError, match=r"s\.yaml:.* sweep: is many runs: use `python -m suite sw"):
        run(recipe(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_both_verbs_say_how_to_run_the_best(runs, recipe, tmp_path):
    path, changes = tmp_path / "s.yaml", ["optimizer.momentum=0.5", "sweep.metric=val_loss"]
    for verb in ("run", "sweep"):
        answer = command(verb, path, *changes, "--out", tmp_path / verb)
        assert (answer.status, answer.err) == (0, "")
        lines = answer.out.splitlines()
        assert lines[0] == f"s: grid, 4 trials, in {tmp_path / verb}"
        assert lines[1] == "trial 000 (1/4)  optimizer.learning_rate=0.1  val_loss -0.9000  1.5 s"
        best = f"best: python -m suite run {path} optimizer.momentum=0.5 sweep=null optimizer."
        assert f"{best}learning_rate=0.2" in lines
        assert lines[-1] == f"next: python -m suite run {tmp_path / verb / 'best.yaml'}"
    assert command("run", "--resume", tmp_path / "run").status == 0
    runs.interrupt_at = len(runs.done) + 2
    answer = command("sweep", path, "--quiet", "--out", tmp_path / "third")
    assert answer.status == 130
    again = f"next: python -m suite sweep {path} --out {tmp_path / 'third'}"
    assert answer.out.splitlines()[-1] == again
    assert command("sweep", path, "--out", tmp_path / "third").status == 0
