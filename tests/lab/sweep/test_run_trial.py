"""One combination: its runs, what they came to, and whose fault it is when they break."""

from __future__ import annotations

import math
import statistics

import pytest
import tensorflow as tf

import suite
from suite.errors import RunFailure, UserError
from suite.lab import finished_run as module
from suite.lab.sweep.run_trial import fold_recipes, run_trial
from suite.lab.sweep.trial import Trial
from suite.runs import RunDirectory
from suite.runs.files import write_whole
from suite.runs.run import Run

EDITS = {"seed": 7}


def begun(number):
    return Trial(number, EDITS, "running", sampler="grid")


class Train:
    """Stands for training: leaves a run of invented figures, or raises."""

    def __init__(self):
        self.asked = []
        self.answers = []

    def __call__(self, recipe, folder, *, resume=False, quiet=False, page=True):
        self.asked.append((folder.name, recipe.seed, resume))
        answer = self.answers.pop(0) if self.answers else {"val_accuracy": 0.5}
        if isinstance(answer, BaseException):
            raise answer
        directory = RunDirectory(folder)
        if not resume:
            directory.make()
        directory.write_recipe(recipe.to_yaml())
        status = answer.pop("status", "finished")
        directory.write_summary({"status": status, "metrics": answer, "seconds": 1.25})
        return Run(directory)


@pytest.fixture
def train(monkeypatch):
    monkeypatch.setattr(write_whole, "flush", lambda path: None)
    monkeypatch.setattr(module, "train", made := Train())
    return made


def recipe(*overrides: str):
    return suite.load("quickstart", "sweep={over: {seed: [7]}}", *overrides)


def test_a_run_is_a_trial(train, tmp_path):
    trial = run_trial(recipe(), begun(3), tmp_path / "003")
    assert train.asked == [("003", 7, False)]
    assert (trial.number, trial.edits, trial.status) == (3, EDITS, "finished")
    assert (trial.value, trial.deviation, trial.folds) == (0.5, None, [])
    assert (trial.seconds, trial.reason) == (1.25, "")


def test_folds_are_averaged(train, tmp_path):
    values = [0.5, 0.7, 0.9]
    train.answers = [{"val_accuracy": value} for value in values]
    said = []
    trial = run_trial(recipe("sweep.folds=3"), begun(0), tmp_path / "000", said.append)
    assert train.asked == [(f"fold-{index}", 7, False) for index in range(3)]
    assert trial.folds == values
    assert trial.value == pytest.approx(0.7)
    assert trial.deviation == pytest.approx(statistics.stdev(values)) == pytest.approx(0.2)
    assert trial.seconds == 3.75
    assert said == [f"  fold-{n}  val_accuracy {value:.4f}" for n, value in enumerate(values)]


@pytest.mark.parametrize("name", ["loss", "val_loss", "value"])
def test_a_loss_that_is_not_finite_is_divergence(train, tmp_path, name):
    train.answers = [{"val_accuracy": 0.9, name: None}]
    trial = run_trial(recipe(), begun(0), tmp_path / "000")
    assert (trial.status, trial.value, trial.seconds) == ("diverged", None, 1.25)
    assert trial.score(larger_is_better=True) == -math.inf


def test_the_folds_after_a_diverged_one_are_left_out(train, tmp_path):
    train.answers = [{"val_accuracy": 0.9}, {"val_accuracy": 0.9, "loss": None}]
    trial = run_trial(recipe("sweep.folds=3"), begun(0), tmp_path / "000")
    assert (trial.status, trial.seconds) == ("diverged", 2.5)
    assert len(train.asked) == 2


@pytest.mark.parametrize(
    "error",
    [
        UserError("a refused argument"),
        ValueError("shapes"),
        RunFailure("the run failed"),
        tf.errors.ResourceExhaustedError(None, None, "out of memory"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_run_that_breaks_is_a_failed_trial(train, tmp_path, error):
    train.answers = [error]
    trial = run_trial(recipe(), begun(0), tmp_path / "000")
    assert (trial.status, trial.value, trial.seconds) == ("failed", None, 0)
    assert trial.reason == str(error)


def disk_is_full() -> RunFailure:
    error = RunFailure("history.csv: cannot be written")
    error.__cause__ = OSError(28, "no space left on device")
    return error


@pytest.mark.parametrize(
    "error",
    [disk_is_full(), KeyboardInterrupt(), MemoryError()],
    ids=lambda one: type(one).__name__,
)
def test_what_every_trial_would_meet_ends_the_sweep(train, tmp_path, error):
    train.answers = [error]
    with pytest.raises(type(error)) as caught:
        run_trial(recipe(), begun(0), tmp_path / "000")
    assert caught.value is error


@pytest.mark.parametrize("folds", [(), ("sweep.folds=2",)])
def test_a_metric_that_no_run_has_is_the_sweep_s_mistake(train, tmp_path, folds):
    train.answers = [{"loss": 0.1, "test_accuracy": 0.9}] * 2
    message = r"^sweep\.metric: the runs have no figure val_accuracy; they have loss$"
    with pytest.raises(UserError, match=message):
        run_trial(recipe(*folds), begun(0), tmp_path / "000")


def test_a_metric_that_is_no_number_is_the_trial_s(train, tmp_path):
    train.answers = [{"loss": 0.1, "val_accuracy": None}]
    done = run_trial(recipe(), begun(0), tmp_path / "000")
    assert (done.status, done.reason) == ("failed", "val_accuracy is no number in the end")


def test_an_interrupted_run_is_no_trial_yet_and_is_resumed(train, tmp_path):
    train.answers = [{"status": "interrupted"}]
    assert run_trial(recipe(), begun(0), tmp_path / "000") is None
    assert run_trial(recipe(), begun(0), tmp_path / "000").value == 0.5
    assert train.asked == [("000", 7, False), ("000", 7, True)]


def test_a_finished_run_is_read(train, tmp_path):
    first = run_trial(recipe("sweep.folds=2"), begun(0), tmp_path / "000")
    assert run_trial(recipe("sweep.folds=2"), begun(0), tmp_path / "000") == first
    assert len(train.asked) == 2


def test_what_was_killed_at_its_beginning_is_begun_anew(train, tmp_path):
    (tmp_path / "000" / "checkpoints").mkdir(parents=True)
    assert run_trial(recipe(), begun(0), tmp_path / "000").value == 0.5
    assert not (tmp_path / "000" / "checkpoints").exists()


@pytest.mark.parametrize(("folds", "count"), [((), 1), (("sweep.folds=4",), 4)])
def test_the_recipes_of_a_combination(tmp_path, folds, count):
    chosen = fold_recipes(recipe(*folds), EDITS, tmp_path)
    assert len(chosen) == count
    assert {one.seed for one, _ in chosen} == {7}
    if folds:
        assert [one.data.part for one, _ in chosen] == [(index, 4) for index in range(4)]
        assert [place for _, place in chosen] == [tmp_path / f"fold-{n}" for n in range(4)]
    else:
        assert chosen[0][0].data.part is None
        assert chosen[0][1] == tmp_path
