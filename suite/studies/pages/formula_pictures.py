"""What a study of formulas is about, drawn: its computational graphs, its activations."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from suite.formula import Call, Formula, Parameter, Text
from suite.graph.build import build
from suite.graph.picture import graph_chart
from suite.runs.page.charts.graph_chart import GraphChart
from suite.runs.page.charts.line_chart import LineChart
from suite.runs.page.charts.section import Part
from suite.studies.definition.study_recipe import StudyRecipe
from suite.studies.pages.activation_curves import activation_curves

_OF_GRAPHS = {"graph_value", "graph_gradient", "gate_jacobian"}
_OF_CURVES = {"activation", "derivative", "steepest", "flat_share"}
# A page of a lecture has several studies.
_MOST_GRAPHS = 4


def formula_pictures(study: StudyRecipe, prefix: str = "") -> list[Part]:
    """The graphs that a study computes, one of each variant; the curves that it measures.

    Args:
        study: any; of one that is about neither there are none.
        prefix: of the names of the charts, where a page has several studies.

    Example:
        >>> from suite.studies.definition.load_study import load_study
        >>> [chart.title for chart in formula_pictures(load_study("foundations/gates"))]
        ['add: f = 2 * g', 'max: f = 2 * g', 'multiply: f = 2 * g']
    """
    calls = [call for measure in study.measures.values() for call in measure.calls]
    parts: list[Part] = [*itertools.islice(_graphs(study, calls, prefix), _MOST_GRAPHS)]
    if any(call.name in _OF_CURVES for call in calls):
        curves = [part for part in activation_curves().parts if isinstance(part, LineChart)]
        parts += [replace(chart, name=f"{prefix}{chart.name}") for chart in curves]
    return parts


def _graphs(study: StudyRecipe, calls: list[Call], prefix: str) -> Iterator[GraphChart]:
    drawn = set()
    for arm in study.arms:
        for call in calls:
            text = _text(call.arguments[0], study.given_to(arm)) if call.arguments else None
            if call.name in _OF_GRAPHS and text is not None and text not in drawn:
                drawn.add(text)
                first = text.partition(";")[0].strip()
                title = first if len(study.arms) == 1 else f"{arm}: {first}"
                name = f"{prefix}graph-{len(drawn)}"
                yield replace(graph_chart(build(text)), name=name, title=title)


def _text(argument: Formula, given: Any) -> str | None:
    match argument:
        case Text(content):
            return content
        case Parameter(name):
            return str(given[name])
    return None
