"""Charts whose limits and marks come near one another, at the edges, or are far away; and charts
with many names, or long ones."""

from __future__ import annotations

import math

from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.line_chart import Level, LineChart, Mark, Series
from suite.runs.page.charts.point_chart import PointChart

_LONG = "a_very_long_name_of_a_layer/without_any_gap/" * 3


def curves(epochs=30, **more):
    xs = list(range(1, epochs + 1))
    series = [
        Series(name="training", x=xs, y=[2 * math.exp(-x / 8) for x in xs], role="training"),
        Series(
            name="validation", x=xs, role="validation",
            y=[2 * math.exp(-x / 6) + 0.01 * x for x in xs],
        ),
    ]  # fmt: skip
    return LineChart(
        name="loss",
        **{"title": "Loss", "x_label": "epoch", "y_label": "loss", "series": series, **more},
    )


def best(epoch, y=0.3, text=""):
    return Mark(x=epoch, y=y, text=text or f"best {y} in epoch {epoch}")


def levels(*values):
    return [Level(value=value, text=f"limit {value}") for value in values]


def measured(value, text):
    return PointChart(
        name="points", title="Units", value_label="units", labels=["seed 0", "seed 1"],
        categories=["zeros", "he"], points=[[1, 2], [63, 64]], limit=Level(value=value, text=text),
    )  # fmt: skip


def confusion(names, digits=3):
    counts = [[10**digits - 1 if a == b else 7 for b in names] for a in names]
    return HeatMap(
        name="confusion", title="Confusion", x_label="answer", y_label="class", columns=names,
        rows=names, values=counts, counts=True, row_shares=True, limits=(0, 1),
    )  # fmt: skip


_CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship")
NAMED = {
    "classes": confusion([*_CLASSES, "truck"]),
    "digits": confusion(list(map(str, range(10)))),
    "large counts": confusion([f"class {number}" for number in range(20)], digits=5),
    "long classes": confusion([f"{_LONG}{number}" for number in range(6)]),
    "100 classes": confusion([f"class {number}" for number in range(100)]),
    "100 long classes": confusion([f"{_LONG}{number}" for number in range(100)]),
    "colors with a long label": HeatMap(
        name="heat", title="Means", x_label="step", y_label="layer", columns=[1, 2], rows=["a"],
        values=[[0.005047, 0.4833]], value_label="standard deviations of " + _LONG,
    ),
    "bars": BarChart(
        name="bars", title="Recall", x_label="class", y_label="recall", labels=_CLASSES,
        values={"precision": [0.5] * 9, "recall": [0.75] * 9},
    ),
}  # fmt: skip
POINTED_OUT = {
    "two equal levels": curves(
        levels=[Level(value=1, text="test 1"), Level(value=1, text="chance 1")]
    ),
    "three within a percent": curves(levels=levels(1.0, 1.005, 1.01)),
    "at both ends": curves(levels=levels(0.0, 0.01, 1.99, 2.0)),
    "best first": curves(marks=[best(1, 1.7)], levels=levels(1.7)),
    "best last": curves(marks=[best(30, 0.31)], levels=levels(0.31, 0.3)),
    "best in the middle": curves(marks=[best(15)], levels=levels(0.3)),
    "second, below a long name": curves(marks=[best(2, 1.5)], y_label="a name of an axis " * 3),
    "one epoch only": curves(1, marks=[best(1, 1.7)], levels=levels(1.7, 1.8)),
    "two epochs": curves(2, marks=[best(2, 1.5)], levels=levels(1.5)),
    "many levels": curves(levels=levels(*(n / 20 for n in range(40)))),
    "many marks": curves(
        marks=[Mark(x=n, text=f"warning {n}", severity="warning") for n in range(30)]
    ),
    "marks side by side": curves(
        marks=[
            best(14),
            Mark(x=15, text="not finite", severity="error"),
            Mark(x=15, text="again", severity="error"),
            Mark(x=16, text="stuck", severity="note"),
        ]
    ),
    "long names": curves(
        marks=[best(9, text=_LONG), Mark(x=20, text=f"a sentence {_LONG}", severity="note")],
        levels=[Level(value=0.5, text=_LONG), Level(value=0.51, text="a text of many words " * 9)],
    ),
    "far away": curves(levels=levels(-50.0, -49.0, 90.0, 91.0, 0.5)),
    "outside of a range": curves(y_range=(0.0, 1.0), levels=levels(1.5, 1.6, 0.99, 1.0)),
    "logarithmic": curves(
        y_log=True, levels=levels(1e-9, 0.01, 0.011, 0.0), marks=[best(30, 0.31)]
    ),
    "zoomed": curves(200, levels=levels(1.0, 1.01), marks=[best(199, 2.0), best(190, 1.9)]),
    "without a name": curves(y_label="", marks=[best(1, 1.7), best(2, 1.5)], levels=levels(1.5)),
    "a constant": curves(
        series=[Series(name="a", x=[1, 2, 3], y=[0.5] * 3)],
        levels=levels(0.5), marks=[best(1, 0.5)],
    ),
    "a limit at the left": measured(1, "limit 1"),
    "a limit far at the right": measured(640, "a limit that is far away from all of them"),
}  # fmt: skip
