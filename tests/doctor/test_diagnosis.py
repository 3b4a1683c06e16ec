"""What is said of a cause."""

from __future__ import annotations

import pytest

from suite.doctor import diagnose
from suite.doctor.cause import CAUSES, Cause
from suite.doctor.diagnosis import OWN, Diagnosis, Evidence, since
from suite.edit import Edit
from tests.doctor.cases import DEAD, FAST, POOR, STUCK, finding

CAUSE = Cause("ill", "It is ill.", "practice/babysitting")


@pytest.mark.parametrize(
    ("step", "text"), [(None, ""), (0, " (since step 0)"), (7, " (since step 7)")]
)
def test_since_when(step, text):
    assert since(step) == text


@pytest.mark.parametrize(
    ("evidence", "lines"),
    [
        (Evidence("So it is."), ["  So it is."]),
        (Evidence("So it is.", step=0), ["  So it is. (since step 0)"]),
        (Evidence("So it is.", figure=0.12345), ["  So it is. [0.123]"]),
        (Evidence("So it is.", figure=0.0, limit=1e-5), ["  So it is. [0, limit 1e-05]"]),
        (Evidence("So it is.", limit=1.0), ["  So it is."]),
        (
            Evidence("So it is.", step=3, figure=12345.6, limit=100),
            ["  So it is. (since step 3) [1.23e+04, limit 100]"],
        ),
    ],
)
def test_the_evidence_with_its_figure(evidence, lines):
    text = Diagnosis(CAUSE, evidence).to_text().splitlines()
    assert text == ["diagnosis: It is ill.", *lines, "  lecture: practice/babysitting"]


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (Edit("training.epochs", 2, 20), "  try: training.epochs: 2 -> 20"),
        ("collect more data", "  try: collect more data"),
    ],
)
def test_what_to_try_comes_last(edit, line):
    diagnosis = Diagnosis(CAUSE, Evidence("So it is.", edit=edit))
    assert diagnosis.to_text().splitlines()[-1] == line
    assert diagnosis.edit == edit


def test_nothing_is_proposed_where_nothing_is_known():
    assert "try" not in Diagnosis(CAUSE, Evidence("So it is.")).to_text()


@pytest.mark.parametrize(
    ("topic", "expected"), [("norm/batch", "norm/batch"), (None, CAUSE.topic), ("", CAUSE.topic)]
)
def test_the_topic_of_the_finding_is_the_more_precise(topic, expected):
    evidence = Evidence.of(finding("batchnorm_stats", topic))
    assert Diagnosis(CAUSE, evidence).topic == expected


@pytest.mark.parametrize(
    ("own", "given", "edit"),
    [
        ("a.b: 1 -> 2", OWN, Edit("a.b", 1, 2)),
        ("a.b: 1 -> 2", None, None),
        ("a.b: 1 -> 2", Edit("c", 3, 4), Edit("c", 3, 4)),
        ("ask somebody", OWN, "ask somebody"),
        (None, Edit("c", 3, 4), Edit("c", 3, 4)),
        (None, None, None),
    ],
)
def test_a_finding_as_evidence(own, given, edit):
    found = finding("finite", "data/normalization", 4, figure=3.0, limit=0.0, edit=own)
    evidence = Evidence.of(found, given)
    assert evidence == Evidence("finite speaks.", found, 4, 3.0, 0.0, edit)


def consequences(*findings):
    return [one["text"] for one in diagnose([FAST, *findings], POOR).consequences]


def test_consequences_come_in_the_order_of_time():
    late, early, before = (finding("finite", f"t{n}", n, text=str(n)) for n in (30, 20, 10))
    initial = finding("init_gain", "init/xavier", None, text="before training")
    assert consequences(late, before, initial, early) == ["before training", "10", "20", "30"]


def test_of_each_diagnostic_and_topic_the_first_is_a_consequence():
    again = DEAD | {"step": 5, "text": "the first"}
    assert consequences(DEAD, again, DEAD) == ["the first"]
    assert len(consequences(DEAD, DEAD | {"topic": "another"})) == 2


def test_notes_follow_from_nothing():
    assert consequences(DEAD | {"severity": "note"}) == []


def test_no_more_than_six_consequences_are_told():
    many = [finding("loss_curve", f"t{n}", n, text=str(n)) for n in range(9)]
    assert consequences(*many) == list("012345")


@pytest.mark.parametrize(
    "diagnostic", ["leakage", "labels", "loss_output", "architecture", "input_scale"]
)
def test_data_and_definition_follow_from_nothing(diagnostic):
    beside = finding(diagnostic, "some/topic", edit="a: 1 -> 2")
    lost = finding("finite", "data/normalization", severity="error")
    diagnosis = diagnose([lost, beside, DEAD], POOR)
    assert diagnosis.cause is CAUSES["nonfinite_input"]
    assert diagnosis.others == (beside,)
    assert [one["diagnostic"] for one in diagnosis.consequences] == ["dead_neurons"]
    assert diagnosis.to_text().splitlines()[-2:] == [
        f"besides, warning: {diagnostic} speaks.",
        "  try: a: 1 -> 2",
    ]


def test_the_evidence_itself_is_no_consequence():
    diagnosis = diagnose([STUCK, FAST], POOR)
    assert diagnosis.evidence.finding is FAST
    assert diagnosis.consequences == (STUCK,)
    assert diagnosis.others == ()
