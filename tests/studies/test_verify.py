"""Several studies at once: which are chosen, what one that fails does, and what is kept."""

from __future__ import annotations

import json

import pytest

from suite.errors import UserError
from suite.studies.definition.load_study import load_study
from suite.studies.running import verify as verify_module
from suite.studies.running.verify import help_with_verify, verify
from tests.commands import suite

SURFACE = """\
topic: {topic}
study:
  title: A larger rate goes further
  says: Twice the rate, twice the way.
  recipe:
    surface: quadratic
    optimizer: {{kind: sgd, learning_rate: 0.01}}
    training: {{steps: 3}}
  variants:
    slow: {{}}
    fast: {{optimizer.learning_rate: 0.02}}
  measures:
    height: {measure}
  claims:
    - {{id: {number}, claim: "height[slow] {sign} height[fast]"}}
"""


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """Three studies in place of the shipped ones; the second cannot be run."""
    files = {}
    for name, topic, measure, sign, number in (
        ("optim/first", "optim/sgd", "value", ">", "C001"),
        ("optim/second", "optim/momentum", "last(nothing)", ">", "C002"),
        ("init/third", "init/zeros, optim/sgd", "value", "<", "C001"),
    ):
        files[name] = tmp_path / f"{name.replace('/', '-')}.yaml"
        text = SURFACE.format(topic=topic, measure=measure, sign=sign, number=number)
        files[name].write_text(text)
    monkeypatch.setattr(verify_module, "shipped_studies", lambda: files)
    monkeypatch.setattr(verify_module, "load_study", lambda name: load_study(files[name]))
    return files


def names(found):
    return [study.recipe.name for study in found.studies]


@pytest.mark.parametrize(
    ("topics", "chosen"),
    [
        (["optim/sgd"], ["optim-first", "init-third"]),
        (["init"], ["init-third"]),
        (["init/third", "init"], ["init-third"]),
        (["init", "optim/first"], ["init-third", "optim-first"]),
    ],
)
def test_studies_are_chosen_by_topic_lecture_or_name(shipped, tmp_path, topics, chosen):
    assert names(verify(topics, tmp_path / "out", quiet=True)) == chosen


def test_an_unknown_topic_is_named_with_what_is_close(shipped, tmp_path):
    with pytest.raises(UserError, match="no study is about 'optim/sgdd'; did you mean 'optim/sgd'"):
        verify(["optim/sgdd"], tmp_path, quiet=True)


def test_a_study_that_fails_takes_no_other_down(shipped, tmp_path):
    found = verify([], tmp_path / "out", quiet=True)
    assert names(found) == ["optim-first", "init-third"]
    assert list(found.failed) == ["optim-second"]
    assert found.words == {"C001": "refuted"}  # by the worse of two claims
    assert "2 studies, 1 statement of the lectures: 0 hold" in found.to_text()
    assert found.to_text().endswith("1 could not be run")


def test_what_a_helper_has_done_is_the_same(shipped, tmp_path):
    topics = ["optim/first"]
    one = verify(topics, tmp_path / "one", quiet=True)
    assert help_with_verify(topics, tmp_path / "other", quiet=True)
    known = {file: file.read_bytes() for file in (tmp_path / "other").rglob("arms/*/*.json")}
    assert known
    assert not list((tmp_path / "other").rglob("study.json"))  # left to the one who asked
    other = verify(topics, tmp_path / "other", quiet=True)
    assert all(file.read_bytes() == content for file, content in known.items())
    assert [study.seeds for study in one.studies] == [study.seeds for study in other.studies]


def test_the_command_prints_figures_and_verdicts(tmp_path):
    answer = suite("verify", "models/padding", "--out", tmp_path / "out", "--quiet")
    assert answer.status == 0
    assert "holds" in answer.out
    assert "1 study" in answer.out
    stored = json.loads((tmp_path / "out" / "models" / "padding" / "study.json").read_text())
    assert stored["status"] == "finished"


@pytest.mark.slow
def test_two_processes_find_what_one_finds(tmp_path):
    topics = ["models/padding", "models/filter-parameters", "practice/grid-or-random"]
    together = suite("verify", *topics, "--out", tmp_path / "two", "--processes", "2", "--quiet")
    alone = suite("verify", *topics, "--out", tmp_path / "one", "--quiet")
    assert together.out == alone.out
    assert together.status == 0
