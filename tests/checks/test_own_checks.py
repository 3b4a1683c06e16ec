"""Checks that a recipe names: the user's own, and the shipped ones that are made on request."""

from __future__ import annotations

import hashlib
import json

import pytest

import suite
from tests.commands import succeed
from tests.commands import suite as command

CODE = '''"""Checks of my own."""

from suite import Finding


def few_samples(context, least=10):
    """Whether there are enough samples."""
    count = len(context.dataset.train)
    if count < least:
        yield Finding("few_samples", f"Only {count} samples.", figure=count, limit=least)


def broken(context):
    return 1 / 0


def wordy(context):
    return ["a text is no finding"]
'''
QUICK = ("training.epochs=1", "data.limit=256", "model.dropout=0.5", "training.diagnostics=none")


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / "mine.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def texts(run):
    return [one["text"] for one in json.loads((run.path / "findings.json").read_text("utf-8"))]


def test_one_that_speaks_one_that_is_broken_and_one_that_gives_something_else(here):
    names = "{kind: ./mine.py:few_samples, least: 1000}, ./mine.py:broken, ./mine.py:wordy"
    run = suite.run(suite.load("quickstart", *QUICK, f"checks=[{names}]"), here / "run", quiet=True)
    said = texts(run)
    assert said[0] == "Only 256 samples."
    assert said[1].endswith("mine.py:14) failed: ZeroDivisionError: division by zero.")
    assert said[1].startswith(f"broken ({here}")
    assert said[2].startswith("wordy (")
    assert "gives str where a suite.Finding is meant" in said[2]
    resumed = suite.load(run.path / "recipe.yaml")
    assert [one.kind.rpartition(":")[2] for one in resumed.checks] == [
        "few_samples",
        "broken",
        "wordy",
    ]


def test_check_build_makes_them_too(here):
    answer = command("check", "quickstart", *QUICK, "checks=[./mine.py:few_samples]", "--build")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.splitlines()[-2].split() == ["few_samples", "ok"]


def weights(run):
    return hashlib.sha256(b"".join(one.tobytes() for one in run.model.get_weights())).hexdigest()


def test_weights_are_the_same_with_the_dear_ones(here):
    plain = suite.run(suite.load("quickstart", *QUICK), here / "plain", quiet=True)
    dear = "checks=[overfit_batch, gradient_check, batch_mixing, ./mine.py:broken, leakage]"
    checked = suite.run(suite.load("quickstart", *QUICK, dear), here / "dear", quiet=True)
    assert weights(plain) == weights(checked)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("overfit_bach", r"did you mean 'overfit_batch'"),
        ("./mine.py:Finding", r"must be a function whose leading parameters"),
        ("{kind: ./mine.py:few_samples, most: 3}", r"unknown argument of .*mine.py:few_samples"),
    ],
)
def test_what_is_no_check_is_refused_before_anything_runs(here, value, message):
    with pytest.raises(suite.RecipeError, match=message):
        suite.load("quickstart", f"checks=[{value}]")


def test_a_file_that_cannot_be_imported_is_named_with_its_line(here):
    (here / "bad.py").write_text("import nowhere_at_all\n\ndef look(context):\n    return []\n")
    answer = command("run", "quickstart", "checks=[./bad.py:look]", "--out", "run")
    assert answer.status == 2
    assert "checks.0" in answer.err
    assert "bad.py:1" in answer.err
    assert not (here / "run").exists()


def test_they_are_listed_with_what_they_say_of_themselves():
    listed = succeed("list", "checks")
    assert all(name in listed for name in ("leakage", "target_range", "overfit_batch"))
    assert "untouched" not in listed
