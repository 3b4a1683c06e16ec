"""The HTML of a page."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.line_chart import LineChart, Series
from suite.runs.page.charts.section import Section, Text
from suite.runs.page.charts.table import Table
from suite.runs.page.render.page import page, part_html
from suite.runs.page.render.part_view import part_views, table_view
from tests.runs.page.every_part import charts, every_part, sections
from tests.runs.page.hostile import HOSTILE

# What may load or run something: their number must not depend on any text.
ACTIVE = ("script", "style", "link", "base", "iframe", "object", "embed", "img", "form", "svg")


class Reader(HTMLParser):
    """Elements, attributes and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        inside = self.elements[-1][0] if self.elements else ""
        (self.scripts if inside == "script" else self.texts).append(data)

    def shape(self) -> dict[str, int]:
        return {tag: sum(one == tag for one, _ in self.elements) for tag in ACTIVE}


def shown(text: str) -> str:
    """A hostile text as a reader of the page sees it."""
    from suite.screen import plain

    return plain(text).replace("`", "").strip()


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_text_leaves_its_place(number):
    text = HOSTILE[number]
    html, harmless = every_part(text), Reader(every_part())
    html.encode("utf-8")
    found = Reader(html)
    assert found.shape() == harmless.shape()
    handlers = [name for _, attributes in found.elements for name in attributes if name[:2] == "on"]
    assert handlers == []
    links = {attributes.get("href") for tag, attributes in found.elements if tag == "a"}
    assert links == {"#main", "#first", "#charts", "#folded"}
    assert shown(text) in "".join(found.texts)


def test_hostile_names_of_parts_and_sections_are_addresses_still():
    text = Text(paragraphs=["x"])
    bad = '"><script>'
    table = Table(name=bad, title="t", columns=["a"], rows=[])
    html = page("t", [Section(name=bad, title="t", parts=[text, table])])
    ids = [attributes["id"] for _, attributes in Reader(html).elements if "id" in attributes]
    assert all(re.fullmatch(r"[\w-]+", one) for one in ids)


def test_the_data_of_a_chart_is_the_option():
    html = every_part("a </script> & b")
    scripts = re.findall(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)
    assert len(scripts) == len(charts())
    options = [json.loads(one) for one in scripts]
    assert options[0]["legend"]["data"] == ["a </script> & b", "a </script> & b 2"]


def test_only_the_two_scripts_of_the_page_may_run_and_nothing_is_reached():
    html = every_part()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1].replace("&#39;", "'")
    own = re.search(r"<script>(.*?)</script>", html, re.DOTALL)[1]
    packed = re.search(r'id="echarts">(.*?)</script>', html, re.DOTALL)[1]
    bundle = gzip.decompress(base64.b64decode(packed))
    hashes = [
        base64.b64encode(hashlib.sha256(one).digest()).decode() for one in (own.encode(), bundle)
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"].split() == [f"'sha256-{one}'" for one in hashes]
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "connect-src" not in rules
    addresses = re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', html)
    assert addresses == []


def test_the_licenses_of_what_is_embedded_come_along():
    html = every_part()
    for owner in ("Apache Software Foundation", "Baidu", "Microsoft", "Mike Bostock"):
        assert owner in html


def test_a_page_without_charts_carries_no_charts():
    html = page("t", [Section(name="s", title="S", parts=[Text(paragraphs=["x"])])])
    assert len(html) < 50_000
    assert 'id="echarts"' not in html


def test_sections_stand_in_the_navigation_in_order():
    found = re.findall(r'<li><a href="#(\w+)">', every_part())
    assert found == [section.name for section in sections()]


def test_code_in_a_text_is_set_as_code():
    html = part_html(Text(paragraphs=["`<b>` and `a"]))
    assert "<p><code>&lt;b&gt;</code> and `a</p>" in html


def test_of_charts_side_by_side_none_leaves_a_gap():
    def chart(name):
        series = [Series(name="a", x=[1], y=[1])]
        return LineChart(name=name, title="t", x_label="x", y_label="y", series=series)

    def wide(parts):
        return [view.is_wide for view in part_views(parts)]

    text = Text(paragraphs=["x"])
    assert wide([chart("a"), chart("b")]) == [False, False]
    assert wide([chart("a"), chart("b"), chart("c")]) == [False, False, True]
    assert wide([chart("a"), text, chart("b"), chart("c")]) == [True, True, False, False]


def test_a_table_sorts_by_value_and_reads_well():
    table = Table(name="t", title="T", columns=["a", "b"], rows=[["x", 1234.5678], ["y", None]])
    view = table_view(table)
    assert view.numeric == [False, True]
    assert [cell.text for cell in view.rows[0]] == ["x", "1,235"]
    assert view.rows[0][1].value == "1234.5678"
    assert view.rows[1][1].text == ""


def test_the_table_below_a_chart_is_shortened_and_says_so():
    x = list(range(1000))
    series = [Series(name="a", x=x, y=x)]
    chart = LineChart(name="c", title="t", x_label="x", y_label="y", series=series)
    (view,) = part_views([chart])
    assert len(view.table.rows) <= 251
    assert view.table.rows[0][0].text == "0"
    assert view.table.rows[-1][0].text == "999"
    assert view.table.omitted == "Of this long table one row in 4 is shown."
    names = [f"row {n}" for n in range(3)]
    heat = HeatMap(
        name="h", title="t", x_label="x", y_label="y", columns=x, rows=names,
        values=[[float(n) for n in x]] * 3,
    )  # fmt: skip
    (view,) = part_views([heat])
    assert len(view.table.rows) == 3
    assert len(view.table.columns) <= 34
    assert "column" in view.table.omitted
