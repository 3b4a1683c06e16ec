"""Several seeds of runs that are made up: what is told, kept, resumed, refused."""

from __future__ import annotations

import json
import math
import shutil
from dataclasses import replace

import pytest
import scipy.stats

import suite
from suite.errors import RunFailure, UserError
from suite.lab import finished_run
from suite.lab.seeds.seed_file import read_seed, write_seed
from suite.lab.seeds.seeds import run_seeds
from suite.lab.seeds.seeds_folder import open_seeds
from suite.runs import RunDirectory
from suite.runs.files import write_whole
from suite.runs.run import Run

VALUES = [0.91, 0.94, 0.90, 0.96, 0.93]


class Runs:
    """Stands for `suite.training.run`: writes what a run leaves, of an invented accuracy."""

    def __init__(self):
        self.done = []
        self.answers = {}

    def __call__(self, recipe, out, *, resume=False, quiet=False, page=True, **options):
        assert quiet
        assert not page
        self.done.append((recipe.seed, out.name, resume))
        answer = self.answers.pop(recipe.seed, VALUES[recipe.seed % 5])
        if isinstance(answer, UserError | KeyboardInterrupt):
            raise answer
        directory = RunDirectory(out)
        if not resume:
            directory.make()
        directory.write_recipe(recipe.to_yaml())
        figures = {"loss": 0.5, "test_accuracy": answer}
        status = "finished"
        if answer == "stop":
            status, figures = "interrupted", {}
        elif isinstance(answer, Exception):
            status, figures = "failed", {}
        elif answer is math.nan:
            figures["loss"] = None
        directory.write_summary({"status": status, "metrics": figures, "seconds": 1.5})
        if isinstance(answer, Exception):
            raise answer
        return Run(directory)


@pytest.fixture
def runs(monkeypatch):
    monkeypatch.setattr(write_whole, "flush", lambda path: None)
    monkeypatch.setattr(finished_run, "train", made := Runs())
    return made


@pytest.fixture
def recipe():
    return suite.load("quickstart")


def summary(path):
    return json.loads((path / "summary.json").read_text("utf-8"))


def test_mean_deviation_and_interval_are_scipys(runs, recipe, tmp_path):
    found = run_seeds(recipe, 5, tmp_path / "out", quiet=True)
    one = found["test_accuracy"]
    low, high = scipy.stats.t.interval(0.95, 4, scipy.stats.tmean(VALUES), scipy.stats.sem(VALUES))
    assert (one.low, one.high) == pytest.approx((low, high))
    assert one.deviation == pytest.approx(scipy.stats.tstd(VALUES))
    told = summary(tmp_path / "out")["figures"]["test_accuracy"]
    assert told == {
        "mean": one.mean,
        "deviation": one.deviation,
        "low": one.low,
        "high": one.high,
        "values": VALUES,
    }
    assert (tmp_path / "out" / "report.html").is_file()
    assert runs.done == [(k, str(k), False) for k in range(5)]


def test_seeds_begin_at_the_recipes_own(runs, recipe, tmp_path):
    run_seeds(recipe.replace("seed=7"), 2, tmp_path / "out", quiet=True)
    assert [(seed, name) for seed, name, _ in runs.done] == [(7, "0"), (8, "1")]


def test_one_seed_has_no_interval_and_that_is_said(runs, recipe, tmp_path):
    found = run_seeds(recipe, 1, tmp_path / "out", quiet=True)
    assert found["test_accuracy"].low is None
    assert summary(tmp_path / "out")["figures"]["test_accuracy"]["deviation"] is None
    assert "one seed has no deviation and no interval" in found.to_text()


def test_what_diverges_or_fails_is_told_and_does_not_count(runs, recipe, tmp_path):
    runs.answers = {1: math.nan, 3: RunFailure("the optimizer broke")}
    found = run_seeds(recipe, 5, tmp_path / "out", quiet=True)
    assert found["test_accuracy"].mean == pytest.approx((0.91 + 0.90 + 0.93) / 3)
    text = found.to_text().splitlines()
    assert text[-3:] == [
        "3 of 5 seeds count; those that do not:",
        "  seed 1 diverged: its loss is not finite",
        "  seed 3 failed: the optimizer broke",
    ]
    told = summary(tmp_path / "out")
    assert [one["status"] for one in told["seeds"]] == [
        *("finished", "diverged", "finished", "failed", "finished")
    ]
    assert told["figures"]["test_accuracy"]["values"] == [0.91, None, 0.90, None, 0.93]


def test_a_later_seed_that_is_refused_is_on_the_page(runs, recipe, tmp_path):
    runs.answers = {1: UserError("draws a single class")}
    run_seeds(recipe, 3, tmp_path / "out", quiet=True)
    assert "out, seed 1: failed: draws a single class" in suite.compare(tmp_path / "out").notes


def test_none_comes_to_an_end(runs, recipe, tmp_path):
    runs.answers = {0: math.nan, 1: math.nan}
    with pytest.raises(RunFailure, match="no seed came to an end; the first diverged"):
        run_seeds(recipe, 2, tmp_path / "out", quiet=True)
    assert summary(tmp_path / "out")["status"] == "finished"


