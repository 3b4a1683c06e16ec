"""Arguments that are meant to name a component and do not have the form of one."""

from __future__ import annotations

import pytest

from suite.catalog.arguments.expectation import expectation
from suite.catalog.arguments.malformed import malformed, no_component, shown
from suite.python_source.parameter import REQUIRED, Parameter

KIND = ("kind",)
MAPPINGS = [
    ("activation", {"kind": 3}, "must be the name of an activation. Received: 3"),
    ("activation", {"kind": None}, "must be the name of an activation. Received: null"),
    ("activation", {"kind": ""}, "must be the name of an activation. Received: ''"),
    ("activation", {"kind": " "}, "must be the name of an activation. Received: ' '"),
    ("kernel_initializer", {"kind": []}, "must be the name of an initializer. Received: []"),
    ("kernel_regularizer", {"kind": {}}, "must be the name of a regularizer. Received: {}"),
    ("bias_constraint", {"kind": True}, "must be the name of a constraint. Received: true"),
    ("layer", {"kind": 1.5}, "must be the name of a layer. Received: 1.5"),
    ("learning_rate", {"kind": 0.1}, "must be the name of a schedule. Received: 0.1"),
    ("loss", {"kind": 1}, "must be the name of a loss. Received: 1"),
    ("head", {"kind": ""}, "must be the name of a component. Received: ''"),
    ("activation", {"kind": "relu", 3: 1}, "must be the name of an activation. Received: 'relu'"),
]


@pytest.mark.parametrize(("argument", "value", "message"), MAPPINGS)
def test_a_mapping_whose_kind_is_no_name(argument, value, message):
    assert malformed(argument, value) == (KIND, message)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("activation", {"kind": "relu"}),
        ("activation", {"alpha": 1}),
        ("activation", "relu"),
        ("activation", None),
        ("activation", [{"kind": 3}]),
        ("head", {"kind": 3}),
        ("head", {"kind": ["a"]}),
        ("options", {"kind": None}),
        ("anything", {}),
    ],
)
def test_what_is_well_formed_or_somebody_s_own(argument, value):
    assert malformed(argument, value) is None


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("activation", 3, "must be an activation: a name, or a mapping with `kind: name`"),
        ("activation", [], "must be an activation: a name"),
        ("activation", "", "must be an activation: a name"),
        ("activation", {"alpha": 1}, "must be an activation: a name"),
        ("kernel_initializer", 0.1, "must be an initializer: a name"),
        ("activity_regularizer", True, "must be a regularizer: a name"),
        ("kernel_constraint", ["max_norm"], "must be a constraint: a name"),
    ],
)
def test_a_value_where_a_component_belongs(argument, value, message):
    place, said = no_component(Parameter(argument, None), None, value)
    assert place == ()
    assert said.startswith(message)
    assert said.endswith(f"and its arguments. Received: {shown(value)}")


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("activation", None),
        ("activation", "relu"),
        ("activation", {"kind": "relu"}),
        ("units", 3),
        ("layer", 3),
        ("learning_rate", 0.1),
    ],
)
def test_what_may_stand_there(argument, value):
    assert no_component(Parameter(argument, None), None, value) is None


def test_a_parameter_that_says_otherwise():
    """`activation: bool` of somebody's own model is true or false."""
    parameter = Parameter("activation", REQUIRED, "bool")
    wanted = expectation(parameter)
    assert no_component(parameter, wanted, True) is None
    assert no_component(parameter, wanted, 3) is not None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (0.1, "0.1"),
        ("a", "'a'"),
        ("None", "'None'"),
        ([True, None], "[True, None]"),
        ("x" * 58, "'" + "x" * 58 + "'"),
        ("x" * 59, "'" + "x" * 56 + "..."),
        ("x" * 1000, "'" + "x" * 56 + "..."),
    ],
)
def test_values_in_yamls_words(value, text):
    assert shown(value) == text
    assert len(shown(value)) <= 60
