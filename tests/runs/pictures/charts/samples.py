"""Charts as runs have them, and as nobody expects them."""

from __future__ import annotations

import io
import math

from PIL import Image

from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.graph_chart import GraphChart, GraphNode
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.layer_graph import Frame, LayerGraph, Node
from suite.runs.page.charts.line_chart import Level, LineChart, Mark, Series
from suite.runs.page.charts.parallel_chart import Axis, ParallelChart
from suite.runs.page.charts.picture_grid import Picture, PictureGrid
from suite.runs.page.charts.point_chart import PointChart
from suite.runs.page.charts.table import Table
from suite.runs.page.charts.timeline_chart import Event, TimelineChart

STRANGE = (
    r"$\frac$",
    "a$b",
    "中文標籤",
    "العربية",
    "<script>alert(1)</script>",
    "\x1b[2J\x00",
    "名" * 300,
    "very_long_name_of_a_layer/" * 20,
    "one\ntwo",
    "",
    "{} %s \\",
)


def lines(series, **options):
    return LineChart(
        name="loss",
        **{"title": "Loss", "x_label": "epoch", "y_label": "loss", "series": series, **options},
    )


def curve(count=40, name="training", role="training", start=2.0):
    xs = list(range(1, count + 1))
    return Series(name=name, x=xs, y=[start * math.exp(-x / 10) + 0.1 for x in xs], role=role)


def heat(values, **options):
    rows, columns = len(values), len(values[0]) if values else 0
    return HeatMap(
        name="gradient_norm",
        **{
            "title": "Gradient norm",
            "x_label": "step",
            "y_label": "layer",
            "columns": [10 * column for column in range(columns)],
            "rows": [f"stage{row // 6}_block{row % 6 // 2}_conv{row % 2}" for row in range(rows)],
            "values": values,
            **options,
        },
    )


def bars(labels, values, **options):
    return BarChart(
        name="recall", title="Recall", x_label="class", y_label="share", labels=labels,
        values=values, **options,
    )  # fmt: skip


def png(side=8):
    file = io.BytesIO()
    image = Image.new("L", (side, side))
    image.putdata([255 * (pixel % 2) for pixel in range(side * side)])
    image.save(file, "PNG")
    return file.getvalue()


def grid(count, texts=("is: dog", "said: cat", "0.93"), content=None):
    picture = Picture(png=png() if content is None else content, lines=texts, description="a dog")
    return PictureGrid(name="worst", title="Worst", pictures=[picture] * count)


def graph(count, edges=(), frames=()):
    nodes = [Node(title=f"conv_{row}", lines=["8 x 8 x 16"], row=row) for row in range(count)]
    chain = [(row, row + 1) for row in range(count - 1)]
    return LayerGraph(
        name="network", title="Network", nodes=nodes, edges=[*chain, *edges], frames=frames
    )


def timeline(events, rows=("dead_neurons", "loss_curve"), **options):
    return TimelineChart(
        name="timeline", title="Findings", x_label="step", rows=rows, events=events, **options
    )


def parallel(lines, **options):
    axes = [Axis(name="optimizer.learning_rate", log=True), Axis(name="accuracy")]
    return ParallelChart(
        name="trials", title="Trials", labels=list(map(str, range(len(lines)))), lines=lines,
        **{"axes": axes, **options},
    )  # fmt: skip


def points(values, **options):
    labels = [f"seed {number}" for number in range(max(map(len, values), default=0))]
    names = [f"momentum-0.{number}" for number in range(len(values))]
    return PointChart(
        name="accuracy", title="Test accuracy",
        **{"value_label": "accuracy", "labels": labels, "categories": names, "points": values}
        | options,
    )  # fmt: skip


def computation(nodes, edges, **options):
    made = [
        GraphNode(
            id=str(number), label=name, value="-0.5300", gradient="1.250",
            kind="gate" if any(edge[1] == number for edge in edges) else "input",
        )
        for number, name in enumerate(nodes)
    ]  # fmt: skip
    return GraphChart(
        name="graph", title="Computational graph", nodes=made,
        edges=[(str(source), str(target)) for source, target in edges], **options,
    )  # fmt: skip


# A neuron: the logistic function of w0 x0 + w1 x1 + w2, gate by gate.
NEURON = computation(
    ["w0", "x0", "w1", "x1", "w2", "*", "*", "+", "+", "* -1", "exp", "+ 1", "1 / x"],
    [
        (0, 5),
        (1, 5),
        (2, 6),
        (3, 6),
        (5, 7),
        (6, 7),
        (7, 8),
        (4, 8),
        *((n, n + 1) for n in range(8, 12)),
    ],
    reads="Each gate multiplies what comes back to it by its own derivative.",
)


