"""ARCHITECTURE.md and its neighbours name files that are there, and every key of a recipe."""

from __future__ import annotations

import re

import pytest

from suite.recipe.schema.recipe_settings import RecipeSettings
from tests.commands import CHECKOUT

PAGES = ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/decisions.md", "docs/trust.md"]
PATH = re.compile(r"`((?:suite|tests|callbacks|recipes|docs|benchmarks)/[\w./*-]*)`")
PAGE = (CHECKOUT / "ARCHITECTURE.md").read_text("utf-8")
BLOCKS = ("data", "training")  # their keys have a file each; the other blocks are one thing


def keys() -> list[str]:
    fields = RecipeSettings.model_fields
    inner = [f"{block}.{key}" for block in BLOCKS for key in fields[block].annotation.model_fields]
    return [*(key for key in fields if key not in BLOCKS), *inner]


@pytest.mark.parametrize("page", PAGES)
def test_the_files_that_a_page_names_are_there(page):
    named = set(PATH.findall((CHECKOUT / page).read_text("utf-8")))
    missing = [name for name in named if not list(CHECKOUT.glob(name.rstrip("/")))]
    assert not missing


@pytest.mark.parametrize("key", keys())
def test_the_page_says_which_file_uses_a_key(key):
    block, _, name = key.rpartition(".")
    rows = [line.split("|") for line in PAGE.splitlines() if line.startswith("| `")]
    named = {
        (f"{first.rpartition('.')[0]}." if "." in first else "") + one.rpartition(".")[2]
        for _, cell, *_ in rows
        for names in [re.findall(r"`([\w.]+)`", cell)]
        for first in names[:1]
        for one in names
    }
    assert (f"{block}.{name}" if block else name) in named


def test_the_page_is_one_page():
    assert len(PAGE.splitlines()) <= 200
