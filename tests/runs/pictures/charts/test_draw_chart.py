"""Every kind of chart, drawn: something is there, nothing is cut off, all of it can be read."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.section import Part
from suite.runs.page.charts.table import Table
from suite.runs.pictures.charts.draw_chart import draw_chart
from suite.runs.pictures.charts.slide import SMALL
from suite.runs.pictures.charts.theme import DARK, LIGHT
from tests.runs.page.pointed_out import POINTED_OUT
from tests.runs.pictures.charts.drawn import drawn
from tests.runs.pictures.charts.samples import EXTREME, USUAL


def colored(picture):
    """The share of pixels that are neither paper nor gray."""
    channels = picture.pixels[..., :3].astype(int)
    return np.mean(channels.max(axis=-1) - channels.min(axis=-1) > 40)


@pytest.mark.parametrize(
    ("name", "dark"),
    [*((name, False) for name in USUAL), ("lines", True), ("heat", True), ("timeline", True)],
)
def test_is_drawn_on_a_slide_in_letters_for_the_last_row(monkeypatch, name, dark):
    picture = drawn(monkeypatch, USUAL[name], dark=dark)
    assert picture.pixels.shape == (1080, 1920, 4)
    assert picture.smallest() >= SMALL == 18
    assert picture.outside() == []
    assert picture.overlapping() == []
    assert USUAL[name].title in picture.words()
    if name not in ("table", "grid"):  # the one has no colors, the other those of its pictures
        assert colored(picture) > 0.0005
    paper = to_rgb((DARK if dark else LIGHT).paper)
    assert tuple(picture.pixels[0, 0, :3] / 255) == pytest.approx(paper, abs=0.01)


@pytest.mark.parametrize("name", EXTREME)
def test_nothing_is_cut_off_whatever_it_holds(monkeypatch, name):
    picture = drawn(monkeypatch, EXTREME[name], dots=48)
    assert picture.pixels.shape == (360, 640, 4)
    assert picture.smallest() >= SMALL
    assert picture.outside() == []
    assert picture.overlapping() == []


@pytest.mark.parametrize("name", POINTED_OUT)
def test_no_text_lies_on_another_however_near_what_is_pointed_out_is(monkeypatch, name):
    picture = drawn(monkeypatch, POINTED_OUT[name], dots=48)
    assert picture.outside() == []
    assert picture.overlapping() == []
    assert picture.in_the_plot() == []


def test_what_is_pointed_out_is_said(monkeypatch):
    def words(name):
        return drawn(monkeypatch, POINTED_OUT[name], dots=48).words()

    assert {"test 1", "chance 1"} <= set(words("two equal levels"))
    assert {"limit 1.0", "limit 1.005", "limit 1.01"} <= set(words("three within a percent"))
    assert "best 1.7 in epoch 1" in words("best first")
    assert {"\u2193 limit -50.0", "\u2191 limit 91.0"} <= set(words("far away"))
    assert "limit 1" in words("a limit at the left")


def test_there_is_a_sample_of_every_kind_of_chart():
    kinds = {kind for kind in _kinds(Chart) if kind.__module__.startswith("suite.")} | {Table}
    assert {type(chart) for chart in USUAL.values()} == kinds
    assert Table in Part.__args__


def _kinds(kind):
    for below in kind.__subclasses__():
        yield below
        yield from _kinds(below)


def test_of_a_kind_that_is_not_known_the_table_is_drawn(monkeypatch):
    class Own(Chart):
        def to_table(self):
            return Table(name="own", title="Own", columns=["a"], rows=[["what it holds"]])

    assert "what it holds" in drawn(monkeypatch, Own(name="own", title="Own")).words()


def test_a_table_has_as_many_columns_as_can_be_read(monkeypatch):
    names = ["layer", "kind", "output", "parameters", "multiply-adds", "receptive field"]
    row = ["stage1_block1_conv1", "depthwise_conv2d", "32 x 32 x 16", 2304, 2359296, "5 x 5"]
    wide = Table(name="t", title="Layers", columns=names, rows=[row] * 3)
    words = drawn(monkeypatch, wide, dots=48).words()
    assert {"stage1_block1_conv1", "depthwise_conv2d", "32 x 32 x 16"} <= set(words)
    assert "Layers (5 of 6 columns)" in words
    narrow = Table(name="t", title="Layers", columns=names, rows=[["conv", "c", "4", 1, 2, "5"]])
    words = drawn(monkeypatch, narrow, dots=48).words()
    assert {"receptive field", "multiply-adds", "Layers"} <= set(words)


def test_pyplot_and_its_state_are_left_alone(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)  # an import of it fails
    import matplotlib

    before = matplotlib.rcParams["font.size"], matplotlib.rcParams["figure.facecolor"]
    draw_chart(USUAL["lines"], dark=True)
    assert (matplotlib.rcParams["font.size"], matplotlib.rcParams["figure.facecolor"]) == before


def test_letters_that_are_a_formula_are_drawn_as_they_are(monkeypatch):
    words = drawn(monkeypatch, EXTREME["strange bars"]).words()
    assert r"a\$b" in words  # `$` escaped: no formula