CLASSES = [*("airplane", "automobile", "bird", "cat", "deer"), *("dog", "frog", "horse", "ship")]
CONFUSION = [[900 if a == b else 9 * a + b for b in range(9)] for a in range(9)]
USUAL = {
    "lines": lines(
        [curve(), curve(name="validation", role="validation", start=3.0)],
        reads="Where validation rises while training falls, the set is learned by heart.",
        marks=[
            Mark(x=30, y=0.25, text="best 0.2500 in epoch 30"),
            Mark(x=12, text="62 % of the units are saturated.", severity="warning"),
            Mark(x=12.2, text="The gradient vanishes.", severity="error"),
        ],
        levels=[Level(value=0.4, text="by chance")],
    ),
    "log lines": lines([curve(name=f"layer {n}", role="other") for n in range(4)], y_log=True),
    "band": lines([Series(name="mean", x=[1, 2], y=[1, 2], low=[0, 1], high=[2, 3])]),
    "points": lines([curve()], points=True),
    "heat": heat([[10.0 ** (step / 9 - row) for step in range(60)] for row in range(12)], log=True),
    "confusion": heat(CONFUSION, columns=CLASSES, rows=CLASSES, counts=True, row_shares=True),
    "bars": bars(CLASSES, {"precision": [0.5] * 9, "recall": [0.25] * 9}),
    "few bars": bars(["cat", "dog"], {"recall": [0.5, 1.0]}),
    "measurements": points(
        [[0.91, 0.93, 0.92, 0.9, 0.94], [0.95, 0.96, 0.94, 0.97, 0.95]],
        means=[0.92, 0.954],
        intervals=[(0.9, 0.94), (0.94, 0.968)],
        limit=Level(value=0.95, text="limit 0.95"),
    ),
    "parallel": parallel([[10.0**-n, n / 5] for n in range(6)]),
    "grid": grid(24),
    "table": Table(name="t", title="Layers", columns=["layer", "units"], rows=[["dense", 10]]),
    "timeline": timeline(
        [Event(row="loss_curve", x=9, text="It rises.", severity="error", end=40)]
    ),
    "computation": NEURON,
    "graph": graph(14, edges=[(1, 4)], frames=[Frame(first=1, last=4, text="x 9")]),
}
_NAN, _HUGE = math.nan, 1e308
EXTREME = {
    "no series": lines([]),
    "no points": lines([Series(name="a", x=[], y=[])]),
    "one point": lines([curve(1)]),
    "holes": lines([Series(name="a", x=[1, 2, 3], y=[None, _NAN, math.inf])]),
    "a gap": lines([Series(name="a", x=[1, 2, 3], y=[1.0, None, 2.0])]),
    "constant": lines([Series(name="a", x=[1, 2], y=[0.0, 0.0])]),
    "log without positive values": lines([Series(name="a", x=[1, 2], y=[0, -1])], y_log=True),
    "log of a constant": lines([Series(name="a", x=[1, 2], y=[3.0, 3.0])], y_log=True, x_log=True),
    "huge": lines([Series(name="a", x=[1, 2, 3], y=[_HUGE, -_HUGE, 1e299])]),
    "tiny": lines([Series(name="a", x=[1, 2], y=[5e-324, 1e-300])], y_log=True),
    "1,000 curves": lines([curve(3, name=f"layer_{n}", role="other") for n in range(1000)]),
    "a crowd": lines([curve(), Series(name="b", x=[1, 2], y=[1, 2], faint=True)]),
    "strange curves": lines(
        [curve(3, name=name, role="other", start=n) for n, name in enumerate(STRANGE)]
    ),
    "200 marks": lines(
        [curve()], marks=[Mark(x=n / 5, text=f"{n} " * 99, severity="note") for n in range(200)]
    ),
    "marks that are nowhere": lines(
        [curve()],
        marks=[
            Mark(x=_NAN, text="a"),
            Mark(x=3, y=math.inf, text="b"),
            Mark(x=1e6, text="c", severity="error"),
            Mark(x=-1e12, y=0.5, text="d"),
        ],
    ),
    "levels that are nowhere": lines(
        [curve()],
        y_log=True,
        levels=[Level(value=v, text="far") for v in (_NAN, 0.0, -1.0, 1e300, math.inf)],
    ),
    "an empty range": lines([curve()], y_range=(1.0, 1.0)),
    "no cells": heat([]),
    "no columns": heat([[]]),
    "one cell": heat([[0.0]]),
    "holes only": heat([[None, _NAN]]),
    "log without positive cells": heat([[0.0, -1.0]], log=True),
    "1,000 layers": heat([[row * column for column in range(30)] for row in range(1000)]),
    "4,000 columns": heat([list(range(4000))]),
    "strange rows": heat([[n] for n in range(len(STRANGE))], rows=STRANGE),
    "100 classes": heat(
        [[a * b for b in range(100)] for a in range(100)],
        columns=[f"class_{n}" for n in range(100)],
        rows=[f"class_{n}" for n in range(100)],
        counts=True,
        row_shares=True,
    ),
    "large counts": heat([[123456789, 2], [3, None]], counts=True),
    "no bars": bars([], {}),
    "bars without values": bars(["a"], {"b": [None]}),
    "negative bars": bars(["a", "b"], {"c": [-1.0, 2.0]}),
    "300 bars": bars([f"class_{n}" for n in range(300)], {"a": list(range(300))}),
    "numbered bars": bars([str(n) for n in range(300)], {"a": list(range(300))}),
    "strange bars": bars(STRANGE, {name: [1.0] * len(STRANGE) for name in STRANGE[:9]}),
    "no runs": parallel([]),
    "no axes": parallel([[]], axes=[]),
    "runs that failed": parallel([[0.1, None], [0.0, _NAN]]),
    "a single run": parallel([[0.1, 0.5]]),
    "no categories": points([]),
    "categories without points": points([[], []]),
    "points that are nowhere": points([[_NAN, None, math.inf]], limit=Level(value=_NAN, text="a")),
    "equal points": points([[0.5] * 5] * 2, means=[0.5] * 2, intervals=[(0.5, 0.5)] * 2),
    "log of no positive points": points([[0.0, -1.0]], log=True),
    "40 categories": points([[n, n + 1] for n in range(40)], means=list(range(40))),
    "a limit at the edge": points([[1.0, 2.0]], limit=Level(value=9, text="chance " * 9)),
    "strange points": points(
        [[1.0]] * len(STRANGE), categories=STRANGE, labels=[STRANGE[6]], value_label=STRANGE[7],
        limit=Level(value=0.5, text=STRANGE[7]),
    ),
    "strange axes": parallel(
        [[name, 0.5] for name in STRANGE],
        axes=[Axis(name=STRANGE[7], categories=STRANGE), Axis(name=STRANGE[2])],
    ),
    "12 axes": parallel([[n / 9] * 12 for n in range(500)], axes=[Axis(name="a.b.c")] * 12),
    "no pictures": grid(0),
    "100 pictures": grid(100),
    "broken pictures": grid(2, content=b"no picture"),
    "strange pictures": grid(5, STRANGE),
    "a picture without text": grid(1, ()),
    "no rows": Table(name="t", title="Layers", columns=["a"], rows=[]),
    "a large table": Table(
        name="t", title="Layers", columns=[f"c{n}" for n in range(30)],
        rows=[[n, *["x" * 50] * 29] for n in range(400)], marked=frozenset({0, 399}),
    ),
    "a strange table": Table(
        name="t", title="T", columns=["a", "b"], rows=[[name, None] for name in STRANGE]
    ),
    "no event": timeline([]),
    "strange events": timeline(
        [Event(row=name, x=n, text=name * 9, severity="note") for n, name in enumerate(STRANGE)],
        rows=STRANGE,
        x_range=(0, 0),
    ),
    "events that are nowhere": timeline(
        [Event(row="?", x=1, text="a"), Event(row="loss_curve", x=_NAN, text="b", end=_NAN)]
    ),
    "no layers": graph(0),
    "no nodes": computation([], []),
    "one node": computation(["x"], []),
    "x times x": computation(["x", "*"], [(0, 1), (0, 1)]),
    "60 gates in a row": computation(["tanh"] * 60, [(n, n + 1) for n in range(59)]),
    "60 inputs": computation(["x"] * 60 + ["+"], [(n, 60) for n in range(60)]),
    "strange nodes": computation(STRANGE, [(n, n + 1) for n in range(0, 10, 2)]),
    "400 layers": graph(400, edges=[(1, 399)]),
    "strange layers": LayerGraph(
        name="n", title="N", edges=[],
        nodes=[Node(title=one, lines=[one], row=n, column=n % 3) for n, one in enumerate(STRANGE)],
    ),
    "a strange title": lines([curve()], title=STRANGE[7], reads=STRANGE[6], x_label=STRANGE[7]),
}  # fmt: skip
