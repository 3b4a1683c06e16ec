"""Damaged recipes through `check` and `run`; all of them: `python -m benchmarks.fuzz`."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.fuzz.fuzz import checks, runs
from benchmarks.fuzz.judge import judged
from benchmarks.fuzz.mutations import damaged, mutated


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_check_answers_whatever_it_is_given(folder):
    told = []
    verdicts = checks(folder, 300, say=told.append)
    assert [one.fault for one in verdicts if one.fault] == [], "\n".join(map(str, told))
    assert {one.status for one in verdicts} == {0, 2}


@pytest.mark.slow
def test_run_keeps_what_check_says(folder):
    told = []
    verdicts = runs(folder, 8, say=told.append)
    assert [one.fault for one in verdicts if one.fault] == [], "\n".join(map(str, told))
    assert 0 in {one.status for one in verdicts}


def test_a_number_makes_the_same_recipe():
    recipe = {"model": {"kind": "mlp", "widths": [3]}, "seed": 1, "callbacks": ["history"]}
    first, again = (mutated(recipe, [recipe], Random("7")) for _ in range(2))
    assert repr(first) == repr(again)
    assert recipe == {"model": {"kind": "mlp", "widths": [3]}, "seed": 1, "callbacks": ["history"]}
    assert damaged("a: 1\nb: 2\n", Random("7")) == damaged("a: 1\nb: 2\n", Random("7"))


def test_what_a_fault_is(folder, monkeypatch):
    assert judged("check", "quickstart").fault is None
    assert judged("check", "nothing").status == 2
    out = folder / "out"
    out.mkdir()
    (out / "file").write_text("")
    assert judged("check", "nothing", out=out).fault == "something is left behind: ['file']"
    monkeypatch.setattr("benchmarks.fuzz.judge.main", lambda arguments: 1 / 0)
    assert judged("check").fault.startswith("ZeroDivisionError at tests/benchmarks/test_fuzz.py:")
    monkeypatch.setattr("benchmarks.fuzz.judge.main", lambda arguments: 1)
    assert judged("check").fault == "exit status 1 without a word"
    monkeypatch.setattr("benchmarks.fuzz.judge.main", lambda arguments: 3)
    assert judged("check").fault == "exit status 3"
