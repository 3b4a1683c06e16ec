"""Charts as options of ECharts."""

from __future__ import annotations

import json
import math

import pytest

from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.line_chart import Level, LineChart, Mark, Series
from suite.runs.page.charts.parallel_chart import Axis, ParallelChart
from suite.runs.page.charts.point_chart import PointChart
from suite.runs.page.charts.timeline_chart import Event, TimelineChart
from suite.runs.page.render.echarts_option import echarts_option
from suite.runs.page.render.options.common import PALETTE, ROLES, colors, number
from tests.runs.page.every_part import charts

AXES = {"x_label": "step", "y_label": "loss"}


def line(*series: Series, **more) -> dict:
    chart = LineChart(name="c", title="C", **AXES, series=series, **more)
    return echarts_option(chart)


def heat(values, **more) -> dict:
    chart = HeatMap(
        name="h", title="H", **AXES, columns=list(range(len(values[0]))),
        rows=[f"row {n}" for n in range(len(values))], values=values, **more,
    )  # fmt: skip
    return echarts_option(chart)


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: chart.name)
def test_every_chart_is_plain_json(chart):
    option = echarts_option(chart)
    assert json.loads(json.dumps(option, allow_nan=False)) == option
    assert option["series"]


def test_another_kind_of_chart_is_refused():
    class Other(Chart):
        to_table = None

    Other.__abstractmethods__ = frozenset()
    with pytest.raises(TypeError, match="Other: is no chart that ECharts draws"):
        echarts_option(Other(name="o", title="O"))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (math.nan, None),
        (-math.inf, None),
        (3, 3),
        (3.0, 3),
        (123456789, 123456789),
        (0.123456789, 0.123457),
        (-1.5e-9, -1.5e-9),
    ],
)
def test_a_number_has_six_digits_and_is_finite(value, written):
    assert number(value) == written


def test_what_is_not_finite_is_a_gap_and_a_point_between_gaps_is_drawn():
    option = line(Series(name="a", x=list(range(40)), y=[1.0, math.nan, 2.0, None, *[3.0] * 36]))
    (series,) = option["series"]
    assert series["data"][:4] == [[0, 1], [1, None], [2, 2], [3, None]]
    assert series["showSymbol"]
    assert not line(Series(name="a", x=list(range(40)), y=[1.0] * 40))["series"][0]["showSymbol"]


def test_a_logarithmic_axis_has_no_place_for_zero():
    option = line(Series(name="a", x=[1, 2, 3], y=[0.0, -1.0, 10.0]), y_log=True)
    assert [y for _, y in option["series"][0]["data"]] == [None, None, 10]
    assert option["yAxis"]["type"] == "log"


def test_roles_have_their_colors_and_others_one_each():
    option = line(
        Series(name="a", x=[1], y=[1], role="validation"),
        Series(name="b", x=[1], y=[1]),
        Series(name="c", x=[1], y=[1]),
    )
    assert [one["color"] for one in option["series"]] == [ROLES["validation"], *PALETTE[:2]]
    assert len(set(colors(20))) == 20
    assert all(one.startswith("#") and len(one) == 7 for one in colors(20))


def test_a_band_is_the_lower_edge_and_the_height_upon_it():
    one = Series(name="a", x=[1, 2], y=[2, 3], low=[1, 1], high=[4, None])
    lower, height, curve = line(one)["series"]
    assert (lower["data"], height["data"]) == ([[1, 1], [2, 1]], [[1, 3], [2, None]])
    assert lower["stack"] == height["stack"]
    assert curve["data"] == [[1, 2], [2, 3]]
    lower, upper, _ = line(one, y_log=True)["series"]
    assert "stack" not in lower
    assert upper["data"] == [[1, 4], [2, None]]


def test_one_of_a_crowd_is_neither_named_nor_pointed_at():
    option = line(Series(name="all", x=[1], y=[1], faint=True), Series(name="mean", x=[1], y=[1]))
    assert option["legend"]["data"] == ["mean"]
    assert option["series"][0]["silent"]
    assert option["series"][1]["color"] == PALETTE[0]


def test_what_is_pointed_out_is_left_to_the_page_which_knows_where_there_is_room():
    option = line(
        Series(name="a", x=[1, 2], y=[1, 2]),
        levels=[Level(value=0.1, text="too fast"), Level(value=math.nan, text="nowhere")],
        marks=[
            Mark(x=2, text="stuck", severity="warning"),
            Mark(x=2, text="broken", severity="error"),
            Mark(x=1, y=1, text="best"),
            Mark(x=math.inf, text="nowhere"),
        ],
    )
    assert option["levels"] == [{"value": 0.1, "text": "too fast"}]
    told = [(one["x"], one["y"], one["text"]) for one in option["marks"]]
    assert told == [(1, 1, "best"), (2, None, "broken"), (2, None, "stuck")]


@pytest.mark.parametrize(
    ("value", "options", "reached"),
    [
        (2.9, {}, True),
        (3.1, {}, False),
        (0.1, {}, True),
        (-0.1, {}, False),
        (2.9, {"y_range": (0, 2)}, False),
        (50, {"y_log": True}, True),
        (70, {"y_log": True}, False),
    ],
)
def test_the_axis_reaches_to_levels_that_are_near(value, options, reached):
    curve = Series(name="a", x=[1, 2], y=[1, 2])
    option = line(curve, levels=[Level(value=value, text="limit")], **options)
    found = [one["data"] for one in option["series"] if one["name"] == ""]
    assert found == ([[[1, value]]] if reached else [])
    assert len(option["levels"]) == 1


