"""The table of other names."""

from __future__ import annotations

import ast

import pytest

from suite.catalog import HERE
from suite.catalog.names.aliases import ALIASES, TFDS_NAMES, tfds_name
from suite.catalog.names.spelling import snake_case
from suite.python_source.module import module_file


@pytest.mark.parametrize("kind", ALIASES)
def test_every_alias_means_what_the_table_says(kind):
    for alias, name in ALIASES[kind].items():
        assert HERE.find(kind, alias).name == name
        assert HERE.find(kind, alias.upper()).name == name


@pytest.mark.skipif(module_file("tensorflow_datasets") is None, reason="TFDS is not installed")
def test_tfds_has_every_set():
    folder = module_file("tensorflow_datasets").parent
    known = {path.name for path in (folder / "datasets").iterdir()}
    for file in (folder / "image_classification").glob("**/*.py"):
        if not file.name.endswith("_test.py"):
            classes = [n for n in ast.parse(file.read_text("utf-8")).body if hasattr(n, "bases")]
            known |= {snake_case(one.name).replace("_", "") for one in classes}
    missing = [n for n in TFDS_NAMES if n not in known and n.replace("_", "") not in known]
    assert missing == []
    assert len(set(TFDS_NAMES)) == len(TFDS_NAMES)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("mnist", "mnist"),
        ("MNIST", "mnist"),
        ("FashionMNIST", "fashion_mnist"),
        ("mnist_corrupted/fog", "mnist_corrupted/fog"),
        ("digits", None),
    ],
)
def test_tfds_name(name, own):
    assert tfds_name(name) == own
