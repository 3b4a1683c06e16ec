"""What is said of a cause."""

from __future__ import annotations

import pytest

from suite.doctor import diagnose
from suite.doctor.cause import CAUSES, Cause
from suite.doctor.diagnosis import HINT, OWN, SURE, Diagnosis, Evidence, Suspect, since
from suite.edit import Edit
from tests.doctor.cases import DEAD, FAST, POOR, STUCK, SUMMARY, finding, history

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
        (Evidence("So it is.", figure=0.12345), ["  So it is. [measured 0.123]"]),
        (Evidence("So it is.", figure=0.0, limit=1e-5), ["  So it is. [measured 0, limit 1e-05]"]),
        (Evidence("So it is.", limit=1.0), ["  So it is."]),
        (
            Evidence("So it is.", step=3, figure=12345.6, limit=100),
            ["  So it is. (since step 3) [measured 1.23e+04, limit 100]"],
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


def test_what_a_diagnostic_has_said_as_a_note_is_not_said_again():
    evidence = Evidence("The weights jump.")
    again, other = finding("update_ratio", None), finding("finite", None)
    again = {**again, "text": "The weights jump: the learning rate is too high."}
    text = Diagnosis(CAUSE, evidence, consequences=(again, other)).to_text()
    assert again["text"] not in text
    assert other["text"] in text
    assert "what follows" not in Diagnosis(CAUSE, evidence, consequences=(again,)).to_text()


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
        ("a.b: 1 -> 2", Edit("c", 3, 4), Edit("c", 3, 4)),
        ("a.b: 1 -> 2", None, None),
        ("ask somebody", OWN, "ask somebody"),
        (None, Edit("c", 3, 4), Edit("c", 3, 4)),
        (None, OWN, None),
    ],
)
def test_a_finding_as_evidence(own, given, edit):
    found = finding("finite", "data/normalization", 4, figure=3.0, limit=0.0, edit=own)
    evidence = Evidence.of(found, given)
    assert evidence == Evidence("finite speaks.", found, 4, 3.0, 0.0, edit)


LOST = finding("finite", "optim/learning-rate", 1, severity="error")


def consequences(*findings):
    """Of a rate that is too high, in a run that is lost."""
    return [one["text"] for one in diagnose([FAST, *findings, LOST], POOR).consequences[1:]]


def test_consequences_come_in_the_order_of_time():
    late, early, first = (finding("dead_neurons", f"t{n}", n, text=str(n)) for n in (30, 20, 10))
    assert consequences(late, first, early) == ["10", "20", "30"]


def test_what_a_cause_does_not_explain_stands_apart():
    drift = finding("init_gain", "init/xavier", None, text="before training")
    diagnosis = diagnose([FAST, LOST, drift, DEAD], POOR)
    assert diagnosis.named == "rate_too_high"
    assert diagnosis.consequences == (LOST, DEAD)
    assert diagnosis.others == (drift,)


def test_of_each_diagnostic_and_topic_the_first_is_a_consequence():
    again = DEAD | {"step": 5, "text": "the first"}
    assert consequences(DEAD, again, DEAD) == ["the first"]
    assert len(consequences(DEAD, DEAD | {"topic": "another"})) == 2


def test_notes_follow_from_nothing():
    assert consequences(DEAD | {"severity": "note"}) == []


def test_no_more_than_six_consequences_are_told():
    many = [finding("dead_neurons", f"t{n}", n + 2, text=str(n)) for n in range(9)]
    assert consequences(*many) == list("01234")


@pytest.mark.parametrize(
    "diagnostic", ["leakage", "labels", "loss_output", "architecture", "input_scale"]
)
def test_data_and_definition_follow_from_nothing(diagnostic):
    beside = finding(diagnostic, "some/topic", edit="a: 1 -> 2")
    lost = finding("finite", "data/normalization", severity="error")
    diagnosis = diagnose([lost, beside, DEAD], POOR)
    assert diagnosis.named == "nonfinite_input"
    assert [one["diagnostic"] for one in diagnosis.consequences] == ["dead_neurons"]
    apart = (*diagnosis.others, *(one.evidence.finding for one in diagnosis.also))
    assert apart == (beside,)
    lines = diagnosis.to_text().splitlines()
    assert f"{diagnostic} speaks." in lines[-2]
    assert lines[-1] == "  try: a: 1 -> 2"


def test_the_evidence_itself_is_no_consequence():
    diagnosis = diagnose([STUCK, FAST], POOR)
    assert diagnosis.evidence.finding is FAST
    assert diagnosis.consequences == (STUCK,)
    assert diagnosis.others == ()


def test_a_second_fault_is_told_beside_the_first():
    leak = finding("leakage", severity="error", edit="data.validation: 0.1 -> 0.2")
    diagnosis = diagnose([leak, FAST, STUCK], POOR)
    assert diagnosis.named == "leakage"
    assert [one.cause.name for one in diagnosis.also] == ["rate_too_high"]
    assert diagnosis.others == (STUCK,)
    assert "also: The learning rate is too high." in diagnosis.to_text()


def test_two_hints_that_weigh_the_same_are_both_told_and_none_is_named():
    slow = Suspect(CAUSES["rate_too_low"], Evidence("It crawls.", strength=HINT))
    labels = Evidence("It is stuck.", strength=HINT, support=("So is another.",))
    diagnosis = Diagnosis(CAUSES["wrong_labels"], labels, rival=slow)
    assert (diagnosis.withheld, diagnosis.named, diagnosis.edit) == (True, None, None)
    assert diagnosis.sentence.startswith("Undecided: The labels")
    assert diagnosis.to_text().splitlines() == [
        "diagnosis: withheld, two causes are about equally likely",
        "  either: The labels have little to do with the inputs.",
        "    It is stuck.",
        "    for it: So is another.",
        "  or: The learning rate is too low.",
        "    It crawls.",
        "  what would decide: some inputs beside their labels: are they right?",
    ]


def test_what_speaks_against_a_cause_takes_of_its_weight():
    evidence = Evidence("It is so.", strength=SURE, against=("It is not.",))
    assert evidence.weight == HINT
    lines = Diagnosis(CAUSE, evidence).to_text().splitlines()
    assert lines[1:3] == ["  It is so.", "  against it: It is not."]


def test_two_hints_of_a_run_withhold_the_diagnosis():
    """By heart; and another distribution, of which the neighbors know the labels all the same."""
    neighbors = {"agreement": 0.95, "chance": 0.1, "validation_agreement": 0.94}
    examination = {"shift": {"two_sample": 0.8}, "neighbors": neighbors}
    diagnosis = diagnose([], history(0.99, 0.5), {}, SUMMARY, None, examination)
    assert diagnosis.withheld
    assert {diagnosis.cause.name, diagnosis.rival.cause.name} == {"overfitting", "data_shift"}


def test_of_two_signs_of_a_cause_the_stronger_is_told_and_the_other_supports_it():
    copied = finding("leakage", severity="error")
    examination = {"duplicates": {"near_validation": 0.4}}
    diagnosis = diagnose([copied], history(0.99), {}, SUMMARY, None, examination)
    assert diagnosis.evidence.text == "leakage speaks."
    assert diagnosis.evidence.support[0].startswith("40% of the validation inputs")


def test_a_notebook_shows_its_text():
    from IPython.lib.pretty import pretty

    diagnosis = Diagnosis(CAUSE, Evidence("So it is."))
    assert pretty(diagnosis) == diagnosis.to_text()
