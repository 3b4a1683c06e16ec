"""What is said about a text that is not YAML."""

from __future__ import annotations

import pytest

from suite.recipe.text.document import read
from suite.recipe.text.place import Origin

CASES = {
    "a: b: c": ("1:5", "a `:` where no key can stand; check the indentation"),
    "a: 1\n b: 2": ("2:3", "a `:` where no key can stand; check the indentation"),
    "a: 1\nb\nc: 2": ("3:1", "a line without `key: value` before this place"),
    'a: "x': ("1:6", "a quote is opened and never closed"),
    "a: 1\nb: [1, 2": ("2:9", "a list opened with `[` is not closed"),
    "a: {b: 1": ("1:9", "a mapping opened with `{` is not closed"),
    "a: b\n- c": ("2:1", "the indentation does not match the lines above"),
    "a: |\n  x\n y": ("3:2", "the indentation does not match the lines above"),
    "a: @x": ("1:4", "a character that cannot begin a value"),
    "a: %x": ("1:4", "a character that cannot begin a value"),
    "a: *x": ("1:4", "an alias `*name` without its anchor"),
    "a: 1\n---\nb: 1": ("2:1", "a second document after `---`"),
    "a: 1\nb: x\x01": ("2:5", "the character U+0001 is not allowed"),
    "a: !<": ("1:6", "not valid YAML: while parsing a tag expected URI"),
}


@pytest.mark.parametrize("text", CASES)
def test_one_clear_message(text):
    document = read(text, Origin("r.yaml"))
    place, cause = CASES[text]
    (problem,) = document.problems
    assert document.root is None
    assert str(problem).startswith(f"r.yaml:{place}: ")
    assert cause in problem.message


def test_an_open_bracket_is_traced_to_its_line():
    (problem,) = read("a: 1\nb: [1,\n\nc: {d: 2\n", Origin("r.yaml")).problems
    assert "(it begins at line " in problem.message


def test_every_tab_is_named():
    text = "a:\n\tb: 1\n  \tc: 2\nd: 'x\ty'\n"
    found = [str(problem) for problem in read(text, Origin("r.yaml")).problems]
    assert [message.split(": ")[0] for message in found] == ["r.yaml:2:1", "r.yaml:3:3"]
    assert all("a tab; YAML is indented with spaces only" in message for message in found)
