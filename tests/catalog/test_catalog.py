"""A catalog that knows what one recipe may reach: get, known, find, problems, canonical, build."""

from __future__ import annotations

import subprocess
import sys

import pytest

from suite.catalog import HERE, Catalog, Component, ComponentError, Doors, UnknownName, Untrusted
from suite.catalog.names.doors import CLOSED
from suite.errors import UserError


@pytest.fixture
def mine(tmp_path):
    """The catalog of a recipe beside which there is a file of the user's."""
    (tmp_path / "net.py").write_text("def net(inputs, classes, width=3): ...\n")
    (tmp_path / "bad.py").write_text("def net(:\n")
    return Catalog(Doors(tmp_path))


FOUND = [
    ("optimizers", "sgd"),
    ("optimizers", "SGD"),
    ("layers", "MaxPool2D"),
    ("data", "mnist"),
    ("models", "./net.py:net"),
    ("losses", "keras.losses:Huber"),
]
ABSENT = [
    ("optimizers", "sdg"),
    ("optimizers", "relu"),
    ("optimizers", ""),
    ("data", "no_such_set"),
]
BROKEN = [
    ("models", "./bad.py:net", r"bad\.py:1: "),
    ("models", "./none.py:net", "no file './none.py'; looked for"),
    ("models", "./net.py:wrong", "has no 'wrong'; accepted: net"),
    ("models", "./net.py:", "must be `package.module:Name` or `./file.py:Name`"),
    ("models", "no_such_module:net", "no module 'no_such_module' with Python source"),
]


@pytest.mark.parametrize(("kind", "name"), FOUND)
def test_what_is_there_is_found_in_each_way(mine, kind, name):
    entry = mine.find(kind, name)
    assert mine.get(kind, name) == entry
    assert mine.known(kind, name) == entry
    assert entry.kind == kind


@pytest.mark.parametrize(("kind", "name"), ABSENT)
def test_a_short_name_that_there_is_not(mine, kind, name):
    assert mine.get(kind, name) is None
    assert mine.known(kind, name) is None
    with pytest.raises(UnknownName, match="unknown"):
        mine.find(kind, name)


@pytest.mark.parametrize(("kind", "name", "message"), BROKEN)
def test_what_cannot_be_read_is_an_error_except_to_get(mine, kind, name, message):
    assert mine.get(kind, name) is None
    for ask in (mine.known, mine.find):
        with pytest.raises(UserError, match=message):
            ask(kind, name)


def test_a_stranger_names_no_path(mine):
    stranger = Catalog(CLOSED)
    assert stranger.get("losses", "keras.losses:Huber") is None
    for ask in (stranger.known, stranger.find):
        with pytest.raises(Untrusted, match="names Python code"):
            ask("losses", "keras.losses:Huber")
    assert stranger.find("losses", "huber").name == "huber"


@pytest.mark.parametrize("ask", ["get", "known", "find"])
def test_an_unknown_kind_is_a_mistake_of_the_caller(ask):
    with pytest.raises(UnknownName, match="unknown kind 'layer'; did you mean 'layers'"):
        getattr(HERE, ask)("layer", "dense")


def test_no_error_is_made_for_a_name_that_get_does_not_find(monkeypatch):
    def refuse(self, *arguments):
        raise AssertionError(arguments)

    monkeypatch.setattr(UserError, "__init__", refuse)
    assert HERE.get("optimizers", "adan") is None
    assert HERE.nested("models", "head", Component("nothing_of_this_name")) is None


@pytest.mark.parametrize(
    ("kind", "argument", "name", "found"),
    [
        ("layers", "activation", "relu", "activations"),
        ("layers", "kernel_initializer", "zeros", "initializers"),
        ("layers", "kernel_regularizer", "l2", "regularizers"),
        ("layers", "layer", "dense", "layers"),
        ("optimizers", "learning_rate", "cosine_decay", "schedules"),
        ("models", "head", "dense", "layers"),
        ("models", "head", "mlp", "models"),
        ("layers", "head", "relu", "layers"),
        ("callbacks", "head", "sgd", "optimizers"),
        ("layers", "activation", "dense", None),
        ("models", "head", "nothing", None),
    ],
)
def test_which_kind_a_component_in_an_argument_is(kind, argument, name, found):
    entry = HERE.nested(kind, argument, Component(name))
    assert (None if entry is None else entry.kind) == found


def test_problems_and_strays_are_told_together():
    component = Component("csv_logger", {"filename": "/x.csv", "appendd": True})
    places = [place for place, _ in Catalog(CLOSED).problems("callbacks", component)]
    assert places == [("appendd",), ("filename",)]
    assert [place for place, _ in HERE.problems("callbacks", component)] == [("appendd",)]


def test_nothing_of_a_stranger_s_is_built(tmp_path):
    inner = {"kind": "dense", "units": 1, "name": "../x"}
    stranger = Catalog(CLOSED)
    with pytest.raises(ComponentError) as caught:
        stranger.build("layers", Component("bidirectional", {"layer": inner}))
    assert caught.value.path == ("layer", "name")


def test_a_name_that_cannot_be_spelt_stays_as_it_is(mine):
    for _, name, *_ in [*ABSENT, *BROKEN]:
        component = Component(name, {"x": 1})
        assert mine.canonical("models", component) == component


def test_two_catalogs_of_one_recipe_are_equal(tmp_path):
    assert Catalog(Doors(tmp_path)) == Catalog(Doors(tmp_path))
    assert Catalog(Doors(tmp_path)) != HERE
    assert hash(Catalog(CLOSED)) == hash(Catalog(CLOSED))


SCRIPT = """
import sys, time
start = time.process_time()
from suite.catalog import HERE, KINDS
from suite import catalog
imported = time.process_time()
HERE.find("layers", "Conv2D")
found = time.process_time()
assert HERE.problems("optimizers", catalog.Component("sgd", {"momentun": 1}))
assert len([entry for kind in KINDS for entry in HERE.entries(kind)]) > 250
listed = time.process_time()
heavy = {"tensorflow", "keras", "numpy", "tensorflow_datasets", "sklearn"} & set(sys.modules)
assert not heavy, heavy
print(found - imported, listed - found)
"""


def test_it_reads_source_only_and_fast():
    run = [sys.executable, "-W", "error", "-c", SCRIPT]
    result = subprocess.run(run, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    find_one, list_all = map(float, result.stdout.split())
    # About a tenth of this on an idle machine; a look into every file would not pass.
    assert find_one < 0.2
    assert list_all < 2.0
