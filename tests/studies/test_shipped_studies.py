"""The shipped studies: that each can be read, says what is needed, and that facts are facts."""

from __future__ import annotations

import pytest

from suite.lectures.lectures import LECTURES
from suite.lectures.statements.statement import statements, verdicts
from suite.recipe.text.shipped import shipped_studies
from suite.studies.claims.claim import Claim
from suite.studies.definition.load_study import load_study
from suite.studies.running.verify import verify


@pytest.fixture(scope="module")
def studies():
    return {name: load_study(name) for name in shipped_studies()}


def test_each_tells_what_a_page_needs(studies):
    for name, study in studies.items():
        settings = study.settings
        assert len(settings.title) <= 90, name
        assert 80 <= len(" ".join(settings.says.split())) <= 700, name
        assert settings.next, name
        assert any(topic.startswith(name.partition("/")[0]) for topic in LECTURES), name


def test_every_statement_that_a_claim_names_is_one_of_the_lectures(studies):
    named = {
        number
        for study in studies.values()
        for claim in study.claims
        for number in claim.settings.id
    }
    assert named <= set(statements())


def test_there_are_all_statements_each_of_a_topic():
    assert len(statements()) == 344
    assert {one.topic for one in statements().values()} <= set(LECTURES)
    kinds = [one.kind for one in statements().values()]
    assert (kinds.count("measurable"), kinds.count("definition"), kinds.count("narrative")) == (
        247,
        72,
        25,
    )


def test_a_measurable_statement_has_a_verdict_or_a_reason_why_it_has_none(studies):
    claimed = {
        number
        for study in studies.values()
        for claim in study.claims
        for number in claim.settings.id
    }
    measurable = {one.number: one for one in statements().values() if one.kind == "measurable"}
    lacking = [
        number for number, one in measurable.items() if number not in claimed and not one.why
    ]
    assert not lacking
    assert len(measurable.keys() & claimed) >= 200


def test_every_topic_that_states_something_measurable_has_a_study(studies):
    shown = {topic for study in studies.values() for topic in study.topics}
    assert {one.topic for one in statements().values() if one.kind == "measurable"} <= shown


def test_what_is_not_so_has_a_reason(studies):
    """Of each refuted statement the claim that decided says what was found."""
    reasons = {
        claim.claim.text: claim.settings.reason or study.settings.reason
        for study in studies.values()
        for claim in study.claims
    }
    for number, verdict in verdicts().items():
        if verdict.word != "holds":
            assert reasons[verdict.by.partition(" (")[0]], number


def test_verdicts_are_of_claims_that_there_are(studies):
    texts = {claim.claim.text for study in studies.values() for claim in study.claims}
    for number, verdict in verdicts().items():
        assert set(verdict.studies) <= set(studies), number
        assert any(verdict.by.startswith(text) for text in texts), number


def _is_sure(claim: Claim, exact: bool) -> bool:
    """Whether no number of seeds is needed for its verdict."""
    return exact or claim.kind == "equal"


@pytest.mark.slow
def test_facts_are_found_as_they_stand_in_the_ledger(studies, tmp_path):
    """What needs no training, with one seed; of each statement the word of the ledger."""
    cheap = [
        name
        for name, study in studies.items()
        if not study.trains and any(_is_sure(one.claim, one.is_exact) for one in study.claims)
    ]
    found = verify(cheap, tmp_path, seeds=1, quiet=True)
    assert not found.failed
    stored = {verdict.by.partition(" (")[0]: verdict.word for verdict in verdicts().values()}
    looked_at = 0
    for study in found.studies:
        for judged in study.judged:
            text = judged.claim.claim.text
            if _is_sure(judged.claim.claim, judged.claim.is_exact) and text in stored:
                assert judged.verdict.word == stored[text], (study.recipe.name, text)
                looked_at += 1
    assert looked_at >= 40
