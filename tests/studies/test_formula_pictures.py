"""Studies of formulas show what they compute."""

from __future__ import annotations

from suite.runs.page.charts.graph_chart import GraphChart
from suite.studies.definition.load_study import load_study
from suite.studies.pages.formula_pictures import formula_pictures
from suite.studies.pages.study_page import study_sections
from suite.studies.running.study import study


def test_the_page_draws_the_graph_and_tells_its_figures(tmp_path):
    found = study("foundations/sigmoid-neuron", tmp_path, quiet=True)
    _, graph, table = study_sections(found)[0].parts
    assert isinstance(graph, GraphChart)
    assert {node.gradient for node in graph.nodes if node.label.startswith("n = ")} == {"-0.534"}
    assert [row[0] for row in table.rows][:2] == ["value", "n"]
    assert table.columns == ["figure", "measured as", "neuron"]
    assert set(found.words().values()) == {"holds"}


def test_curves_are_drawn_and_other_studies_have_none():
    names = [part.name for part in formula_pictures(load_study("activations/tanh-slope"), "t-")]
    assert names == ["t-graph-1", "t-graph-2", "t-activations", "t-activation-slopes"]
    assert formula_pictures(load_study("foundations/one-neuron")) == []
