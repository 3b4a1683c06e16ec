"""Estimates of real values beside the truth."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from suite.runs.numbers import show
from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.key_figures import KeyFigure, KeyFigures
from suite.runs.page.charts.line_chart import LineChart, Series
from suite.runs.page.charts.section import Part
from suite.runs.page.sections.outcome.texts import short

# Points of the line on which estimates should lie, between the least and the greatest value.
_DOTS = 60
_FIGURES = {
    "mae": ("mean absolute error", "how far an estimate is off"),
    "rmse": ("root mean square error", "large errors count more"),
    "r2": ("R²", "1 is perfect, 0 no better than the mean"),
}


def value_parts(found: Mapping[str, Any]) -> Iterator[Part]:
    """Figures, estimates against the truth, and a histogram of the errors, of each value.

    Example:
        >>> points = {"true": [1.0, 3.0], "estimated": [2.0, 3.0]}
        >>> bins = {"edges": [0.0, 0.5, 1.0], "counts": [1, 1]}
        >>> one = {"name": "height", "mae": 0.5, "rmse": 0.7, "r2": 0.5, **points, **bins}
        >>> [getattr(part, "name", "") for part in value_parts({"estimates": [one]})]
        ['', 'estimates', 'residuals']
    """
    several = found.get("estimates") or []
    for number, one in enumerate(several, 1):
        suffix = f"_{number}" if number > 1 else ""
        of = f" of {short(one['name'])}" if len(several) > 1 else ""
        yield KeyFigures(
            figures=[
                KeyFigure(label=f"{label}{of}", value=show(one[name]), note=note)
                for name, (label, note) in _FIGURES.items()
                if one[name] is not None
            ]
        )
        yield _against_truth(one, f"estimates{suffix}", of)
        yield _errors(one, f"residuals{suffix}", of)


def _against_truth(one: dict[str, Any], name: str, of: str) -> LineChart:
    true, estimated = one["true"], one["estimated"]
    low, high = min(true), max(true)
    line = [low + (high - low) * dot / (_DOTS - 1) for dot in range(_DOTS)]
    return LineChart(
        name=name,
        title=f"Estimates{of} against the truth",
        reads=(
            "A point for each sample; a perfect model has all of them on the dotted line. Above it "
            "the estimate is too large, below it too small."
        ),
        x_label="true value",
        y_label="estimate",
        series=[
            Series(name="sample", x=true, y=estimated, role="test"),
            Series(name="as it should be", x=line, y=line),
        ],
        points=True,
    )


def _errors(one: dict[str, Any], name: str, of: str) -> BarChart:
    edges = one["edges"]
    middles = [(low + high) / 2 for low, high in itertools.pairwise(edges)]
    return BarChart(
        name=name,
        title=f"How large the errors{of} are",
        reads=(
            "How many samples have an error of that size; right of 0 the estimate is too large. A "
            "heap beside 0 means that the model is off in one direction."
        ),
        x_label="estimate - true value",
        y_label="samples",
        labels=[show(float(f"{middle:.3g}")) for middle in middles],
        values={"samples": one["counts"]},
    )
