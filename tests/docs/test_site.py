"""The site as a visitor has it."""

from __future__ import annotations

import html
import importlib
import re

import pytest

import suite
from suite.catalog import HERE, KINDS
from suite.cli.parser import VERBS
from suite.recipe.schema.key_texts import all_keys
from tests.runs.page.browser import axe_script, browser, tab

pytestmark = pytest.mark.slow
MOST_BYTES = 30e6
# One of each kind of page.
PAGES = ("index", "learn/init", "lookup/components/optimizers", "lookup/recipe", "benchmarks")
PARTS = ("layers", "activations", "initializers", "losses", "metrics", "models", "optimizers")


@pytest.fixture(scope="module")
def chromium():
    with browser() as started:
        yield started


def text_of(path):
    return html.unescape(re.sub(r"<[^>]+>", "", path.read_text("utf-8")))


def test_it_is_light(site):
    assert sum(file.stat().st_size for file in site.rglob("*") if file.is_file()) < MOST_BYTES


def test_every_public_name_is_on_it(site):
    shown = text_of(site / "lookup" / "python.html")
    names = [f"suite.{name}" for name in suite.__all__]
    for part in PARTS:
        module = importlib.import_module(f"suite.{part}")
        names += [f"suite.{part}.{name}" for name in module.__all__]
    assert [name for name in names if name not in shown] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_component_is_on_it(site, kind):
    shown = text_of(site / "lookup" / "components" / f"{kind}.html")
    assert [one.name for one in HERE.entries(kind) if one.name not in shown] == []


def test_every_verb_and_every_key_is_on_it(site):
    verbs = text_of(site / "lookup" / "verbs.html")
    assert [name for name in VERBS if f"suite {name.rpartition('.')[2]}" not in verbs] == []
    keys = text_of(site / "lookup" / "recipe.html")
    assert [key.name for key in all_keys() if key.path[-1] not in keys] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_no_rule_of_accessibility_is_broken(chromium, site, page, scheme):
    script = axe_script()
    with tab(chromium, scheme=scheme, bypass_csp=True) as watched:
        watched.tab.goto((site / f"{page}.html").as_uri())
        watched.tab.add_script_tag(content=script)
        found = watched.tab.evaluate("axe.run()")
        broken = [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]]
        assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_asked_of_the_network(chromium, site, page):
    with tab(chromium) as watched:
        watched.tab.goto((site / f"{page}.html").as_uri())
        assert [url for url in watched.requests if not url.startswith(("file:", "data:"))] == []


def test_search_finds_without_a_network(chromium, site):
    with tab(chromium) as watched:
        watched.tab.goto((site / "search.html").as_uri() + "?q=dead_neurons")
        watched.tab.wait_for_selector("#search-results li")
        found = watched.tab.locator("#search-results li").all_inner_texts()
        assert any("Callbacks" in one for one in found)
        assert [url for url in watched.requests if not url.startswith(("file:", "data:"))] == []
