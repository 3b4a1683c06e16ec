"""A page with a part of each kind, and names of the tester's choice in all places."""

from __future__ import annotations

import io

from PIL import Image

from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.graph_chart import GraphChart, GraphNode
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.key_figures import KeyFigure, KeyFigures
from suite.runs.page.charts.layer_graph import Frame, LayerGraph, Node
from suite.runs.page.charts.line_chart import Level, LineChart, Mark, Series
from suite.runs.page.charts.parallel_chart import Axis, ParallelChart
from suite.runs.page.charts.picture_grid import Picture, PictureGrid
from suite.runs.page.charts.point_chart import PointChart
from suite.runs.page.charts.section import Section, Text
from suite.runs.page.charts.table import Table
from suite.runs.page.charts.timeline_chart import Event, TimelineChart
from suite.runs.page.render.page import page


def charts(text: str = "a name") -> list[Chart]:
    """A chart of each kind that ECharts draws."""
    x = list(range(1, 101))
    falling = [100.0 / n for n in x]
    common = {"title": text, "reads": text}
    line = LineChart(
        name="line", x_label=text, y_label=text, y_log=True, **common,
        series=[
            Series(name=text, x=x, y=falling, role="training"),
            Series(name=f"{text} 2", x=x, y=[None, *falling[1:]], role="validation"),
            Series(name="crowd", x=x, y=falling, faint=True),
        ],
        levels=[Level(value=10, text=text)],
        marks=[Mark(x=5, y=20, text=text), Mark(x=50, text=text, severity="error")],
    )  # fmt: skip
    band = LineChart(
        name="band", x_label=text, y_label=text, **common,
        series=[Series(name=text, x=[1, 2], y=[1, 2], low=[0, 1], high=[2, 3])],
    )  # fmt: skip
    heat = HeatMap(
        name="heat", x_label=text, y_label=text, columns=x, rows=[text, "second"], log=True,
        values=[falling, [None, 0.0, *falling[2:]]], value_label=text, **common,
    )  # fmt: skip
    counts = HeatMap(
        name="counts", x_label=text, y_label=text, columns=[text, "b"], rows=[text, "b"],
        values=[[9, 1], [0, 7]], counts=True, row_shares=True, **common,
    )  # fmt: skip
    bars = BarChart(
        name="bars", x_label=text, y_label=text, labels=[text, "b"], horizontal=True,
        values={text: [0.5, 1.0], "other": [0.1, None]}, **common,
    )  # fmt: skip
    parallel = ParallelChart(
        name="parallel", labels=[text, "2"], lines=[[0.1, text, 0.9], [0.01, "b", 0.8]],
        axes=[Axis(name=text, log=True), Axis(name="kind", categories=[text, "b"]), Axis(name="y")],
        **common,
    )  # fmt: skip
    events = TimelineChart(
        name="events", x_label=text, rows=[text], **common,
        events=[Event(row=text, x=3, end=9, count=2, text=text, severity="warning")],
    )  # fmt: skip
    points = PointChart(
        name="points", value_label=text, categories=[text, "b"], labels=[f"{text} 0", "1"],
        points=[[1, 2], [3, None]], means=[1.5, None], intervals=[(0.5, 2.5), None],
        limit=Level(value=2, text=text), **common,
    )  # fmt: skip
    return [line, band, heat, counts, bars, parallel, events, points]


def sections(text: str = "a name") -> list[Section]:
    """Sections with a part of each kind."""
    image = io.BytesIO()
    Image.new("L", (8, 8), 128).save(image, "png")
    picture = Picture(png=image.getvalue(), lines=[text], description=f"a picture: {text}")
    graph = LayerGraph(
        name="graph", title=text, reads=text, edges=[(0, 1)],
        nodes=[Node(title=text, lines=[text], row=0), Node(title="b", row=1)],
        frames=[Frame(first=1, last=1, text=text)],
    )  # fmt: skip
    computation = GraphChart(
        name="computation", title=text, reads=text, edges=[(text, "b"), (text, "b")],
        nodes=[
            GraphNode(id=text, label=text, value=text, gradient=text, kind="input"),
            GraphNode(id="b", label="*", kind="output"),
        ],
    )  # fmt: skip
    table = Table(
        name="table", title=text, columns=[text, "number"], reads=text, marked=frozenset({0}),
        rows=[[text, 3], ["b", 0.25], ["c", None], ["d", 1000.5]],
    )  # fmt: skip
    told = Text(title=text, paragraphs=[text], items=[text], copied=text, severity="error")
    figures = KeyFigures(figures=[KeyFigure(label=text, value=text, note=text)])
    pictures = PictureGrid(name="pictures", title=text, reads=text, pictures=[picture])
    return [
        Section(name="first", title=text, intro=text, parts=[told, figures, table]),
        Section(name="charts", title="Charts", parts=charts(text)),
        Section(name="folded", title="Folded", parts=[pictures, graph, computation], folded=True),
    ]


def every_part(text: str = "a name") -> str:
    """The page."""
    return page(text, sections(text), subtitle=text, status="finished")
