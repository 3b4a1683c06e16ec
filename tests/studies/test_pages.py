"""Pages of studies and lectures, and the ledger: that they tell what was found."""

from __future__ import annotations

import json
import sys

import pytest

from suite.errors import UserError
from suite.lectures.languages import LectureTexts
from suite.lectures.statements import statement as statements_module
from suite.lectures.statements.statement import Statement
from suite.studies.claims.claim import read_claim
from suite.studies.claims.terms import Figure
from suite.studies.claims.verdict import judge
from suite.studies.definition.study_recipe import StudyClaim
from suite.studies.definition.study_settings import ClaimSettings
from suite.studies.pages import lecture_page, study_parts
from suite.studies.running import verification as verification_module
from suite.studies.running.study import study
from suite.studies.running.study_result import JudgedClaim
from suite.studies.running.verification import Verification

STUDY = """\
topic: init/zeros
study:
  title: "<b>Rates</b> & more"
  says: "<script>alert(1)</script> twice the way."
  recipe:
    surface: quadratic
    optimizer: {kind: sgd, learning_rate: 0.01}
    training: {steps: 3}
  variants:
    slow: {}
    fast: {optimizer.learning_rate: 0.02}
  claims:
    - {id: C001, claim: "value[slow] > value[fast]"}
    - {id: C002, claim: "value[slow] < value[fast]", reason: The other way round.}
  try: "`this`"
"""
SAID = {
    "C001": Statement("C001", "init/zeros", "measurable", "A larger rate | goes further."),
    "C002": Statement("C002", "init/zeros", "measurable", "A smaller rate goes further."),
    "C003": Statement("C003", "init/zeros", "measurable", "Nobody looks.", "Too large."),
    "C004": Statement("C004", "init/he", "definition", "He is a person."),
}


@pytest.fixture
def found(tmp_path, monkeypatch):
    for module in (lecture_page, study_parts, verification_module):
        monkeypatch.setattr(module, "statements", lambda: SAID)
    file = tmp_path / "mine.yaml"
    file.write_text(STUDY)
    return Verification([study(file, tmp_path / "out", quiet=True)], {"other": "no disk"})


def test_the_page_of_a_study_tells_words_picture_and_verdicts(found):
    page = (found.studies[0].path / "report.html").read_text("utf-8")
    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;Rates&lt;/b&gt; &amp; more" in page
    for text in ("A larger rate | goes further.", "The other way round.", "Refuted", "Holds"):
        assert text in page


def test_the_page_of_a_lecture_has_every_topic_and_statement(found, tmp_path):
    path = lecture_page.write_lecture_page("init", found, tmp_path / "init.html")
    page = path.read_text("utf-8")
    for text in ("Xavier", "Pretraining", "Nobody looks.", "Too large.", "definition", "other"):
        assert text in page
    assert page.count("A smaller rate goes further.") > 1  # in its verdict, and in the table


def test_lectures_have_names():
    assert len(lecture_page.lectures_named("all")) == 10
    with pytest.raises(UserError, match="did you mean 'init'"):
        lecture_page.lectures_named("initt")


def test_every_topic_is_of_a_lecture_that_has_a_name():
    assert {one.partition("/")[0] for one in lecture_page.LECTURES} == set(lecture_page.NAMES)


def test_the_ledger_begins_with_what_was_refuted(found, tmp_path, monkeypatch):
    monkeypatch.setattr(verification_module, "VERDICTS_JSON", tmp_path / "verdicts.json")
    found.write_ledger(tmp_path / "ledger.md")
    text = (tmp_path / "ledger.md").read_text("utf-8")
    front, _, rest = text.partition("## init")
    assert "**C002** A smaller rate goes further." in front
    assert "The other way round." in front
    assert "1 hold, 0 undecided, 1 refuted; 1 could not be run" in front
    assert r"| C001 | A larger rate \| goes further. | holds |" in rest
    assert "| C003 | Nobody looks. | not measured | Too large. |" in rest
    assert "| C004 | He is a person. | definition |  |" in rest
    stored = json.loads((tmp_path / "verdicts.json").read_text())
    assert stored["C002"]["word"] == "refuted"
    assert stored["C002"]["studies"] == ["mine"]


def test_what_a_topic_shows_names_the_verdict_and_the_command(monkeypatch):
    from suite.lectures import overview

    monkeypatch.setattr(overview, "statements", lambda: SAID)
    texts = sys.modules[LectureTexts.__module__]
    monkeypatch.setattr(texts, "statements", lambda: SAID)
    verdict = statements_module.StatementVerdict("refuted", ("init/zeros",), "by")
    monkeypatch.setattr(overview, "verdicts", lambda: {"C002": verdict})
    told = overview.topics_text("init/zeros", 60)
    assert "C002  refuted: A smaller rate goes further." in told
    assert "python -m suite study init/zeros" in told
    assert "C003  not measured: Nobody looks." in told
    assert max(map(len, told.splitlines())) <= 60


def judged(text, differences, exact=False):
    claim = read_claim(text)
    seeds = [{Figure("m", "a"): one, Figure("m", "b"): 0.0} for one in differences]
    verdict = judge(claim, seeds, exact=exact)
    return JudgedClaim(StudyClaim(ClaimSettings(claim=text), claim, exact), verdict)


@pytest.mark.parametrize(
    ("text", "differences", "exact", "said"),
    [
        ("m[a] > m[b]", [1.0], True, "This is a fact, in which chance has no part."),
        ("m[a] == 1", [1.0] * 3, False, "It is so with each of 3 seeds."),
        ("m[a] == 1", [2.0], False, "It is not so with the one seed."),
        ("m[a] == 1", [1.0, 2.0], False, "So with 1 of 2 seeds."),
        ("m[a] > m[b]", [1.0] * 5, False, "What is said to be larger is larger, by 1 on"),
        ("m[a] < m[b]", [-1.0] * 5, False, "What is said to be larger is larger, by 1 on"),
        ("m[a] < m[b]", [1.0] * 5, False, "is not: the difference is -1 on average"),
        ("m[a] > m[b]", [1.0] * 5, False, "By chance alone such a difference comes in 3.1 %"),
        ("within(m[a], m[b], 2)", [1.0] * 10, False, "(90 % interval 1 to 1)."),
        ("m[a] > m[b]", [1.0], False, "1 of the 5 seeds that it needs."),
    ],
)
def test_a_verdict_is_explained(text, differences, exact, said):
    assert said in study_parts.explained(judged(text, differences, exact))
