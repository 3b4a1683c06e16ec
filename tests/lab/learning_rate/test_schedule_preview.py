"""`lr RECIPE --preview`: the rates of a run, without the run."""

from __future__ import annotations

import csv

import numpy as np
import pytest

import suite as package
from suite.cli.main import main
from suite.lab.learning_rate.schedule_preview import preview_schedule
from tests.commands import succeed

EPOCH, STEPS = 50, 200  # of 1,600 points in batches of 32
SHORT = (
    "data/spiral",
    "data={kind: blobs, samples: 1600, validation: 0, batch_size: 32}",
    "training={epochs: 4, diagnostics: none}",
)


def rates(tmp_path, learning_rate, optimizer="sgd"):
    override = f"optimizer={{kind: {optimizer}, learning_rate: {learning_rate}}}"
    return preview_schedule(package.load(*SHORT, override), tmp_path / "lr.png").rates


def test_closed_forms(tmp_path):
    steps = np.arange(STEPS)
    cosine = "{kind: cosine, initial_learning_rate: 0.1, decay_steps: 100%}"
    expected = 0.05 * (1 + np.cos(np.pi * steps / STEPS))
    np.testing.assert_allclose(rates(tmp_path, cosine), expected, rtol=1e-4, atol=1e-8)
    piecewise = "{kind: piecewise, boundaries: [1ep, 50%], values: [0.1, 0.01, 0.001]}"
    expected = np.select([steps < 50, steps < 100], [0.1, 0.01], 0.001)
    np.testing.assert_allclose(rates(tmp_path, piecewise), expected, rtol=1e-6)
    np.testing.assert_allclose(rates(tmp_path, 0.03), np.full(STEPS, 0.03), rtol=1e-6)


def test_schedules_of_keras_that_take_single_steps_only(tmp_path):
    warmup = (
        "{kind: cosine, initial_learning_rate: 0.0, warmup_target: 0.1, warmup_steps: 20, "
        "decay_steps: 100}"
    )
    found = rates(tmp_path, warmup)
    assert found[10] == pytest.approx(0.05)
    assert found.argmax() == 20


def test_the_rates_are_those_that_the_run_records(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recipe = package.load(
        *SHORT, "optimizer.learning_rate={kind: one_cycle, peak_learning_rate: 0.1, steps: 100%}"
    )
    found = preview_schedule(recipe, tmp_path / "lr.png")
    package.run(recipe, tmp_path / "run", quiet=True)
    with open(tmp_path / "run" / "history.csv", newline="") as file:
        recorded = [float(row["learning_rate"]) for row in csv.DictReader(file)]
    last_steps = found.rates[EPOCH - 1 :: EPOCH]
    np.testing.assert_allclose(recorded, last_steps, rtol=1e-5)


def test_the_command_names_first_peak_and_last_and_leaves_one_picture(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    schedule = "{kind: warmup, schedule: 0.1, steps: 1ep}"
    lines = succeed(
        "lr", *SHORT, f"optimizer={{kind: sgd, learning_rate: {schedule}}}", "--preview"
    ).splitlines()
    assert [line.split() for line in lines] == [
        ["first", "0", "step", "0"],
        ["peak", "0.1", "step", "50"],
        ["last", "0.1", "step", "199"],
        ["picture:", "lr-spiral.png"],
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["lr-spiral.png"]


def test_callbacks_that_change_the_rate_are_named(tmp_path):
    lines = succeed(
        "lr",
        *SHORT,
        "optimizer=sgd",
        "callbacks+={kind: reduce_lr_on_plateau, monitor: loss}",
        "--preview",
        "--out",
        tmp_path / "a.png",
    ).splitlines()
    assert "reduce_lr_on_plateau may change it while training" in lines


def test_a_constant_rate_is_a_sentence_and_no_picture(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lr", *SHORT, "optimizer={kind: sgd, learning_rate: 0.03}", "--preview"]) == 0
    told = "the learning rate is 0.03 in each of the 200 steps; nothing to draw\n"
    assert capsys.readouterr().out == told
    assert not list(tmp_path.iterdir())
