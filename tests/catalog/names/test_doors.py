"""What a recipe's names may reach, and that nobody looks one up without asking."""

from __future__ import annotations

import ast

import pytest

from suite.catalog import HERE, KINDS, Catalog, Component, Doors, Untrusted
from suite.catalog.names.doors import CLOSED, own_texts
from tests.commands import CHECKOUT

OWN = Doors(own=own_texts(["./net.py:net", "MyDiag", " adam "], ["./other.py:net", "my_diag2"]))


def test_open_doors_are_open_to_everything():
    assert Doors().are_open
    assert Doors().open_to("os:system")


@pytest.mark.parametrize("text", ["./net.py:net", " ./net.py:net ", "my_diag", "MyDiag", "mydiag"])
def test_the_user_s_own_texts(text):
    assert OWN.open_to(text)


@pytest.mark.parametrize(
    "text",
    ["./net.py: net", "././net.py:net", "./NET.py:net", "./other.py:net", "my_diag2", "", "x"],
)
def test_other_texts_are_strangers(text):
    assert not OWN.open_to(text)


def test_a_text_of_both_is_the_web_s():
    assert own_texts(["a:b", "my_diag"], ["a:b ", "MyDiag"]) == frozenset()


@pytest.mark.parametrize(
    "name", ["suite.cli.main:main", "keras.losses:Huber", "suite.losses:huber"]
)
def test_a_path_is_no_name_of_the_catalog_even_into_the_suite(name):
    with pytest.raises(Untrusted):
        Catalog(CLOSED).find("losses", name)
    assert not HERE.find("data", "suite.cli.main:main").is_known


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_the_suite_and_keras_bring_is_known(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = Catalog(CLOSED).entries(kind)
    assert all(entry.is_known for entry in found)
    assert {entry.name for entry in found} <= {entry.name for entry in HERE.entries(kind)}


def test_closed_doors_build_what_the_catalog_knows():
    schedule = Catalog(CLOSED).build("schedules", Component("constant", {"learning_rate": 0.5}))
    assert float(schedule(3)) == 0.5


# They have no recipe: a call of `suite.fit`, the lectures' overview.
WITHOUT_RECIPE = {
    "training/fit/fit_callbacks.py",
    "lectures/overview.py",
    "cli/complete.py",  # names that a shell offers; nothing is made of them
    # A study is a file of the user's own, or a shipped one.
    "studies/measures/calculus/backward.py",
    "studies/measures/calculus/curves.py",
}


def test_who_looks_up_a_recipe_s_name_says_what_it_may_reach():
    """`HERE.build(kind, component)` would run whatever a page of the web names."""
    made, here = [], set()
    for file in sorted((CHECKOUT / "suite").rglob("*.py")):
        relative = file.relative_to(CHECKOUT / "suite").as_posix()
        if relative.startswith("catalog/"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.alias) and node.name == "HERE":
                here.add(relative)
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Catalog", "CatalogView"):
                made.append(f"suite/{relative}:{node.lineno}: {ast.unparse(node)}")
    assert here == WITHOUT_RECIPE
    assert [one for one in made if "doors" not in one.lower() and "CLOSED" not in one] == []
    assert len(made) > 5
