"""Texts as strangers write them: the corners of YAML, after ideas of the YAML 1.2 test suite."""

from __future__ import annotations

import math
import time

import pytest

from suite.recipe.text.document import read
from suite.recipe.text.place import Origin

ACCEPTED = {
    # Where a text begins, and where its lines end.
    "\ufeffa: 1": {"a": 1},
    "a: 1\r\nb: 2\r\n": {"a": 1, "b": 2},
    "a: 1\rb: 2": {"a": 1, "b": 2},
    "a: 1\x85b: 2": {"a": 1, "b": 2},
    "a: 1\u2028b: 2": {"a": 1, "b": 2},
    "a: 'x\u2028y'": {"a": "x\u2028y"},
    "--- {a: 1}": {"a": 1},
    "a: 1\n...\n": {"a": 1},
    "%YAML 1.1\n---\na: 1": {"a": 1},
    "%YAML 1.2\n---\na: 1": {"a": 1},
    # Quotes and escapes.
    "a: 'it''s'": {"a": "it's"},
    "a: ''": {"a": ""},
    'a: "\\x41\\u00e9\\t\\n\\0"': {"a": "Aé\t\n\0"},
    'a: "\\U0001F600"': {"a": "\U0001f600"},
    'a: "\\\n  b"': {"a": "b"},
    'a: "x\n  y"': {"a": "x y"},
    "a: '\t'": {"a": "\t"},
    "a: '#'": {"a": "#"},
    "a: 1 # c": {"a": 1},
    "a: 1#c": {"a": "1#c"},
    # Plain texts over several lines, blocks.
    "a: x\n  y": {"a": "x y"},
    "a: x\n\n  y": {"a": "x\ny"},
    "a: >\n  one\n  two\n\n  three\n": {"a": "one two\nthree\n"},
    "a: >-\n  x\n  y": {"a": "x y"},
    "a: |\n  one\n   two\n": {"a": "one\n two\n"},
    "a: |-\n  x\n": {"a": "x"},
    "a: |+\n  x\n\n": {"a": "x\n\n"},
    # Colons inside a text.
    "a: b:c": {"a": "b:c"},
    "a: http://x.y:80/z": {"a": "http://x.y:80/z"},
    "a: C:\\data": {"a": "C:\\data"},
    # Lists and mappings.
    "a:\n  - 1\n  - - 2\n    - 3": {"a": [1, [2, 3]]},
    "a:\n- 1\n- 2": {"a": [1, 2]},
    "a: {b: 1, c: [1, 2,], }": {"a": {"b": 1, "c": [1, 2]}},
    "a: {b, c}": {"a": {"b": None, "c": None}},
    "a: {b: {}, c: []}": {"a": {"b": {}, "c": []}},
    # Keys.
    "? a\n: 1": {"a": 1},
    "key with spaces: 1": {"key with spaces": 1},
    "'quoted key': 1": {"quoted key": 1},
    "1: x\n1.0: y": {"1": "x", "1.0": "y"},
    "~: 1": {"~": 1},
    "a: 1\n'<<': 2": {"a": 1, "<<": 2},
    "cafe\u0301: 1": {"caf\u00e9": 1},
    # Anchors and aliases.
    "a: &x 1\nb: *x": {"a": 1, "b": 1},
    "&x a: 1\nb: *x": {"a": 1, "b": "a"},
    "a: &x [1]\nb: *x\nc: *x": {"a": [1], "b": [1], "c": [1]},
    "a: &x {b: &y 2}\nc: [*x, *y]": {"a": {"b": 2}, "c": [{"b": 2}, 2]},
    # Numbers in every spelling, and what only looks like one.
    "a: 012": {"a": 12},
    "a: 0o12": {"a": 10},
    "a: 0x1f": {"a": 31},
    "a: 0b101": {"a": "0b101"},
    "a: 1_000": {"a": 1000},
    "a: 685_230.15": {"a": 685230.15},
    "a: 12e03": {"a": 12000.0},
    "a: 1e-400": {"a": 0.0},
    "a: 1e400": {"a": math.inf},
    "a: +.inf": {"a": math.inf},
    "a: -0": {"a": 0},
    "a: 190:20:30": {"a": "190:20:30"},
    "a: 1.5:30": {"a": "1.5:30"},
    "a: 2001-12-14t21:59:43.10-05:00": {"a": "2001-12-14t21:59:43.10-05:00"},
    "a: 1.2.3": {"a": "1.2.3"},
    "a: 1 000": {"a": "1 000"},
    "a: 0,5": {"a": "0,5"},
    "a: \u0663": {"a": "\u0663"},
    # Nothing, and what only looks like it.
    "a: ": {"a": None},
    "a: ~": {"a": None},
    "a: NULL": {"a": None},
    "a: nUll": {"a": "nUll"},
    "a: None": {"a": "None"},
    "a: TRUE": {"a": True},
    "a: tRue": {"a": "tRue"},
    "a: =": {"a": "="},
    "a: <<": {"a": "<<"},
    # Tags of plain values.
    "a: !!str 1": {"a": "1"},
    "a: !!str": {"a": ""},
    "a: !!int '3'": {"a": 3},
    "a: !!float 3": {"a": 3.0},
    "a: !!null ''": {"a": None},
    "a: !!seq [1]": {"a": [1]},
    "a: !!map {b: 1}": {"a": {"b": 1}},
}


