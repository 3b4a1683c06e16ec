"""What the pages for those who bring something say is true."""

from __future__ import annotations

import re

import pytest

import suite
from suite.doctor.cause import CAUSES
from tests.docs.do_pages import FOLDER, blocks, run_page

PAGES = sorted(path.name for path in FOLDER.glob("*.md"))
# They train a few times.
SLOW = {
    "colab.md",
    "hand-it-on.md",
    "own-augmentation.md",
    "own-check.md",
    "own-data.md",
    "own-diagnostic.md",
    "own-loss-and-metric.md",
    "own-model.md",
    "resume.md",
    "sweep.md",
    "what-the-doctor-said.md",
}
WITHOUT = {"index.md"}
RECIPES = ("quickstart", "models/mlp-digits")


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=[pytest.mark.slow] if page in SLOW else []) for page in PAGES],
)
def test_all_of_a_page_works(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run_page(page)


def test_each_page_shows_something_that_runs():
    assert [page for page in PAGES if page not in WITHOUT and not blocks(page)] == []


def test_every_page_is_reached():
    index = (FOLDER / "index.md").read_text("utf-8")
    assert [page for page in PAGES if page != "index.md" and f"({page})" not in index] == []
    listed = set(re.findall(r"^([\w-]+)$", index, flags=re.MULTILINE))
    assert {page.removesuffix(".md") for page in PAGES} - listed == {"index"}


DOCTOR = (FOLDER / "what-the-doctor-said.md").read_text("utf-8")


def test_the_doctor_s_causes_are_all_there_in_its_words():
    rows = re.findall(r"^\| `(\w+)` (.+?) \| .+ \|$", DOCTOR, flags=re.MULTILINE)
    assert dict(rows) == {name: cause.sentence for name, cause in CAUSES.items()}
    assert len(rows) == len(CAUSES)


CHANGES = sorted(set(re.findall(r"`([a-z_]+(?:\.[a-z_0-9]+)*\+?=[^`]+)`", DOCTOR)))


@pytest.mark.parametrize("change", [one for one in CHANGES if "(" not in one and "True" not in one])
def test_what_it_tells_to_try_is_taken_by_a_recipe(change):
    refused = []
    for recipe in RECIPES:
        try:
            suite.load(recipe, change)
        except suite.RecipeError as error:
            refused.append(error)
    assert len(refused) < len(RECIPES), refused
