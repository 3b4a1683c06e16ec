"""Recipes written to a working directory of their own."""

from __future__ import annotations

import textwrap

import pytest

from suite.recipe import RecipeError, load
from suite.recipe.text import sources
from tests.recipe.strangers import lay_traps


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The working directory, so that places are shown relative to it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(folder):
    """Write a recipe file and give its path."""

    def write_file(text, name="r.yaml"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def loaded(write):
    """Load a recipe from its text."""
    return lambda text, *overrides, **options: load(write(text), *overrides, **options)


@pytest.fixture
def problems(write):
    """The problems of a recipe as the user reads them."""

    def texts(text, *overrides, **options):
        path = write(text)
        with pytest.raises(RecipeError) as caught:
            load(path, *overrides, **options)
        assert str(caught.value) == "\n".join(map(str, caught.value.problems))
        return str(caught.value).splitlines()

    return texts


@pytest.fixture
def problem(problems):
    """The only problem of a recipe."""

    def text(*arguments, **options):
        (found,) = problems(*arguments, **options)
        return found

    return text


@pytest.fixture
def here(folder):
    """A folder with code that leaves a trace when it runs, and must not."""
    lay_traps(folder)
    yield folder
    assert not list(folder.rglob("RAN"))


@pytest.fixture
def web(monkeypatch):
    """A web of texts by address."""
    pages = {}
    monkeypatch.setattr(sources, "fetch", lambda url: pages[url].encode())
    return pages
