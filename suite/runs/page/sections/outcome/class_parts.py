"""Confusion, figures of each class or label, and calibration."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from suite.runs.numbers import show
from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.line_chart import LineChart, Series
from suite.runs.page.charts.section import Part
from suite.runs.page.charts.table import Table
from suite.runs.page.sections.outcome.texts import percent, short, whole

# More bars than these cannot be taken in; the table has the others.
_MOST_BARS = 15
# So many names, and so long ones, have room below upright bars.
_MOST_UPRIGHT, _SHORT_NAME = 12, 5


def class_parts(found: Mapping[str, Any]) -> Iterator[Part]:
    """Which classes are taken for which, how well each class or label is known, and how sure the
    model is.

    Example:
        >>> told = {"classes": 2, "names": ["cat", "dog"], "counts": [[3, 1], [0, 2]]}
        >>> (chart,) = class_parts({"confusion": told})
        >>> chart.shades[0]
        [0.75, 0.25]
    """
    if confusion := found.get("confusion"):
        yield _matrix(confusion) if "counts" in confusion else _pairs(confusion)
    if per_class := found.get("per_class"):
        yield _bars(per_class, found.get("kind") == "labels")
    if told := found.get("calibration"):
        yield _calibration(told, "validation" if found.get("split") == "validation" else "test")
        yield _confidence(told)


def class_table(found: Mapping[str, Any]) -> Iterator[Part]:
    """The same figures of each class as numbers."""
    if per_class := found.get("per_class"):
        yield _rows(per_class, found.get("kind") == "labels")


def _matrix(confusion: dict[str, Any]) -> HeatMap:
    names = [whole(name) for name in confusion["names"]]
    return HeatMap(
        name="confusion",
        title="Which class is taken for which",
        reads=(
            "A row for each true class, a column for each answer: what is right lies on the "
            "diagonal, and a strong color beside it is a frequent mistake. The color is the share "
            "of the row."
        ),
        x_label="answer",
        y_label="true class",
        columns=names,
        rows=names,
        values=confusion["counts"],
        limits=(0.0, 1.0),
        counts=True,
        row_shares=True,
    )


def _pairs(confusion: dict[str, Any]) -> Table:
    return Table(
        name="confusion",
        title="Which class is taken for which",
        reads=f"The most frequent mistakes among {confusion['classes']:,} classes.",
        columns=["true class", "answer", "samples", "share of the class"],
        rows=[
            [short(one["true"]), short(one["answered"]), one["count"], percent(one["share"])]
            for one in confusion["pairs"]
        ],
    )


def _reads(is_of_labels: bool) -> str:
    if is_of_labels:
        return (
            "Precision: how often the label is right where it is given. Recall: how often it is "
            "given where it belongs. Short bars are the labels to look at."
        )
    return (
        "Precision: how often the answer is right when this class is answered. Recall: how often "
        "samples of this class are recognized. Short bars are the classes to look at."
    )


def _bars(per_class: dict[str, Any], is_of_labels: bool) -> BarChart:
    rows, what = per_class["rows"], "label" if is_of_labels else "class"
    title = f"How well each {what} is known"
    if len(rows) > _MOST_BARS:
        rows = sorted(rows, key=lambda row: 2.0 if row["f1"] is None else row["f1"])[:_MOST_BARS]
        plural = "labels" if is_of_labels else "classes"
        title = f"The {len(rows)} {plural} known least, of {per_class['of']:,}"
    names = [whole(row["name"]) for row in rows]
    return BarChart(
        name="per_class",
        title=title,
        reads=_reads(is_of_labels),
        x_label=what,
        y_label="share",
        labels=names,
        values={name: [row[name] for row in rows] for name in ("precision", "recall")},
        horizontal=len(names) > _MOST_UPRIGHT or max(map(len, names)) > _SHORT_NAME,
    )


def _rows(per_class: dict[str, Any], is_of_labels: bool) -> Table:
    rows, what = per_class["rows"], "label" if is_of_labels else "class"
    macro = per_class["macro"]
    means = ", ".join(
        f"{'F1' if name == 'f1' else name} {show(value)}"
        for name, value in macro.items()
        if value is not None
    )
    plural = "labels" if is_of_labels else "classes"
    most = (
        f" The {len(rows)} {plural} with the least F1 are listed."
        if len(rows) < per_class["of"]
        else ""
    )
    return Table(
        name="per_class_figures",
        title=f"Figures of each {what}",
        reads=(
            f"F1 is the harmonic mean of precision and recall. Means over all {plural}: {means}."
            f"{most}"
        ),
        columns=[what, "samples", "precision", "recall", "F1"],
        rows=[
            [short(row["name"]), row["count"], row["precision"], row["recall"], row["f1"]]
            for row in rows
        ],
    )


def _calibration(told: dict[str, Any], role: Literal["test", "validation"]) -> LineChart:
    bins = [
        (confidence, accuracy)
        for confidence, accuracy, count in zip(
            told["confidence"], told["accuracy"], told["counts"], strict=True
        )
        if count
    ]
    x = [confidence for confidence, _ in bins]
    return LineChart(
        name="calibration",
        title="Is it right as often as it is sure?",
        reads=(
            "Of answers given with a probability of 0.8, 80 % should be right. Below the diagonal "
            "the model is too sure of itself, above it too cautious. The mean distance, the "
            f"expected calibration error, is {show(told['error'])}."
        ),
        x_label="probability of the answer",
        y_label="share that is right",
        series=[
            Series(name="answers", x=x, y=[right for _, right in bins], role=role),
            Series(name="as it should be", x=[0.0, *x, 1.0], y=[0.0, *x, 1.0]),
        ],
        y_range=(0.0, 1.0),
    )


def _confidence(told: dict[str, Any]) -> BarChart:
    counts = told["counts"]
    edges = [f"{place / len(counts):.2f}" for place in range(len(counts) + 1)]
    return BarChart(
        name="confidence",
        title="How sure it is",
        reads=(
            "Which share of the answers is given with that probability. Where there are few, the "
            "chart of their accuracy says little."
        ),
        x_label="probability of the answer",
        y_label="share of the answers",
        labels=[f"{low} to {high}" for low, high in itertools.pairwise(edges)],
        values={"answers": [count / sum(counts) for count in counts]},
    )
