"""Studies are run: what is kept, what is shared, and what is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from suite.cli.main import main
from suite.errors import UserError
from suite.studies.definition.load_study import load_study
from suite.studies.exercises.grade import grade
from suite.studies.running.cell import Cell
from suite.studies.running.study import study

SURFACE = """\
topic: optim/sgd
study:
  title: A larger rate goes further
  says: Twice the rate, twice the way.
  recipe:
    surface: quadratic
    optimizer: {kind: sgd, learning_rate: 0.01}
    training: {steps: 3}
  variants:
    slow: {}
    fast: {optimizer.learning_rate: 0.02}
  claims:
    - {id: C999, claim: "value[slow] > value[fast]"}
    - {id: [C998, C999], claim: "value[slow] < value[fast]", reason: It is the other way round.}
  reason: Nobody knows.
  try: "python -m suite study mine"
"""

NET = """\
topic: init/zeros
study:
  title: Rates
  says: A rate of nothing learns nothing.
  recipe:
    data: {limit: 200}
    model: {kind: mlp, widths: [4]}
    training: {epochs: 2, diagnostics: none}
  variants:
    still: {optimizer: {kind: sgd, learning_rate: 1.0e-9}}
    moving: {optimizer: {kind: sgd, learning_rate: 0.05}}
  measures:
    gain: first(loss) - last(loss)
    inputs: parameters
  claims:
    - {claim: "gain[moving] > gain[still]"}
    - {claim: "within(gain[still], 0, 0.001)"}
    - {claim: "inputs[still] == inputs[moving]"}
    - {claim: "inputs[still] == 310", control: moving}
  seeds: 10
