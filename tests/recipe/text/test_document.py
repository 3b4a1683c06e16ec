"""Positions, and what a text may not hold."""

from __future__ import annotations

import pytest

from suite.recipe.text.document import read
from suite.recipe.text.place import Origin

ORIGIN = Origin("r.yaml")


def messages(text):
    return [str(problem) for problem in read(text, ORIGIN).problems]


def test_positions_of_keys_and_values():
    root = read("a: 1\nb:\n  c: [x, {d: 2}]\n", ORIGIN).root
    node = root.find(("b", "c", 1, "d"))
    assert (str(node.key_place), str(node.place)) == ("r.yaml:3:11", "r.yaml:3:14")
    assert str(root.find(("b",)).place) == "r.yaml:3:3"
    assert root.plain() == {"a": 1, "b": {"c": ["x", {"d": 2}]}}
    assert root.find(("b", "z")) is None
    assert root.find(("b", "c", 7)) is None


def test_an_alias_is_its_anchor():
    assert read("a: &x {b: 1}\nc: *x\n", ORIGIN).root.plain()["c"] == {"b": 1}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "~", "null"])
def test_empty(text):
    (message,) = messages(text)
    assert message.startswith("r.yaml:1:1: the file is empty; a recipe needs at least a model")


@pytest.mark.parametrize(
    ("text", "form"), [("- a\n- b", "a list"), ("mlp", "the text `mlp`"), ("3", "`3`")]
)
def test_not_a_mapping(text, form):
    (message,) = messages(text)
    assert message.startswith("r.yaml:1:1: must be a mapping of keys such as `model: mlp`.")
    assert form in message


def test_duplicate_keys_at_every_depth():
    assert messages("a: 1\nb: {c: 1, c: 2}\na: 3\n") == [
        "r.yaml:2:11 b.c: duplicate key (first given at line 2); keep one of the two",
        "r.yaml:3:1 a: duplicate key (first given at line 1); keep one of the two",
    ]


def test_a_colon_without_a_space_is_told_as_such():
    text = "model: {kind:mlp, widths: [3]}\nlist: [{a: 1}, {'b':2}, {rate:1e-3, path:\"x y\"}]\n"
    read_one = read(text, ORIGIN)
    assert messages(text) == [
        "r.yaml:1:9 model.kind: `kind:mlp` lacks a space after the colon, and is a key without a "
        "value; write `kind: mlp`",
        "r.yaml:2:26 list.2.rate: `rate:1e-3` lacks a space after the colon, and is a key without "
        "a value; write `rate: 1e-3`",
        'r.yaml:2:37 list.2.path: `path:"x y"` lacks a space after the colon, and is a key '
        'without a value; write `path: "x y"`',
    ]
    plain = read_one.root.plain()  # what was meant, so that the rest can be looked at
    assert plain["model"] == {"kind": "mlp", "widths": [3]}
    assert plain["list"][:2] == [{"a": 1}, {"b": 2}]
    assert plain["list"][2]["rate"] == 1e-3


def test_a_key_that_is_there_with_and_without_the_space():
    assert messages("a: {kind: x, kind:y}")[1:] == [
        "r.yaml:1:14 a.kind: duplicate key (first given at line 1); keep one of the two"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a: {'12:30': null}",  # a class, or a pattern, that is taken out
        "a: {'b:c': , d: 1}",
        "a: {b:c: null}",
        "a:\n  b:c:\n",
        "a: {b:c : 1}",
        "a: {./own.py:Net}",
        "a: {b}",
    ],
)
def test_other_keys_with_a_colon_are_as_they_are(text):
    assert messages(text) == []


@pytest.mark.parametrize(
    "value",
    [
        "!!python/object/apply:os.system [echo]",
        "!!python/name:os.system",
        "!!python/object:x.Y {}",
        "!!binary aGk=",
        "!!set {a}",
        "!mine 3",
    ],
)
def test_tags_are_refused_with_their_place(value):
    (message,) = messages(f"seed: 1\nmodel: {value}\n")
    tag = value.split()[0]
    assert message == (
        f"r.yaml:2:8 model: the tag `{tag}` is refused: a recipe holds plain values only; "
        "remove the tag"
    )


@pytest.mark.parametrize("value", ["!!int x", "!!float x", "!!bool yes"])
def test_a_value_that_does_not_fit_its_tag(value):
    tag, _, text = value.partition(" ")
    assert messages(f"a: {value}") == [f"r.yaml:1:4 a: `{text}` does not fit the tag `{tag}`"]


@pytest.mark.parametrize("key", ["[a]", "{a: 1}", "!!python/name:os.system x"])
def test_a_key_is_a_plain_name(key):
    (message,) = messages(f"b: 1\n? {key}\n: 2\n")
    assert message == "r.yaml:2:3: a key must be a plain name"


def test_keys_are_what_is_written():
    root = read("no: 1\n1.5: 2\n7: 3\n'8': 4\ntrue: 5\n", ORIGIN).root
    assert list(root.content) == ["no", "1.5", "7", "8", "true"]


def test_merge_keys_point_to_extends():
    (message,) = messages("a: &a {b: 1}\nc: {<<: *a}\n")
    assert message.startswith("r.yaml:2:5 c: merge keys (`<<`) are not part of a recipe")


def test_a_short_text_cannot_stand_for_billions_of_values():
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    assert messages("\n".join(lines))[-1].endswith("nested too deeply, or too many")


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: " + "[" * 60 + "]" * 60, "a: " + "[" * 5000])
def test_depth_is_limited(text):
    (message,) = messages(text)
    assert "nested too deeply" in message
