"""What the doctor reads off the files of a run."""

from __future__ import annotations

import math

import pytest

from suite.doctor.case import Case
from tests.doctor.cases import STUCK, case, finding, history


@pytest.mark.parametrize(
    ("asked", "step"),
    [
        (("a",), None),
        (("a", "t1"), 4),
        (("a", "t2"), None),
        (("a", "t1", "t2"), None),
        (("b",), 7),
    ],
)
def test_the_earliest_finding_is_found_before_training_first(asked, step):
    found = [
        finding("a", "t1", 9),
        finding("a", "t1", 4),
        finding("a", "t2"),
        finding("b", "t1", 7),
        finding("b", "t1", 7, text="the second one"),
    ]
    got = Case(found).find(*asked)
    assert got["step"] == step
    assert got["text"] != "the second one"


@pytest.mark.parametrize("asked", [("c",), ("a", "t3"), ("a", None)])
def test_nothing_is_found_where_nothing_is(asked):
    assert Case([finding("a", "t1", 4)]).find(*asked) is None


@pytest.mark.parametrize(
    ("severity", "least", "counts"),
    [
        ("error", "error", True),
        ("error", "warning", True),
        ("error", "note", True),
        ("warning", "error", False),
        ("warning", "warning", True),
        ("warning", "note", True),
        ("note", "error", False),
        ("note", "warning", False),
        ("note", "note", True),
    ],
)
def test_the_least_severity_that_counts(severity, least, counts):
    found = Case([finding("a", severity=severity)]).find("a", least=least)
    assert (found is not None) is counts


RECIPE = {
    "model": {"dropout": 0.0, "norm": None, "widths": [64, 32], "nested": {"rate": 0.1}},
    "seed": 0,
    "augment": [],
    "jit": True,
    "labels": {"all": ["a", "b"]},
}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seed", 0),
        ("model.dropout", 0.0),
        ("model.nested.rate", 0.1),
        ("model.norm", "unset"),
        ("model.missing", "unset"),
        ("seed.below", "unset"),
        ("augment", []),
        ("augment.0", "unset"),
        ("nowhere.at.all", "unset"),
    ],
)
def test_a_fact_of_the_recipe(key, value):
    assert Case([], recipe=RECIPE).fact(key, "unset") == value


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("model.dropout", 0.0),
        ("model.widths", 64.0),
        ("model.nested.rate", 0.1),
        ("model.norm", -1.0),
        ("model.nested", -1.0),
        ("augment", -1.0),
        ("jit", -1.0),
        ("labels.all", -1.0),
    ],
)
def test_a_fact_as_a_number(key, number):
    assert Case([], recipe=RECIPE).number(key, -1.0) == number


def test_a_column_passes_over_what_was_not_measured():
    rows = [{"loss": 1.0}, {"loss": math.nan}, {}, {"loss": math.inf}, {"loss": 0.5}]
    assert list(Case([], rows).column("loss")) == [1.0, 0.5]
    assert list(Case([], rows).column("accuracy")) == []
    assert list(Case([]).column("loss")) == []


@pytest.mark.parametrize(
    ("rows", "last"),
    [([], math.nan), ([{"a": 1.0}, {}], math.nan), ([{"a": 1.0}, {"a": math.inf}], math.inf)],
)
def test_the_last_value(rows, last):
    assert Case([], rows).last("a") == pytest.approx(last, nan_ok=True)


@pytest.mark.parametrize(
    ("summary", "rows", "steps"),
    [
        ({"steps": 40}, [{"step": 30}], 40),
        ({"steps": None}, [{"step": 30}], 30),
        ({}, [{"step": 10}, {"step": 20}], 20),
        ({}, [{"loss": 1.0}], 0),
        ({}, [], 0),
    ],
)
def test_the_steps_of_a_run(summary, rows, steps):
    assert Case([], rows, {}, summary).steps == steps


@pytest.mark.parametrize(
    ("summary", "classes"),
    [({"classes": list("abc")}, 3), ({"classes": ["a"]}, 2), ({"classes": None}, 2), ({}, 2)],
)
def test_the_classes_are_two_at_least(summary, classes):
    assert Case([], summary=summary).classes == classes


@pytest.mark.parametrize(
    ("findings", "rows", "lost", "in_trouble"),
    [
        ([], history(0.9), False, False),
        ([], history(0.8999), False, True),
        ([], history(math.nan), False, False),
        ([], [], False, False),
        ([], [{"loss": 3.0}], False, False),
        ([STUCK], history(0.99), True, True),
        ([STUCK | {"severity": "note"}], history(0.99), False, False),
        ([finding("finite", step=3)], history(math.nan), True, True),
        ([finding("finite", step=3, severity="note")], history(0.99), False, False),
        ([finding("loss_curve", "reg/early-stopping", 9)], history(0.99), False, False),
    ],
)
def test_a_run_in_trouble(findings, rows, lost, in_trouble):
    got = case(findings, rows)
    assert (got.lost, got.in_trouble) == (lost, in_trouble)
