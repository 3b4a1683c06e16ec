"""What stays and what goes when one recipe is laid over another."""

from __future__ import annotations

import pytest

from suite.recipe.composing.merge import merged
from suite.recipe.text.document import read_value
from suite.recipe.text.place import Origin

NOTHING = "{}"


def node(text):
    return read_value(text, Origin("test")).root


CASES = [
    # base, over, result
    ("{a: 1, b: {c: 2, d: 3}}", "{b: {c: 4}}", {"a": 1, "b": {"c": 4, "d": 3}}),
    ("{a: [1, 2]}", "{a: [3]}", {"a": [3]}),
    ("{a: 1}", "{a: {b: 2}}", {"a": {"b": 2}}),
    ("{a: {b: 2}}", "{a: 1}", {"a": 1}),
    ("{kind: sgd, momentum: 1}", "{momentum: 2}", {"kind": "sgd", "momentum": 2}),
    ("{kind: sgd, momentum: 1}", "{kind: sgd}", {"kind": "sgd", "momentum": 1}),
    ("{kind: SGD, momentum: 1}", "{kind: sgd}", {"kind": "sgd", "momentum": 1}),
    ("{kind: sgd, momentum: 1}", "sgd", {"kind": "sgd", "momentum": 1}),
    ("{kind: sgd, momentum: 1}", "{kind: adam}", {"kind": "adam"}),
    ("{kind: sgd, momentum: 1}", "adam", {"kind": "adam"}),
    ("{kind: sgd, momentum: 1}", "{kind: adam, beta_1: 0}", {"kind": "adam", "beta_1": 0}),
    ("sgd", "{momentum: 1}", {"kind": "sgd", "momentum": 1}),
    ("sgd", "{kind: adam, beta_1: 0}", {"kind": "adam", "beta_1": 0}),
    ("auto", "{from_logits: true}", {"from_logits": True}),
    ("{momentum: 1}", "{kind: sgd}", {"momentum": 1, "kind": "sgd"}),
    (
        "{kind: sgd, learning_rate: {kind: step, rate: 1}}",
        "{learning_rate: {rate: 2}}",
        {"kind": "sgd", "learning_rate": {"kind": "step", "rate": 2}},
    ),
    (
        "{kind: sgd, learning_rate: {kind: step, rate: 1}}",
        "{learning_rate: {kind: cosine}}",
        {"kind": "sgd", "learning_rate": {"kind": "cosine"}},
    ),
    ("[a, {kind: b, c: 1}]", "{1: {c: 2}}", ["a", {"kind": "b", "c": 2}]),
    ("[a, b]", "{1: {c: 2}}", ["a", {"kind": "b", "c": 2}]),
    ("[a]", "{0: b}", ["b"]),
]


@pytest.mark.parametrize(("base", "over", "result"), CASES)
def test_merge(base, over, result):
    assert merged(node(base), node(over)).plain() == result


DEFAULT = "{kind: adam, learning_rate: 0.001}"
NULLS = [
    # base, over, result with the default above
    ("{kind: adam, learning_rate: 0.5}", "null", {"kind": "adam", "learning_rate": 0.001}),
    (
        "{kind: adam, learning_rate: 0.5}",
        "{learning_rate: null}",
        {"kind": "adam", "learning_rate": 0.001},
    ),
    ("{kind: sgd, learning_rate: 0.5}", "null", {"kind": "adam", "learning_rate": 0.001}),
    # 0.001 is the default of adam, not of sgd.
    (
        "{kind: sgd, learning_rate: 0.5}",
        "{learning_rate: ~}",
        {"kind": "sgd", "learning_rate": None},
    ),
    ("{kind: sgd, momentum: 0.5}", "{kind: null}", {"kind": "adam"}),
]


@pytest.mark.parametrize(("base", "over", "result"), NULLS)
def test_null_is_the_default(base, over, result):
    assert merged(node(base), node(over), node(DEFAULT)).plain() == result


def test_shared_keys_outlive_a_change_of_kind():
    base = node("{kind: folder, path: x, batch_size: 3}")
    over = merged(base, node("{kind: digits}"), shared=("batch_size",))
    assert over.plain() == {"kind": "digits", "batch_size": 3}


def test_a_value_keeps_the_place_where_it_was_written():
    result = merged(node("{a: {b: 1,\n c: 2}}"), read_value("{a: {c: 3}}", Origin("over")).root)
    assert str(result.find(("a", "b")).place) == "test:1:9"
    assert str(result.find(("a", "c")).place) == "over:1:9"
    assert str(result.find(("a",)).place) == "test:1:5"
