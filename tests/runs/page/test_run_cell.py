"""A run in the cell of a notebook: with scripts, without them, and as a text."""

from __future__ import annotations

import base64
import gzip
import json
import re
from html.parser import HTMLParser

import pytest

from suite.runs import Run, RunDirectory
from suite.runs.page.render.notebook_cell import notebook_cell
from tests.runs.test_run import FINDING, make_run

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u2028"
VOID = {"img", "br", "meta", "link", "input", "hr"}


class WellFormed(HTMLParser):
    """Every element is closed where it was opened."""

    def __init__(self, html):
        super().__init__()
        self.open, self.seen = [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def html_of(run):
    return run._repr_mimebundle_()["text/html"]


def without_scripts(html):
    """As GitHub and a notebook that is not trusted show it."""
    return re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL)


def page_in(html):
    """What the script unpacks."""
    (script,) = re.findall(r"<script>(.*)</script>", html, flags=re.DOTALL)
    packed, title = re.search(r', "([A-Za-z0-9+/=]+)", (".*")\);$', script).groups()
    return gzip.decompress(base64.b64decode(packed)).decode(), json.loads(title)


def test_where_scripts_run_the_first_sections_of_the_page(tmp_path):
    page, title = page_in(html_of(Run(make_run(tmp_path, metrics={"test_accuracy": 0.875}))))
    assert title == "mlp<1>"
    assert page.startswith("<!DOCTYPE html>")
    assert re.findall(r'<section id="([\w-]+)"', page)[:3] == ["overview", "doctor", "curves"]
    assert 'id="echarts"' in page


def test_where_none_run_words_findings_and_a_picture(tmp_path):
    html = without_scripts(html_of(Run(make_run(tmp_path, metrics={"test_accuracy": 0.875}))))
    elements = WellFormed(html).seen
    text = re.sub(r"<[^>]*>", " ", html)
    assert "mlp&lt;1&gt; : finished after 3 epochs in 41 s" in text
    assert str(tmp_path) in text
    for told in ("test accuracy", "0.8750", "warning", FINDING["text"]):
        assert told in text
    assert FINDING["edit"].replace(">", "&gt;") in text
    (picture,) = [attributes for tag, attributes in elements if tag == "img"]
    kind, data = picture["src"].split(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data).startswith(b"\x89PNG")
    assert "<script" not in html
    assert "<iframe" not in html


def test_ten_runs_in_a_notebook_stay_below_5_mb(tmp_path):
    html = html_of(Run(make_run(tmp_path)))
    assert len(json.dumps(html)) < 450_000


def test_each_output_has_a_place_of_its_own(tmp_path):
    run = Run(make_run(tmp_path))
    (one,), (two,) = (re.findall(r'<div id="(suite-\w+)"', html_of(run)) for _ in range(2))
    assert one != two


def test_as_a_text_it_is_a_line(tmp_path):
    bundle = Run(make_run(tmp_path))._repr_mimebundle_()
    assert bundle["text/plain"] == "mlp<1>: finished after 3 epochs in 41 s"


def test_nothing_that_a_run_says_becomes_html(tmp_path):
    directory = make_run(tmp_path)
    directory.write_summary({"status": "finished", "recipe": HOSTILE})
    directory.write_findings([{**FINDING, "text": HOSTILE, "edit": HOSTILE, "layer": HOSTILE}])
    html = html_of(Run(directory))
    assert html.count("<script") == html.count("</script>") == 1
    elements = WellFormed(html).seen
    assert all("onerror" not in attributes for _, attributes in elements)
    assert "alert(1)" in without_scripts(html)
    page, title = page_in(html)
    assert "<script>alert(1)</script>" in title
    assert "<script>alert" not in page


@pytest.mark.parametrize("status", ["running", "failed"])
def test_of_a_run_that_came_nowhere_there_is_what_there_is(tmp_path, status):
    directory = RunDirectory(tmp_path)
    directory.write_summary({"status": status})
    html = html_of(Run(directory))
    WellFormed(html)
    assert "after 0 epochs" in html
    assert "<img" not in html
    assert "<script" not in html  # no chart: nothing to draw


def test_of_a_surface_the_picture_is_that_of_the_path(tmp_path):
    directory = RunDirectory(tmp_path)
    directory.write_summary({"status": "finished", "surface": "beale", "steps": 3})
    (tmp_path / "path.png").write_bytes(b"\x89PNG-path")
    assert base64.b64encode(b"\x89PNG-path").decode() in html_of(Run(directory))


def test_a_cell_of_nothing(tmp_path):
    cell = notebook_cell("A title", [], plain=[], text="text")
    assert cell["text/plain"] == "text"
    WellFormed(cell["text/html"])