def test_a_point_alone_stands_in_the_middle():
    axis = line(Series(name="a", x=[5], y=[1]))["xAxis"]
    assert (axis["min"], axis["max"]) == (4, 6)


@pytest.mark.parametrize(("points", "tools"), [(60, 0), (61, 2)])
def test_many_points_can_be_zoomed(points, tools):
    x = list(range(points))
    assert len(line(Series(name="a", x=x, y=x))["dataZoom"]) == tools


def test_the_colors_of_a_heat_map_follow_logarithm_limits_or_shares():
    assert heat([[1.0, 100.0]], log=True)["visualMap"]["max"] == 2
    assert heat([[0.0, 0.2]], limits=(0, 1))["visualMap"]["max"] == 1
    assert heat([[5.0, 5.0]])["visualMap"]["max"] == 6
    shares = heat([[3, 1], [0, 0]], row_shares=True, counts=True)
    assert shares["series"][0]["shades"] == [[0.75, 0.25], [0, 0]]
    assert shares["series"][0]["matrix"] == [[3, 1], [0, 0]]
    assert shares["visualMap"]["max"] == 0.75


def test_numbers_are_written_into_cells_that_hold_them():
    assert heat([[1] * 20], counts=True)["series"][0]["label"]["show"]
    assert not heat([[1] * 21], counts=True)["series"][0]["label"]["show"]
    assert not heat([[1] * 2])["series"][0]["label"]["show"]


def test_bars_begin_at_zero_and_groups_differ_by_patterns():
    common = {"name": "b", "title": "B", **AXES, "labels": ["a", "b"]}
    one = echarts_option(BarChart(**common, values={"x": [1, None]}))
    two = echarts_option(BarChart(**common, values={"x": [1, 2], "y": [3, 4]}, horizontal=True))
    assert one["series"][0]["data"] == [1, None]
    assert one["yAxis"]["scale"] is False
    assert [one["aria"]["decal"]["show"], two["aria"]["decal"]["show"]] == [False, True]
    assert two["yAxis"]["data"] == ["a", "b"]


def test_parallel_axes_take_numbers_logarithms_and_names():
    chart = ParallelChart(
        name="p", title="P", labels=["1", "2", "3"],
        axes=[Axis(name="rate", log=True), Axis(name="kind", categories=["a"]), Axis(name="y")],
        lines=[[0.1, "a", 0.9], [0.0, None, math.nan], ["x", "a", 0.5]],
    )  # fmt: skip
    option = echarts_option(chart)
    values = [one["value"] for one in option["series"][0]["data"]]
    assert values == [[0.1, "a", 0.9], [None, None, None], [None, "a", 0.5]]
    assert [one["type"] for one in option["parallelAxis"]] == ["log", "category", "value"]
    assert (option["visualMap"]["min"], option["visualMap"]["max"]) == (0.5, 0.9)


def test_events_are_drawn_by_severity_the_worst_last():
    events = [
        Event(row="a", x=5, text="one", severity="error"),
        Event(row="a", x=1, text="many", severity="note", count=3, end=9),
    ]
    chart = TimelineChart(name="t", title="T", x_label="step", rows=["a"], events=events)
    note, error = echarts_option(chart)["series"]
    assert (note["name"], error["name"]) == ("note", "error")
    assert note["data"][0]["name"] == "many (3 times)"
    assert note["markLine"]["data"] == [[{"coord": [1, "a"]}, {"coord": [9, "a"]}]]
    assert "markLine" not in error
    assert note["symbol"] != error["symbol"]


def test_measurements_stand_above_their_mean_and_its_interval():
    chart = PointChart(
        name="p", title="P", value_label="share", categories=["a", "b"], labels=["seed 0", "1"],
        points=[[0.1, math.nan], [0.5, 0.5]], means=[0.1, 0.5], intervals=[None, (0.4, 0.6)],
        limit=Level(value=0.9, text="too many"),
    )  # fmt: skip
    option = echarts_option(chart)
    points, means, reached = option["series"]
    assert [one["value"] for one in points["data"]] == [[0.1, "a"], [0.5, "b"], [0.5, "b"]]
    equal = [one["symbolOffset"] for one in points["data"][1:]]
    assert equal[0] != equal[1]
    assert all(up < 0 for _, up in equal)
    assert [one["name"] for one in means["data"]] == ["a, mean", "b, mean, 0.4 to 0.6"]
    assert reached["data"] == [[0.4, "b"], [0.6, "b"], [0.9, "a"]]
    assert [[end["coord"] for end in ends] for ends in reached["markLine"]["data"]] == [
        [[0.4, "b"], [0.6, "b"]]
    ]
    assert [(one["x"], one["text"]) for one in option["marks"]] == [(0.9, "too many")]


def test_a_logarithmic_axis_of_measurements_leaves_out_zero():
    chart = PointChart(
        name="p", title="P", value_label="norm", categories=["a"], labels=["seed 0", "1"],
        points=[[0.0, 10.0]], means=[0.0], intervals=[(-1.0, 2.0)], log=True,
    )  # fmt: skip
    points, reached = echarts_option(chart)["series"]
    assert [one["value"] for one in points["data"]] == [[10, "a"]]
    assert reached["data"] == reached["markLine"]["data"] == []
