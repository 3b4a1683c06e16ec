"""A comparison as a browser shows it."""

from __future__ import annotations

import time

import numpy as np
import pytest

from suite.runs.page.comparison.comparison import write_page
from tests.runs.page.browser import axe_script, browser, tab
from tests.runs.page.comparison.made_runs import made_run

pytestmark = pytest.mark.slow
COUNT = 100


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A hundred runs of 50 epochs that differ in rate, width and seed."""
    folder = tmp_path_factory.mktemp("runs")
    random = np.random.default_rng(0)
    for number in range(COUNT):
        rate, width = float(10 ** random.uniform(-4, 0)), (16, 32, 64)[number % 3]
        model = {"width": width}
        recipe = {"seed": number % 2, "model": model, "optimizer": {"learning_rate": rate}}
        names = ("loss", "accuracy", "val_loss", "val_accuracy", *(f"a/{n}" for n in range(60)))
        curves = {name: random.uniform(0.1, 1, 50).tolist() for name in names}
        made_run(folder / f"{number:03}", recipe, curves, metrics={"test_accuracy": 0.5})
    # Seeds beside it.
    for seed in range(3):
        made_run(folder / f"s{seed}", {"seed": seed}, {"val_accuracy": [0.5, 0.1 * seed]})
    return folder


@pytest.fixture(scope="module")
def chromium():
    with browser() as started:
        yield started


def test_a_hundred_runs_are_compared_and_opened_at_once(runs, chromium):
    # Of the processor, and the best of three: the other half of the tests runs beside it.
    start = time.process_time()
    file = write_page(runs)
    made = time.process_time() - start
    opened = []
    for _ in range(3):
        with tab(chromium) as watched:
            watched.open(file)
            loaded = "performance.getEntriesByType('navigation')[0].loadEventEnd"
            opened.append(watched.tab.evaluate(loaded) / 1000)
            watched.draw_all()
            assert watched.undrawn == []
            assert watched.complaints == []
    assert file.stat().st_size < 1_500_000
    assert made + min(opened) < 3  # 2 where nothing runs beside it


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken(runs, chromium, scheme):
    script = axe_script()
    with tab(chromium, scheme=scheme, bypass_csp=True) as watched:
        watched.open(write_page(runs))
        watched.draw_all()
        watched.tab.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        watched.tab.add_script_tag(content=script)
        found = watched.tab.evaluate("axe.run()")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


def test_a_click_on_a_column_sorts_the_runs(runs, chromium):
    with tab(chromium) as watched:
        watched.open(write_page(runs))
        table = watched.tab.locator("table", has_text="learning_rate").nth(1)
        column = table.locator("th", has_text="learning_rate")
        place = column.evaluate("cell => cell.cellIndex")
        column.locator("button").click()
        cells = table.locator(f"tbody tr td:nth-child({place + 1})").all_inner_texts()
        rates = [float(text) for text in cells if text]
        assert rates == sorted(rates)
        assert len(rates) == COUNT


def test_a_phone_needs_no_scrolling_to_the_side(runs, chromium):
    with tab(chromium, width=375) as watched:
        watched.open(write_page(runs))
        watched.draw_all()
        assert watched.tab.evaluate("document.documentElement.scrollWidth") == 375
