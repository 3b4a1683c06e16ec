"""A run directory with a damaged file: no verb raises, and what cannot be used is named.

Some ways for each file and one verb for each of them; `python -m benchmarks.damage` takes all.
"""

from __future__ import annotations

import shutil

import pytest

from benchmarks.damage.run_directory import (
    VERBS,
    complaint,
    damaged_copy,
    files_of,
    make_run,
    refusals,
    say_of,
)
from benchmarks.damage.ways import ways
from suite.runs import History

KINDS = ("missing", "a folder", "empty", "half", "not UTF-8", "list", "NoneType", "bit flipped")
QUICK = VERBS[:3]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("damage"))


@pytest.fixture(scope="module")
def cases(run):
    """A file and one way of each kind."""
    found = []
    for file in files_of(run):
        there = list(ways(run / file, rounds=4))
        for kind in KINDS:
            found += [(file, way) for way in there if way.name.startswith(kind)][:1]
    return found


def complaints(run, cases, verbs):
    for number, (file, way) in enumerate(cases):
        verb = verbs[number % len(verbs)]
        answer = say_of(verb, damaged_copy(run, file, way, run.with_name("copy")))
        wrong = complaint(answer, file)
        if wrong is not None:
            yield f"{verb}: {file}, {way.name}: {wrong}\n{answer.text}"


@pytest.mark.slow
def test_verbs_that_read_no_model(run, cases):
    assert len(cases) > 55
    assert list(complaints(run, cases, QUICK)) == []


@pytest.mark.slow
def test_verbs_that_read_a_model_or_go_on(run, cases):
    """Each verb before each kind of file at least once."""
    some = [case for number, case in enumerate(cases) if number % 4 == 0]
    assert list(complaints(run, some, VERBS[3:])) == []


@pytest.mark.slow
def test_going_on_says_what_was_damaged_and_ends_as_before(run):
    """The summary, the history, a line of measurements and the newest checkpoint at once."""
    copy = run.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(run, copy)
    for file in ("summary.json", "history.csv", "checkpoints/step-000000004.npz"):
        (copy / file).write_bytes((run / file).read_bytes()[:-9])
    with (copy / "diagnostics.jsonl").open("r+b") as file:
        file.write(b"\xff")
    answer = say_of("run --resume", copy)
    assert answer.status == 0, answer.text
    for told in (
        "summary.json: is damaged",
        "step-000000004.npz is damaged (its end is missing",
        "going on from step-000000002.npz",
        "history.csv:3: is damaged",
        "diagnostics.jsonl: a line that is damaged and left out",
    ):
        assert told in answer.text
    before, after = (History.read(folder / "history.csv") for folder in (run, copy))
    for name in ("epoch", "step", "loss", "val_loss", "accuracy", "gradient_norm/global"):
        assert after.column(name) == before.column(name)


@pytest.mark.slow
def test_no_damaged_checkpoint_is_read(run):
    refused, read = refusals(run / files_of(run)[-1], rounds=40)
    assert read == []
    assert refused > 200