@pytest.mark.parametrize("text", ACCEPTED, ids=ascii)
def test_what_a_text_means(text):
    document = read(text, Origin("r.yaml"))
    assert document.problems == []
    found = document.root.plain()
    assert found == ACCEPTED[text]
    assert repr(found) == repr(ACCEPTED[text])  # 1 is no 1.0 and no True


TAG = "is refused: a recipe holds plain values only; remove the tag"
MERGE = "merge keys (`<<`) are not part of a recipe; use `extends`, or repeat the keys"
TABS = "a tab; YAML is indented with spaces only, replace it by spaces"
NO_MAPPING = "must be a mapping of keys such as `model: mlp`. Received:"
TWICE = "duplicate key (first given at line 1); keep one of the two"
BAD_BEGIN = "not valid YAML: a character that cannot begin a value"
REFUSED = {
    "a:1": f"1:1: {NO_MAPPING} the text `a:1`",
    "- 1\n": f"1:1: {NO_MAPPING} a list",
    "'a: 1'": f"1:1: {NO_MAPPING} the text `a: 1`",
    "? [x]\n: 1": "1:3: a key must be a plain name",
    "{[1]: 2}": "1:2: a key must be a plain name",
    "<<: {a: 1}": f"1:1: {MERGE}",
    "a: &x {b: 1}\nc:\n  <<: [*x]\n  d: 2": f"3:3 c: {MERGE}",
    'a: 1\n"a": 2': f"2:1 a: {TWICE}",
    "a: 1\n? a\n: 2": f"2:3 a: {TWICE}",
    "caf\u00e9: 1\ncafe\u0301: 2": f"2:1 caf\u00e9: {TWICE}",
    "a: !!timestamp 2001-01-01": f"1:4 a: the tag `!!timestamp` {TAG}",
    "a: !!omap [a: 1]": f"1:4 a: the tag `!!omap` {TAG}",
    "a: !!pairs [a: 1]": f"1:4 a: the tag `!!pairs` {TAG}",
    "a: !!python/tuple [1]": f"1:4 a: the tag `!!python/tuple` {TAG}",
    "%TAG ! tag:x,2000:\n---\na: !y 1": f"3:4 a: the tag `tag:x,2000:y` {TAG}",
    "a: !<tag:x> 1": f"1:4 a: the tag `tag:x` {TAG}",
    "a: !!int 3.0": "1:4 a: `3.0` does not fit the tag `!!int`",
    "a: !!int ''": "1:4 a: `` does not fit the tag `!!int`",
    "a:\t1": f"1:3: {TABS}",
    "a: 1\t": f"1:5: {TABS}",
    "\ta: 1": f"1:1: {TABS}",
    "a:\n\t1": f"2:1: {TABS}",
    "%YAML 2.0\n---\na: 1": "1:1: not valid YAML: found incompatible YAML document",
    "a: 1\n...\nb: 2": "3:1: not valid YAML: expected '<document start>'",
    "a: 1\n--- b": "2:1: not valid YAML: a second document after `---`",
    'a: "\\q"': "1:6: not valid YAML: while scanning a double-quoted scalar found unknown escape",
    'a: "\\ud8"': "1:7: not valid YAML: while scanning a double-quoted scalar expected escape",
    "a: @x": f"1:4: {BAD_BEGIN}",
    "a: `x`": f"1:4: {BAD_BEGIN}",
    "a: %x": f"1:4: {BAD_BEGIN}",
    "a: |x": "1:5: not valid YAML: while scanning a block scalar expected chomping or indent",
    "a: - 1": "1:4: not valid YAML: sequence entries are not allowed here",
    "a: ? b": "1:4: not valid YAML: mapping keys are not allowed here",
    "a: [1": "1:6: not valid YAML: a list opened with `[` is not closed",
    "a: [1}": "1:6: not valid YAML: a list opened with `[` is not closed",
    "a: {b: 1": "1:9: not valid YAML: a mapping opened with `{` is not closed",
    "a: [,]": "1:5: not valid YAML: while parsing a flow node expected the node content",
    "a: []]": "1:6: not valid YAML: the indentation does not match the lines above",
    "a: 'x": "1:6: not valid YAML: a quote is opened and never closed; close it",
    "a: &x 1\nb: &x 2": "2:4: not valid YAML: found duplicate anchor 'x'",
    "a: *x": "1:4: not valid YAML: an alias `*name` without its anchor `&name`",
    "\0": "1:1: the character U+0000 is not allowed; remove it",
    "a: \x07": "1:4: the character U+0007 is not allowed; remove it",
    "a: \x1b[31m": "1:4: the character U+001B is not allowed; remove it",
    "a: \x7f": "1:4: the character U+007F is not allowed; remove it",
    "a: 1\nb: x\x80": "2:5: the character U+0080 is not allowed; remove it",
    "a: \ud800": "1:4: the character U+D800 is not allowed; remove it",
    "a: \uffff": "1:4: the character U+FFFF is not allowed; remove it",
}


