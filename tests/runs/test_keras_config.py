"""What the configuration of a saved model says of its parts."""

from __future__ import annotations

import sys
import types

import pytest

from suite.runs.keras_config import in_modules, modules, objects, own_names


def part(name, module="keras.layers", registered=None, **config):
    return {
        "class_name": name,
        "module": module,
        "config": config,
        "registered_name": registered,
    }


DENSE = part("Dense", activation="relu", kernel_initializer=part("Zeros", "keras.initializers"))
MODEL = part("Functional", "keras", layers=[DENSE, {"name": "x", "inner": [part("Own", None)]}])


@pytest.mark.parametrize(
    ("config", "names"),
    [
        (MODEL, ["Functional", "Dense", "Zeros", "Own"]),
        (DENSE, ["Dense", "Zeros"]),
        ([DENSE, DENSE], ["Dense", "Zeros", "Dense", "Zeros"]),
        ({}, []),
        ([], []),
        (None, []),
        ("Dense", []),
        (3, []),
        ({"class_name": 3}, []),
        ({"class_name": None, "deep": [DENSE]}, ["Dense", "Zeros"]),
    ],
)
def test_every_part_at_any_depth(config, names):
    assert [one["class_name"] for one in objects(config)] == names


def test_the_modules_that_parts_come_from():
    assert list(modules(MODEL)) == ["keras", "keras.layers", "keras.initializers"]
    assert list(modules(part("A", module=3))) == []
    assert list(modules(None)) == []


@pytest.mark.parametrize(
    ("one", "names"),
    [
        (part("Dense"), []),
        (part("Dense", registered="Dense"), []),
        (part("Maxout", "suite.layers.maxout", "suite>Maxout"), []),
        (part("Maxout", None, "suite>Maxout"), []),
        (part("Twice", None, "mine>Twice"), ["mine>Twice"]),
        (part("Twice", "net", "Twice"), ["Twice"]),
        (part("Twice", "keras.layers", "mine>Twice"), ["mine>Twice"]),
        (part("Thing", "builtins", "Thing"), []),
        ({"class_name": "function", "module": "builtins", "config": "relu"}, []),
        ({"class_name": "function", "module": "builtins", "config": "mine>rate"}, ["mine>rate"]),
        ({"class_name": "function", "module": "net", "config": "rate"}, ["rate"]),
        ({"class_name": "Twice"}, []),
    ],
)
def test_the_names_of_parts_that_are_neither_keras_s_nor_the_suite_s(one, names):
    assert list(own_names(one)) == names


def test_classes_that_an_imported_module_has(monkeypatch):
    module = types.ModuleType("somebody")

    class Twice:
        @classmethod
        def from_config(cls, config): ...

    module.Twice, module.number = Twice, 3
    monkeypatch.setitem(sys.modules, "somebody", module)
    assert in_modules(part("Twice", "somebody", "Twice")) == {"Twice": Twice}
    assert in_modules([part("Twice", "somebody", "Twice"), DENSE]) == {"Twice": Twice}
    assert in_modules(part("Twice", "somebody", "other>Twice")) == {}
    assert in_modules(part("number", "somebody", "number")) == {}
    assert in_modules(part("Gone", "somebody", "Gone")) == {}
    assert in_modules(part("Twice", "not_imported", "Twice")) == {}
    assert in_modules(None) == {}
