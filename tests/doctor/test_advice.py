"""What is proposed to whom."""

from __future__ import annotations

import pytest

from suite.doctor import diagnose
from suite.doctor.advice import LOOK_AT, advised
from suite.doctor.case import Case
from suite.doctor.cause import CAUSES
from suite.doctor.diagnosis import Diagnosis, Evidence, Suspect
from suite.edit import Edit
from tests.doctor.cases import finding, history

LOW = Edit("optimizer.learning_rate", "1e-07", "0.001")


def told(edit, accepts=True, setup=None, advice=None, others=()):
    evidence = Evidence("It is so.", edit=edit, advice=advice)
    diagnosis = Diagnosis(CAUSES["saturating_activation"], evidence, others=others)
    return advised(diagnosis, Case([], setup=setup or {}), lambda override: accepts)


def test_an_edit_that_the_recipe_takes_is_kept():
    assert told(LOW).edit is LOW


def test_one_that_it_refuses_is_replaced_by_what_to_look_at():
    assert told(LOW, accepts=False).edit == LOOK_AT["saturating_activation"]
    assert told(LOW, accepts=False, advice="look there").edit == "look there"
    assert told("a plugin's own advice", accepts=False).edit == "a plugin's own advice"
    assert told(None).edit == LOOK_AT["saturating_activation"]


def test_the_edits_of_other_findings_are_checked_as_well():
    others = (finding("leakage", edit="data.validation: 0.1 -> 0.2"), finding("labels"))
    assert [one["edit"] for one in told(LOW, True, others=others).others] == [
        "data.validation: 0.1 -> 0.2",
        None,
    ]
    assert [one["edit"] for one in told(LOW, False, others=others).others] == [None, None]


def test_no_second_value_is_proposed_for_the_key_of_the_cause():
    others = (
        finding("update_ratio", edit="optimizer.learning_rate: 1e-07 -> 1e-06"),
        finding("leakage", edit="data.validation: 0.1 -> 0.2"),
    )
    assert [one["edit"] for one in told(LOW, others=others).others] == [
        None,
        "data.validation: 0.1 -> 0.2",
    ]


def test_the_edits_of_further_causes_are_checked_as_well():
    first, second = Evidence("It is so."), Evidence("It is so, too.", edit=LOW)
    further = (Suspect(CAUSES["rate_too_low"], second),)
    diagnosis = Diagnosis(CAUSES["leakage"], first, also=further)
    for takes in (True, False):
        (also,) = advised(diagnosis, Case([]), lambda override, takes=takes: takes).also
        assert also.evidence.edit is (LOW if takes else None)


@pytest.mark.parametrize(
    ("edit", "advice"),
    [
        (LOW, "`optimizer.learning_rate = 0.001` instead of 1e-07"),
        (Edit("optimizer.epsilon", 1.0, 1e-7), "`epsilon=1e-07` in Adam instead of 1.0"),
        (Edit("training.epochs", 2, 9), "`epochs=9` instead of 2"),
        (Edit("data.batch_size", 999, 64), "`batch_size=64` instead of 999"),
        (
            Edit("training.class_weights", "balanced", None),
            "`class_weight=None` instead of balanced",
        ),
        (
            Edit("optimizer.learning_rate.decay_steps", 5, "100%"),
            "`decay_steps='100%'` in the schedule of the learning rate instead of 5",
        ),
        (Edit("data.normalize", "none", "standard"), LOOK_AT["input_scale"]),
        (Edit("model.activation", "tanh", "relu"), LOOK_AT["saturating_activation"]),
    ],
)
def test_whoever_has_code_is_told_of_the_code(edit, advice):
    setup = {"origin": "code", "optimizer": {"class": "Adam"}}
    assert told(edit, accepts=False, setup=setup).edit == advice


def test_every_advice_belongs_to_a_cause():
    assert set(LOOK_AT) <= set(CAUSES)


def test_a_diagnosis_of_code_has_no_key_of_a_recipe():
    slow = finding(
        "update_ratio",
        "practice/babysitting",
        99,
        figure=1e-8,
        edit="optimizer.learning_rate: 1e-07 -> 1e-06",
    )
    rate = {"kind": "constant", "first": 1e-7, "highest": 1e-7}
    setup = {"origin": "code", "optimizer": {"kind": "adam", "learning_rate": rate}}
    diagnosis = diagnose([slow], history(0.1), setup=setup)
    assert diagnosis.cause.name == "rate_too_low"
    assert str(diagnosis.edit).startswith("`optimizer.learning_rate = ")
