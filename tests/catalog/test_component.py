"""Reading and writing components."""

from __future__ import annotations

import pytest

from suite.catalog import Component


@pytest.mark.parametrize(
    ("value", "kind", "arguments"),
    [
        ("relu", "relu", {}),
        (" relu ", "relu", {}),
        ({"kind": "relu"}, "relu", {}),
        ({"kind": "sgd", "momentum": 0.9}, "sgd", {"momentum": 0.9}),
        ({"kind": "./my.py:Net", "inner": {"kind": "x"}}, "./my.py:Net", {"inner": {"kind": "x"}}),
    ],
)
def test_parse(value, kind, arguments):
    component = Component.parse(value)
    assert (component.kind, component.arguments) == (kind, arguments)
    assert Component.parse(component.to_plain()) == component
    assert Component.parse(component) is component


@pytest.mark.parametrize("value", ["", " ", None, 3, [], {}, {"a": 1}, {"kind": 3}, {"kind": ""}])
def test_parse_refuses(value):
    with pytest.raises(ValueError, match="Received: value="):
        Component.parse(value)


def test_a_name_alone_is_written_as_a_name():
    assert Component("relu").to_plain() == "relu"
    assert Component("l2", {"l2": 0.1}).to_plain() == {"kind": "l2", "l2": 0.1}
