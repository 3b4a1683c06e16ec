"""JSON without NaN and infinity, and without what only NumPy knows."""

from __future__ import annotations

import json
import math
from collections import OrderedDict

import numpy as np
import pytest

from suite.runs.files.strict_json import json_line, json_text

PLAIN = [
    (None, None),
    (True, True),
    (3, 3),
    (0.1, 0.1),
    ("text", "text"),
    ("größe\n", "größe\n"),
    ([], []),
    ({}, {}),
    ((1, 2), [1, 2]),
    (math.nan, None),
    (math.inf, None),
    (-math.inf, None),
    ([1.0, math.nan], [1.0, None]),
    ({"a": {"b": (math.inf,)}}, {"a": {"b": [None]}}),
    (np.float32(0.5), 0.5),
    (np.float64(math.nan), None),
    (np.int64(7), 7),
    (np.bool_(True), True),
    (np.array(3), 3),
    ([np.float32(1.5), 2], [1.5, 2]),
    ({1: "a", None: "b", 0.5: "c"}, {"1": "a", "None": "b", "0.5": "c"}),
    (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
    (10**30, 10**30),
]


@pytest.mark.parametrize(("value", "plain"), PLAIN)
def test_what_is_written_is_read_as_plain_values(value, plain):
    for text in (json_text(value), json_line(value)):
        read = json.loads(text, parse_constant=lambda name: pytest.fail(name))
        assert read == plain
        assert type(read) is type(plain)


def test_keys_keep_their_order():
    assert list(json.loads(json_text({"b": 1, "a": 2, "c": {"z": 1, "y": 2}}))) == ["b", "a", "c"]


def test_a_text_is_indented_and_ends_its_line():
    assert json_text({"a": [1], "b": "é"}) == '{\n  "a": [\n    1\n  ],\n  "b": "é"\n}\n'


def test_a_line_is_one_line_of_ascii():
    assert json_line({"a": "x\ny", "b": "é"}) == '{"a": "x\\ny", "b": "\\u00e9"}'


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x", 1j, {"a": object()}])
def test_what_json_does_not_know_is_an_error(value):
    for write in (json_text, json_line):
        with pytest.raises(TypeError, match="not JSON serializable"):
            write(value)