@pytest.mark.parametrize("text", REFUSED, ids=ascii)
def test_what_a_text_cannot_mean(text):
    (problem,) = read(text, Origin("r.yaml")).problems
    assert str(problem).startswith(f"r.yaml:{REFUSED[text]}")


LONG = {
    "a: '" + "x" * 10**6 + "'": str,
    "a: " + "-" * 10**6: str,
    "# " + "x" * 10**6 + "\na: 1": int,
    "a: 1." + "0" * 10**5: float,
    "a: [" + "1," * 9000 + "]": list,
}


@pytest.mark.parametrize("text", LONG, ids=lambda text: f"{text[:5]}...")
def test_a_long_line_is_read_in_a_moment(text):
    begin = time.process_time()
    document = read(text, Origin("r.yaml"))
    assert document.problems == []
    assert type(document.root.plain()["a"]) is LONG[text]
    assert time.process_time() - begin < 5


@pytest.mark.parametrize("digits", [5000, 10**5])
def test_a_number_of_thousands_of_digits_is_shown_in_short(digits):
    (problem,) = read(f"a: {'9' * digits}", Origin("r.yaml")).problems
    assert "is too large a whole number" in str(problem)
    assert len(str(problem)) < 300


def test_more_values_than_a_recipe_can_have():
    (problem,) = read("a: [" + "1," * 20_001 + "]", Origin("r.yaml")).problems
    assert str(problem).endswith(": the values are nested too deeply, or too many")


NAN = [".nan", ".NaN", ".NAN"]


@pytest.mark.parametrize("text", NAN)
def test_not_a_number(text):
    assert math.isnan(read(f"a: {text}", Origin("r.yaml")).root.plain()["a"])
