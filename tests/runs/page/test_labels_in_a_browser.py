"""No text of a chart lies on another, on a curve, or beyond the edge."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from suite.runs.page.charts.section import Section
from suite.runs.page.render.page import page
from tests.runs.page.browser import browser, tab
from tests.runs.page.pointed_out import NAMED, POINTED_OUT

pytestmark = pytest.mark.slow

# Keeps what ECharts makes, so that its drawings can be looked into.
_KEEP = """
  const made = (window.made = new Map());
  let kept;
  Object.defineProperty(window, "echarts", {
    get: () => kept,
    set: (given) => {
      const init = given.init;
      kept = { ...given, init: (...all) => {
        const chart = init(...all);
        made.set(all[0].parentElement.id, chart);
        return chart;
      } };
    },
  });
"""
# The boxes of all texts: [id of the chart, its width, its plot, [text, left, top, right, bottom]].
_BOXES = """
  [...window.made].map(([id, chart]) => {
    const grid = chart.getModel().getComponent("grid").coordinateSystem;
    const { x, y, width, height } = grid.getRect();
    const texts = chart.getZr().storage.getDisplayList(true).filter((one) => one.type === "tspan");
    const boxes = texts.filter((one) => one.style.text && !one.parent.invisible).map((one) => {
      const box = one.getBoundingRect().clone();
      if (one.transform) box.applyTransform(one.transform);
      return [one.style.text, box.x, box.y, box.x + box.width, box.y + box.height];
    });
    return [id, chart.getWidth(), chart.getHeight(), [x, y, x + width, y + height], boxes];
  })
"""


@pytest.fixture(scope="module")
def chromium():
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    parts = [
        dataclasses.replace(chart, name=name, title=name)
        for name, chart in {**POINTED_OUT, **NAMED}.items()
    ]
    path = tmp_path_factory.mktemp("labels") / "page.html"
    path.write_text(page("Labels", [Section(name="all", title="All", parts=parts)]), "utf-8")
    return path


def address(name):
    return "part-" + "".join(sign if sign.isalnum() else "-" for sign in name)


def crossing(one, other):
    """Whether two boxes have more in common than the air around their letters."""
    wide = min(one[3], other[3]) - max(one[1], other[1])
    high = min(one[4], other[4]) - max(one[2], other[2])
    return wide > 1 and high > 2


def wrong(found):
    """What is to be seen of each chart that should not be."""
    named = [address(name) for name in NAMED]
    for id, width, height, plot, boxes in found:
        for one, other in itertools.combinations(boxes, 2):
            if crossing(one, other):
                yield id, "overlap", one, other
        for one in boxes:
            if one[1] < -1 or one[2] < -1 or one[3] > width + 1 or one[4] > height + 1:
                yield id, "beyond the edge", one, (width, height)
            if crossing(one, ["", *plot]) and id not in named:
                yield id, "in the plot", one, plot


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (760, "light"), (1200, "dark")])
def test_no_text_lies_on_anything(chromium, file, width, scheme):
    with tab(chromium, width=width, scheme=scheme) as watched:
        watched.tab.add_init_script(_KEEP)
        watched.open(file)
        watched.draw_all()
        assert watched.undrawn == []
        found = watched.tab.evaluate(_BOXES)
        assert list(wrong(found)) == []
        assert len(found) == len(POINTED_OUT) + len(NAMED)
        assert watched.complaints == []


def test_nor_on_paper(chromium, file):
    with tab(chromium, width=375) as watched:
        watched.tab.add_init_script(_KEEP)
        watched.open(file)
        watched.tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        found = watched.tab.evaluate(_BOXES)
        assert {width for _, width, *_ in found} == {660}
        assert list(wrong(found)) == []


def texts(watched, name):
    boxes = {one[0]: one[4] for one in watched.tab.evaluate(_BOXES)}
    return [one[0] for one in boxes[address(name)]]


def test_what_is_pointed_out_is_said(chromium, file):
    with tab(chromium, width=1200) as watched:
        watched.tab.add_init_script(_KEEP)
        watched.open(file)
        watched.draw_all()
        assert {"test 1", "chance 1"} <= set(texts(watched, "two equal levels"))
        near = set(texts(watched, "three within a percent"))
        assert {"limit 1.0", "limit 1.005", "limit 1.01"} <= near
        assert "best 1.7 in epoch 1" in texts(watched, "best first")
        assert {"↓ limit -50.0", "↑ limit 91.0"} <= set(texts(watched, "far away"))
        assert "limit 1" in texts(watched, "a limit at the left")


def test_all_names_of_classes_stand_at_both_axes(chromium, file):
    with tab(chromium, width=375) as watched:
        watched.tab.add_init_script(_KEEP)
        watched.open(file)
        watched.draw_all()
        found = texts(watched, "classes")
        assert all(found.count(name) == 2 for name in NAMED["classes"].columns)
        assert "99,999" not in texts(watched, "large counts")  # cells are too narrow


def test_labels_follow_the_zoom(chromium, file):
    with tab(chromium, width=1200) as watched:
        watched.tab.add_init_script(_KEEP)
        watched.open(file)
        watched.draw_all()
        assert "best 2.0 in epoch 199" in texts(watched, "zoomed")
        watched.tab.evaluate(
            "made.get('part-zoomed').dispatchAction({ type: 'dataZoom', start: 0, end: 50 })"
        )
        assert "best 2.0 in epoch 199" not in texts(watched, "zoomed")
        assert list(wrong(watched.tab.evaluate(_BOXES))) == []


def test_what_was_found_is_told_where_one_points_at_it(chromium, file):
    with tab(chromium, width=1200) as watched:
        watched.tab.add_init_script(_KEEP)
        watched.open(file)
        watched.draw_all()
        told = watched.tab.evaluate(
            """() => {
              const chart = made.get('part-long-names');
              const y = chart.convertToPixel({ yAxisIndex: 0 }, 1);
              const x = chart.convertToPixel({ xAxisIndex: 0 }, 20);
              chart.dispatchAction({ type: 'showTip', x, y });
              return document.querySelector('#part-long-names .tip').textContent;
            }"""
        )
        assert told.startswith("epoch 20training0.16")
        assert POINTED_OUT["long names"].marks[1].text in told