"""


@pytest.fixture
def written(tmp_path):
    def write(text, name="mine"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(text, "utf-8")
        return file

    return write


def test_a_way_over_a_surface_is_judged_at_once(written, tmp_path):
    done = study(written(SURFACE), tmp_path / "out", quiet=True)
    assert [one.verdict.word for one in done.judged] == ["holds", "refuted"]
    assert done.words() == {"C999": "refuted", "C998": "refuted"}
    stored = json.loads((tmp_path / "out" / "study.json").read_text())
    assert stored["claims"][1]["why"] == "It is the other way round."
    assert stored["seeds"] == 1
    assert stored["figures"]["value[slow]"] == done.values(done.recipe.figures[0])


def test_the_terminal_and_the_page_tell_the_same(written, tmp_path, capsys):
    assert main(["study", str(written(SURFACE)), "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr().out
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    for text in ("A larger rate goes further", "a fact", "It is the other way round."):
        assert text in told
        assert text in page
    assert "holds      C999  value[slow] > value[fast]" in told
    assert max(map(len, told.splitlines()[:-1])) <= 80  # but for the path of the page


def test_nets_are_trained_with_every_seed_and_what_is_known_is_kept(written, tmp_path):
    file, out = written(NET), tmp_path / "out"
    done = study(file, out, seeds=2, quiet=True)
    words = [one.verdict.word for one in done.judged]
    assert words == ["undecided", "undecided", "holds", "holds"]
    kept = {cell: cell.stat().st_mtime_ns for cell in sorted(out.glob("arms/*/*.json"))}
    again = study(file, out, seeds=3, quiet=True)
    assert [again.values(one)[:2] for one in again.recipe.figures] == [
        done.values(one) for one in done.recipe.figures
    ]
    assert all(cell.stat().st_mtime_ns == then for cell, then in kept.items())
    assert len(list(out.glob("arms/*/*.json"))) == 6


def test_another_measure_trains_nothing_again_and_another_recipe_does(written, tmp_path):
    out = tmp_path / "out"
    study(written(NET), out, seeds=1, quiet=True)
    model = out / "arms" / "still" / "seed-0" / "model.keras"
    then = model.stat().st_mtime_ns
    text = NET.replace("inputs: parameters", "inputs: trainable_parameters")
    study(written(text), out, seeds=1, quiet=True)
    assert model.stat().st_mtime_ns == then
    study(written(text.replace("widths: [4]", "widths: [5]")), out, seeds=1, quiet=True)
    assert model.stat().st_mtime_ns != then


def test_a_damaged_cell_is_computed_again(written, tmp_path):
    file, out = written(SURFACE), tmp_path / "out"
    first = study(file, out, quiet=True)
    cell = Cell(load_study(file), "slow", 0, out)
    for text in ("", "{}", "[1]", '{"digest": 3, "figures": {}}', '{"figures": null}'):
        cell.file.write_text(text)
        assert cell.figures() is None
        assert study(file, out, quiet=True).seeds == first.seeds


def test_a_measure_that_a_run_does_not_have_is_named_with_those_it_has(written, tmp_path):
    text = SURFACE.replace("  claims:", "  measures: {height: last(heigth)}\n  claims:")
    with pytest.raises(UserError, match=r"mine.yaml: height of variant slow: .*heigth"):
        study(written(text), tmp_path / "out", quiet=True)
    text = SURFACE.replace("value[slow] > value[fast]", "test_accuracy[slow] > 0.5")
    with pytest.raises(UserError, match="the run has no figure `test_accuracy`; it has: "):
        study(written(text), tmp_path / "out", quiet=True)


def test_what_a_folder_holds_is_left_as_it_is(written, tmp_path):
    out, other = tmp_path / "out", tmp_path / "other"
    study(written(SURFACE), out, quiet=True)
    before = (out / "study.json").read_bytes()
    with pytest.raises(UserError, match=r"out holds the study .*; choose another --out"):
        study("models/padding", out, quiet=True)
    assert (out / "study.json").read_bytes() == before
    other.mkdir()
    (other / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match="other is not empty"):
        study("models/padding", other, quiet=True)
    with pytest.raises(UserError, match="is a file"):
        study("models/padding", other / "thesis.txt", quiet=True)
    assert [one.name for one in other.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("seeds", [0, -1, 1001, 10**9, 2.0, "5", True])
def test_a_number_of_seeds_is_one_to_a_thousand(written, tmp_path, seeds):
    with pytest.raises(UserError, match="whole number from 1 to 1000"):
        study(written(SURFACE), tmp_path / "out", seeds=seeds, quiet=True)
    with pytest.raises(UserError, match="whole number from 1 to 1000"):
        grade("activations/sparse", seeds=seeds)


def test_a_claim_that_also_holds_without_its_cause_is_undecided(written, tmp_path):
    text = NET.replace('"inputs[still] == 310"', '"gain[still] < 100"')
    done = study(
        written(
            text.replace("seeds: 10", "seeds: 5").replace(
                '    - {claim: "within(gain[still], 0, 0.001)"}\n', ""
            )
        ),
        tmp_path / "out",
        quiet=True,
    )
    assert done.judged[-1].verdict.word == "undecided"
    assert "also holds in moving" in done.judged[-1].verdict.reason
    assert done.judged[0].verdict.word == "holds"


def _started(file, out):
    command = [sys.executable, "-m", "suite", "study", str(file), "--out", str(out), "--seeds", "4"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


@pytest.mark.slow
def test_two_processes_share_the_runs_and_a_killed_one_is_missed_by_none(written, tmp_path):
    file, out = written(NET), tmp_path / "out"
    first, second = _started(file, out), _started(file, out)
    until = time.monotonic() + 120
    while not list(out.glob("arms/*/*.json")):
        assert time.monotonic() < until
        time.sleep(0.1)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert second.wait(timeout=120) == 0
    assert len(list(out.glob("arms/*/*.json"))) == 8
    alone = study(file, tmp_path / "alone", seeds=4, quiet=True)
    assert json.loads((out / "study.json").read_text())["figures"] == alone.to_json()["figures"]
