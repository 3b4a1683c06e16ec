"""Which text is which value."""

from __future__ import annotations

import math
import random

import pytest
import yaml

from suite.recipe.text.dialect import dump
from suite.recipe.text.document import read_value
from suite.recipe.text.place import Origin

VALUES = {
    "1e-3": 1e-3,
    "1E3": 1e3,
    "-2.5e+2": -250.0,
    ".5": 0.5,
    "5.": 5.0,
    "1.0": 1.0,
    "12": 12,
    "+3": 3,
    "-7": -7,
    "010": 10,
    "50_000": 50_000,
    "0x1F": 31,
    "0o17": 15,
    ".inf": math.inf,
    "-.Inf": -math.inf,
    "true": True,
    "False": False,
    "null": None,
    "~": None,
    "": None,
    # Texts here, though YAML 1.1 makes them truth values, a sexagesimal number, a date, ...
    "yes": "yes",
    "no": "no",
    "on": "on",
    "Off": "Off",
    "y": "y",
    "1:30": "1:30",
    "2020-01-01": "2020-01-01",
    "none": "none",
    "10ep": "10ep",
    "20%": "20%",
    "e3": "e3",
    "1e": "1e",
    "-": "-",
    ".": ".",
    "'1'": "1",
    '"true"': "true",
    "!!str 5": "5",
    "!!float 1": 1.0,
}


def value(text):
    document = read_value(text, Origin("test"))
    assert not document.problems
    return document.root.plain() if document.root else None


@pytest.mark.parametrize("text", [text for text in VALUES if text != "-"])
def test_scalar(text):
    assert value(f"[{text}]" if text else "[~]") == [VALUES[text]]
    assert type(value(f"a: {text}")["a"]) is type(VALUES[text])


def test_nan():
    assert math.isnan(value(".nan"))


@pytest.mark.parametrize("text", VALUES)
def test_every_text_survives_writing(text):
    for item in (text, f" {text}", f"{text}: ", [text], {"a": text}):
        assert value(dump(item)) == item
        assert value(dump(item, flow=True)) == item
        assert yaml.safe_load(dump(item)) == item  # other readers of run directories agree


def test_every_number_survives_writing():
    draw = random.Random(0)
    numbers = [draw.uniform(-1, 1) * 10.0 ** draw.randint(-300, 300) for _ in range(300)]
    numbers += [draw.randint(-(10**20), 10**20) for _ in range(100)] + [1e-7, 1e22, -0.0, 1e16]
    for written in (value(dump(numbers)), yaml.safe_load(dump(numbers))):
        assert written == numbers
        assert [type(one) for one in written] == [type(one) for one in numbers]


def test_one_line_is_one_line():
    assert dump({"a": [1, {"b": "x" * 300}]}, flow=True).count("\n") == 0
    assert dump("text", flow=True) == "text"
