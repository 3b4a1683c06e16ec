"""What the sources of data hold as targets, before they are loaded."""

from __future__ import annotations

import pytest

from suite.catalog import HERE, Component
from suite.recipe.schema.recipe_settings import DataSettings
from suite.recipe.task.loss_forms import LOSS_FORMS
from suite.recipe.task.targets import known_targets, likely_targets, targets_of

KNOWN = [
    ({"kind": "digits"}, ("classes", 10)),
    ({"kind": "digits", "only": [3, 8]}, ("classes", 2)),
    ({"kind": "digits", "only": [3]}, ("classes", 1)),
    ({"kind": "digits", "only": []}, ("classes", None)),
    ({"kind": "digits", "only": "many"}, ("classes", None)),
    ({"kind": "moons"}, ("classes", 2)),
    ({"kind": "xor"}, ("classes", 2)),
    ({"kind": "blobs"}, ("classes", 3)),
    ({"kind": "blobs", "classes": 7}, ("classes", 7)),
    ({"kind": "spiral"}, ("classes", 3)),
    ({"kind": "spiral", "classes": 5}, ("classes", 5)),
    ({"kind": "discs"}, ("labels", 3)),
    ({"kind": "discs", "labels": 4}, ("labels", 4)),
    ({"kind": "diabetes"}, ("values", 1)),
    ({"kind": "friedman"}, ("values", 1)),
    ({"kind": "folder", "path": "x"}, ("classes", None)),
    ({"kind": "tfds", "name": "mnist"}, ("classes", None)),
    ({"kind": "cars"}, ("classes", 2)),
    ({"kind": "weather"}, ("classes", 3)),
    ({"kind": "csv", "path": "x", "target": "y"}, ("classes", None)),
    ({"kind": "csv", "path": "x", "target": "y", "targets": "values"}, ("values", None)),
    ({"kind": "parquet", "path": "x", "target": "y"}, ("classes", None)),
    ({"kind": "parquet", "path": "x", "target": "y", "targets": "values"}, ("values", None)),
    ({"kind": "arrays", "path": "x"}, ("classes", None)),
    ({"kind": "arrays", "path": "x", "targets": "labels"}, ("labels", None)),
    ({"kind": "arrays", "path": "x", "targets": "values"}, ("values", None)),
    ({"kind": "arrays", "path": "x", "targets": "colors"}, (None, None)),
    ({"kind": "./own.py:data"}, (None, None)),
    ({"kind": "unheard_of"}, (None, None)),
]


@pytest.mark.parametrize(("source", "expected"), KNOWN, ids=lambda one: str(one)[:40])
def test_known_targets(source, expected):
    assert known_targets(Component.parse(source)) == expected
    assert targets_of(DataSettings(**source)) == expected


def test_every_source_of_the_suite_is_known():
    own = [entry.name for entry in HERE.entries("data") if entry.origin == "suite"]
    named = {source["kind"] for source, _ in KNOWN}
    assert set(own) <= named


def test_described_data_has_classes():
    assert targets_of(DataSettings(kind=None, input_shape=[8], classes=4)) == ("classes", 4)
    assert targets_of(DataSettings(kind=None)) == ("classes", None)


@pytest.mark.parametrize(
    ("kind", "loss", "one_hot", "expected"),
    [
        ("digits", None, False, "classes"),
        ("digits", "mean_squared_error", False, "classes"),
        ("diabetes", None, False, "values"),
        ("diabetes", "hinge", False, "values"),
        ("discs", None, True, "labels"),
        ("./own.py:data", None, False, "classes"),
        ("./own.py:data", "huber", False, "values"),
        ("./own.py:data", "huber", True, "classes"),
        ("./own.py:data", "hinge", False, "classes"),
        ("./own.py:data", "poisson", False, "values"),
        (None, None, False, "classes"),
        (None, "mean_squared_error", False, "classes"),
    ],
)
def test_likely_targets(kind, loss, one_hot, expected):
    source = None if kind is None else Component(kind)
    form = None if loss is None else LOSS_FORMS[loss]
    assert likely_targets(source, form, one_hot) == expected
