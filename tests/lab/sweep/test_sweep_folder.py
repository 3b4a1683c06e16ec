"""A sweep's folder where a run's is expected."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.commands import succeed, suite

RECIPE = """
data: {kind: digits, limit: 100, batch_size: 50}
model: {kind: mlp, widths: [8]}
training: {epochs: 1, diagnostics: none}
sweep: {over: {optimizer.learning_rate: [0.001, 0.1]}}
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("swept")
    (folder / "rates.yaml").write_text(RECIPE, "utf-8")
    succeed("sweep", folder / "rates.yaml", "--out", folder / "sweep")
    return folder / "sweep"


def test_report_shows_the_table_and_what_to_do_next(swept):
    (swept / "report.html").unlink()
    text = succeed("report", swept)
    assert text.startswith(f"rates: finished after 2 trials: {swept}\ntrial  val_accuracy")
    assert f"next: python -m suite run {swept / 'best.yaml'}" in text
    assert f"page: {swept / 'report.html'}" in text
    assert "Sweep of rates: 2 runs" in (swept / "report.html").read_text("utf-8")


def test_a_sweep_is_compared_with_a_run(swept, tmp_path):
    shutil.copytree(swept / "trials" / "001", tmp_path / "own")
    lines = succeed("report", swept, tmp_path / "own", "--out", tmp_path / "page.html").splitlines()
    assert lines[0].startswith("3 runs, all finished. They differ in optimizer.learning_rate;")
    assert lines[-1] == f"page: {tmp_path / 'page.html'}"
    assert "3 runs of rates" in (tmp_path / "page.html").read_text("utf-8")


def test_doctor_goes_through_the_trials(swept):
    lines = succeed("doctor", swept).splitlines()
    assert lines[0].startswith("trial 000  optimizer.learning_rate=0.001  0.")
    assert lines[2].startswith("trial 001  optimizer.learning_rate=0.1  0.")
    assert all(line.startswith("  ") and line.endswith(".") for line in lines[1::2])


def test_a_change_is_tried_on_a_run(swept):
    answer = suite("doctor", swept, "--try")
    assert answer.status == 2
    assert "is a sweep; --try takes one of its runs" in answer.err


def test_diff_of_two_runs_and_of_the_sweep(swept):
    first, second = (swept / "trials" / name for name in ("000", "001"))
    said = succeed("diff", first, second).splitlines()
    assert said[0] == "optimizer.learning_rate: 0.001 -> 0.1"
    assert said[1].split() == ["000", "001"]
    assert "val_loss" in [line.split()[0] for line in said[2:]]
    assert succeed("diff", first, first) == "no difference\n"
    assert succeed("diff", swept, swept / "best.yaml").endswith("sweep: grid -> null\n")


def test_a_folder_of_something_else(swept, tmp_path):
    (tmp_path / "note.txt").touch()
    for verb in ("report", "doctor"):
        answer = suite(verb, tmp_path)
        assert answer.status == 2
        assert "is not the folder of a run" in answer.err
    answer = suite("diff", swept, tmp_path)
    assert answer.status == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [("sweep.json", "{"), ("sweep.json", "[]"), ("sweep.json", '{"trials": [{"a": 1}]}')],
)
def test_a_damaged_sweep_is_named(swept, tmp_path, name, content):
    for file in ("recipe.yaml", "sweep.json"):
        (tmp_path / file).write_bytes((swept / file).read_bytes())
    (tmp_path / name).write_text(content, "utf-8")
    for verb in ("report", "doctor"):
        answer = suite(verb, tmp_path)
        assert answer.status == 2
        assert name in answer.err


def test_a_sweep_that_has_not_come_far(swept, tmp_path):
    (tmp_path / "recipe.yaml").write_bytes((swept / "recipe.yaml").read_bytes())
    (tmp_path / "sweep.json").write_text(json.dumps({"status": "running", "trials": []}), "utf-8")
    assert "running after 0 trials" in succeed("report", tmp_path)
    assert "no trial has come to an end" in succeed("doctor", tmp_path)
