"""What a recipe's names may reach, and that nobody looks one up without asking."""

from __future__ import annotations

import ast

import pytest

from suite import catalog
from suite.catalog import Component, Doors, Untrusted
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
        catalog.find("losses", name, CLOSED)
    assert not catalog.find("data", "suite.cli.main:main").is_known


@pytest.mark.parametrize("kind", catalog.KINDS)
def test_all_that_the_suite_and_keras_bring_is_known(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = catalog.entries(kind, CLOSED)
    assert all(entry.is_known for entry in found)
    assert {entry.name for entry in found} <= {entry.name for entry in catalog.entries(kind)}


def test_closed_doors_build_what_the_catalog_knows():
    schedule = catalog.build(
        "schedules", Component("constant", {"learning_rate": 0.5}), doors=CLOSED
    )
    assert float(schedule(3)) == 0.5


# They have no recipe: a call of `suite.fit`, the lectures' overview, what the suite adds itself.
WITHOUT_RECIPE = {"training/fit/fit_callbacks.py", "lectures/overview.py"}
LOOKING = {"find", "known", "build", "problems", "canonical", "entries", "nested_entry"}


def test_who_looks_up_a_recipe_s_name_says_what_it_may_reach():
    """`catalog.build(kind, component)` alone would run whatever a page of the web names."""
    seen = 0
    for file in sorted((CHECKOUT / "suite").rglob("*.py")):
        relative = file.relative_to(CHECKOUT / "suite").as_posix()
        tree = ast.parse(file.read_text("utf-8"))
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("suite")
            for alias in node.names
        }
        if relative.startswith("catalog/") or relative in WITHOUT_RECIPE:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and is_look_up(node.func, imported):
                seen += 1
                said = ast.unparse(node)
                assert "doors" in said or "Doors" in said, f"suite/{relative}:{node.lineno}: {said}"
    assert seen > 5


def is_look_up(function: ast.expr, imported: set[str]) -> bool:
    """Whether the catalog itself is asked, not one recipe's view of it."""
    if isinstance(function, ast.Attribute):
        owner = function.value
        is_module = isinstance(owner, ast.Name) and owner.id == "catalog" and "catalog" in imported
        return is_module and function.attr in LOOKING
    return isinstance(function, ast.Name) and function.id in LOOKING & imported
