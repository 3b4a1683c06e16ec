"""Every link within the site, and every place on a page that it names; the schema for editors."""

from __future__ import annotations

import json
import urllib.parse
from html.parser import HTMLParser

import pytest

from suite.catalog import HERE, KINDS
from suite.recipe.schema.key_texts import all_keys
from suite.recipe.text.modeline import SCHEMA
from suite.studies.file_schema import file_schema

pytestmark = pytest.mark.slow


class Page(HTMLParser):
    """The places of a page, and what it leads to."""

    def __init__(self, text):
        super().__init__()
        self.places, self.targets, self.images = set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.places |= {given.get("id"), given.get("name") if tag == "a" else None}
        self.targets |= {given.get("href"), given.get("src")} - {None}
        if tag == "img":
            self.images.append(given)


@pytest.fixture(scope="module")
def pages(site):
    return {
        path: Page(path.read_text("utf-8"))
        for path in site.rglob("*.html")
        if "_static" not in path.parts
    }


def test_every_link_and_every_place_is_there(pages):
    broken = []
    for path, page in pages.items():
        for target in page.targets:
            parts = urllib.parse.urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            name = urllib.parse.unquote(parts.path)
            file = (path.parent / name).resolve() if name else path
            place = urllib.parse.unquote(parts.fragment)
            if not file.is_file() or (place and file in pages and place not in pages[file].places):
                broken.append((path.name, target))
    assert broken == []


def test_every_picture_is_told_in_words(pages):
    silent = [(path.name, one) for path, page in pages.items() for one in page.images]
    assert [one for one in silent if not one[1].get("alt")] == []


def test_every_key_can_be_linked_to(site, pages):
    places = pages[site / "lookup" / "recipe.html"].places
    wanted = [key.name.replace(".", "-").replace("_", "-") for key in all_keys()]
    assert [one for one in wanted if one not in places] == []
    assert "training-ema" in places


@pytest.mark.parametrize("kind", KINDS)
def test_every_component_can_be_linked_to(site, pages, kind):
    places = pages[site / "lookup" / "components" / f"{kind}.html"].places
    names = [one.name.replace("_", "-") for one in HERE.entries(kind)]
    assert [one for one in names if one not in places] == []


def test_the_schema_that_recipes_name_lies_at_the_root(site):
    published = json.loads((site / SCHEMA).read_text("utf-8"))
    assert published == json.loads(json.dumps(file_schema(HERE)))