def test_a_refused_recipe_leaves_nothing(runs, recipe, tmp_path):
    runs.answers = {0: UserError("model.widths: are wrong")}
    with pytest.raises(UserError, match="are wrong"):
        run_seeds(recipe, 3, tmp_path / "out", quiet=True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("stop", ["stop", KeyboardInterrupt()])
def test_what_was_interrupted_goes_on(runs, recipe, tmp_path, stop):
    out = tmp_path / "out"
    runs.answers = {2: stop}
    if stop == "stop":
        assert run_seeds(recipe, 5, out, quiet=True).status == "interrupted"
    else:
        with pytest.raises(KeyboardInterrupt):
            run_seeds(recipe, 5, out, quiet=True)
    assert open_seeds(out).status == "interrupted"
    assert "3 of 5 seeds are still to be run" in open_seeds(out).to_text()
    runs.done.clear()
    found = run_seeds(recipe, 5, out, quiet=True)
    assert runs.done == [(2, "2", stop == "stop"), (3, "3", False), (4, "4", False)]
    assert found.values("test_accuracy") == VALUES


def test_what_a_kill_leaves_goes_on(runs, recipe, tmp_path):
    out = tmp_path / "out"
    whole = run_seeds(recipe, 3, out, quiet=True).summary()
    # Killed before the first seed had begun: the folder says nothing but that it is one of seeds.
    for file in (out / "seeds").iterdir():
        if file.name != "lock":
            shutil.rmtree(file) if file.is_dir() else file.unlink()
    (out / "report.html").unlink()
    (out / "summary.json").unlink()
    runs.done.clear()
    assert run_seeds(recipe, 3, out, quiet=True).summary() == whole
    assert len(runs.done) == 3


def test_what_a_kill_leaves_of_a_seed_is_done_again(runs, recipe, tmp_path):
    whole = run_seeds(recipe, 3, tmp_path / "out", quiet=True).summary()
    one = read_seed(tmp_path / "out", 1, print)
    write_seed(tmp_path / "out", replace(one, status="running", process="gone", figures={}))
    (tmp_path / "out" / "seeds" / "1" / "summary.json").unlink()  # killed as it began
    (tmp_path / "out" / "seeds" / "2.json").write_text("{")
    runs.done.clear()
    assert run_seeds(recipe, 3, tmp_path / "out", quiet=True).summary() == whole
    assert runs.done == [(1, "1", False)]


def test_a_failed_seed_is_tried_again(runs, recipe, tmp_path):
    runs.answers = {1: RunFailure("the network is away")}
    run_seeds(recipe, 2, tmp_path / "out", quiet=True)
    runs.done.clear()
    found = run_seeds(recipe, 2, tmp_path / "out", quiet=True)
    assert runs.done == [(1, "1", True)]
    assert found.values("test_accuracy") == VALUES[:2]


def test_more_seeds_later_and_never_fewer(runs, recipe, tmp_path):
    run_seeds(recipe, 2, tmp_path / "out", quiet=True)
    runs.done.clear()
    assert len(run_seeds(recipe, 4, tmp_path / "out", quiet=True).runs) == 4
    assert [seed for seed, *_ in runs.done] == [2, 3]
    with pytest.raises(UserError, match="holds 4 seeds, and 3 are asked for"):
        run_seeds(recipe, 3, tmp_path / "out", quiet=True)


def test_another_recipe_is_refused(runs, recipe, tmp_path):
    run_seeds(recipe, 2, tmp_path / "out", quiet=True)
    with pytest.raises(UserError, match="seeds of another recipe:\nseed: 0 -> 5"):
        run_seeds(recipe.replace("seed=5"), 2, tmp_path / "out", quiet=True)


def test_a_sweep_is_refused(runs, tmp_path):
    recipe = suite.load("quickstart", "sweep={folds: 3}")
    with pytest.raises(UserError, match=r"sweep: is many runs already.*sweep\.over\.seed=\[0, 1"):
        run_seeds(recipe, 2, tmp_path / "out")


def test_a_surface_is_refused(runs, tmp_path):
    recipe = suite.load("optim/surface-quadratic")
    with pytest.raises(UserError, match=r"surface: has no seed, so that all its runs are the same"):
        run_seeds(recipe, 2, tmp_path / "out")


def test_several_workers_are_refused(runs, tmp_path):
    recipe = suite.load("quickstart", "training.strategy=multi_worker")
    with pytest.raises(UserError, match=r"training\.strategy: is one run of several processes"):
        run_seeds(recipe, 2, tmp_path / "out")


def test_no_seed_at_all(recipe, tmp_path):
    with pytest.raises(ValueError, match="seeds=0"):
        run_seeds(recipe, 0, tmp_path / "out")


def test_a_narrow_screen_has_the_values_below(runs, recipe, tmp_path):
    text = run_seeds(recipe, 5, tmp_path / "out", quiet=True).to_text(60)
    lines = text.splitlines()
    assert lines[0].split() == ["figure", "mean", "deviation", "95", "%", "interval"]
    assert lines[2] == "  of each seed: 0.9100, 0.9400, 0.9000, 0.9600, 0.9300"
    assert max(map(len, lines)) <= 60


def test_it_is_read_as_it_was_written(runs, recipe, tmp_path):
    runs.answers = {1: math.nan}
    found = run_seeds(recipe, 3, tmp_path / "out", quiet=True)
    again = open_seeds(tmp_path / "out")
    assert again.summary() == found.summary()
    assert again.to_text() == found.to_text()
    assert again.open(2).summary["metrics"]["test_accuracy"] == 0.90
    assert "text/html" in again._repr_mimebundle_()
