"""What a reader sees of a page that is replaced again and again."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from suite.lab.watch.page_server import Shown, served
from suite.runs.page.charts.line_chart import LineChart, Series
from suite.runs.page.charts.section import Section, Text
from suite.runs.page.render.page import page
from tests.runs.page.browser import axe_script, browser, tab

pytestmark = pytest.mark.slow
SEEN = "document.querySelector('iframe:not(.coming)').contentDocument"
PLACE = f"""() => {{
  const seen = {SEEN}, view = seen.defaultView;
  return {{
    title: seen.querySelector('h1').firstChild.textContent.trim(),
    scroll: Math.round(view.scrollY),
    open: [...seen.querySelectorAll('details')].map((one) => one.open),
    theme: seen.documentElement.dataset.theme ?? 'auto',
  }};
}}"""


@pytest.fixture(scope="module")
def chromium():
    with browser() as started:
        yield started


def a_page(title, losses):
    """Curves, and so much text that one must scroll."""
    loss = Series(name="training", x=range(len(losses)), y=losses, role="training")
    chart = LineChart(name="loss", title="Loss", x_label="epoch", y_label="loss", series=[loss])
    words = Text(paragraphs=["Many words."] * 100)
    parts = [chart, words]
    return page(title, [Section(name="curves", title="Curves", parts=parts)], status="running")


def show(server, number, *, is_over=False):
    losses = [1 / (at + 1) for at in range(number + 1)]
    shown = a_page(f"net {number}", losses)
    server.show(Shown("net", f"epoch {number} of 9", shown, number, is_over))


def wait_for(one, title):
    """Until a page is in front; not `wait_for_function`, whose text this page does not run."""
    is_in_front = f"!!document.querySelector('iframe:not(.coming)') && {SEEN}.title === '{title}'"
    for _ in range(400):
        if one.tab.evaluate(is_in_front):
            return
        one.tab.wait_for_timeout(25)
    raise AssertionError(f"{title} is not in front")


def test_the_reader_keeps_the_place(chromium):
    with served() as server, tab(chromium) as one:
        server.show(Shown(says="waiting for a run"))
        one.tab.goto(server.url)
        one.tab.get_by_text("waiting for a run").wait_for()
        show(server, 1)
        wait_for(one, "net 1")
        one.tab.evaluate(
            f"() => {{ const seen = {SEEN}; seen.querySelector('details').open = true;"
            "seen.getElementById('theme').click(); seen.getElementById('theme').click();"
            "seen.defaultView.scrollTo({ top: 700, behavior: 'instant' }); }"
        )
        before = one.tab.evaluate(PLACE)
        assert (before["scroll"], before["theme"], before["open"][0]) == (700, "dark", True)
        show(server, 2)
        wait_for(one, "net 2")
        assert one.tab.evaluate(PLACE) == before | {"title": "net 2"}
        assert one.tab.title() == "net: epoch 2 of 9"
        assert one.tab.locator("iframe").count() == 1
        assert one.complaints == []
        assert {urlsplit(url).netloc for url in one.requests} - {""} == {
            urlsplit(server.url).netloc
        }


def test_a_pause_keeps_the_page_and_the_end_ends_it(chromium):
    with served() as server, tab(chromium) as one:
        show(server, 1)
        one.tab.goto(server.url)
        wait_for(one, "net 1")
        one.tab.get_by_role("button", name="Pause").click()
        show(server, 2)
        one.tab.get_by_text("epoch 2 of 9").wait_for()
        one.tab.wait_for_timeout(1500)
        assert one.tab.evaluate(PLACE)["title"] == "net 1"
        one.tab.get_by_role("button", name="Go on").click()
        wait_for(one, "net 2")
        show(server, 3, is_over=True)
        wait_for(one, "net 3")
        assert not one.tab.get_by_role("button", name="Pause").is_visible()
        asked = len(one.requests)
        one.tab.wait_for_timeout(2500)
        assert len(one.requests) == asked
        assert one.complaints == []


def test_a_server_that_has_gone_is_told(chromium):
    with tab(chromium) as one:
        with served() as server:
            show(server, 1)
            one.tab.goto(server.url)
            wait_for(one, "net 1")
        one.tab.get_by_text("watching has ended").wait_for()
        assert one.tab.evaluate(PLACE)["title"] == "net 1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(chromium, scheme):
    with served() as server, tab(chromium, scheme=scheme, bypass_csp=True) as one:
        show(server, 1)
        one.tab.goto(server.url)
        wait_for(one, "net 1")
        one.tab.evaluate(axe_script())
        found = one.tab.evaluate("axe.run(document, { iframes: false })")
        assert [rule["id"] for rule in found["violations"]] == []
