"""Graphs as pictures, pages and cells of a notebook."""

from __future__ import annotations

import pytest

import suite
from suite.errors import UserError
from suite.graph.build import build
from suite.graph.picture import MOST_NODES, graph_chart, graph_sections
from tests.commands import suite as command
from tests.graph.test_graph import NEURON, VECTOR


def test_boxes_and_arrows_are_those_of_the_formula():
    chart = graph_chart(build("f = 2 / (x * x + y); x = 3; y = -4"))
    labels = {node.id: node.label for node in chart.nodes}
    assert list(labels.values()) == ["x", "*", "y", "+", "f = 2 / x"]
    arrows = [(labels[source], labels[target]) for source, target in chart.edges]
    assert arrows == [("x", "*"), ("x", "*"), ("*", "+"), ("y", "+"), ("+", "f = 2 / x")]
    assert [node.kind for node in chart.nodes] == ["input", "gate", "input", "gate", "output"]
    assert chart.nodes[-1].value == "0.4"


def test_the_page_shows_the_pass_and_the_jacobians():
    back = graph_sections(build(VECTOR))[1].parts
    assert [part.name for part in back] == ["backward", "jacobian-q-x", "jacobian-g1-q"]
    assert back[0].rows[-2] == [
        "q = W @ x",
        "W",
        "with x",
        "[0.44, 0.52]",
        "[[0.088, 0.176], [0.104, 0.208]]",
    ]
    assert back[1].rows == [["q[0]", "0.1", "0.5"], ["q[1]", "-0.3", "0.8"]]
    assert back[2].rows[0][1:] == ["0.22", "0"]


@pytest.mark.parametrize("form", ["svg", "html"])
def test_it_is_drawn_by_the_verb(form, tmp_path):
    path = tmp_path / f"neuron.{form}"
    answer = command("graph", NEURON, "--out", path)
    assert (answer.status, answer.out, answer.err) == (0, f"picture: {path}\n", "")
    assert "-0.534" in path.read_text("utf-8") or form == "svg"


def test_what_cannot_be_drawn_is_refused(tmp_path):
    large = suite.graph("f = x" + " + x" * MOST_NODES + "; x = 1")
    with pytest.raises(UserError, match="a picture holds 80"):
        large.save(tmp_path / "large.png")
    with pytest.raises(UserError, match=r"or \.html"):
        suite.graph(NEURON).save(tmp_path / "neuron.gif")
    assert list(tmp_path.iterdir()) == []
    assert list(large._repr_mimebundle_()) == ["text/plain"]


def test_it_shows_itself_in_a_notebook():
    cell = suite.graph(NEURON)._repr_mimebundle_()
    assert sorted(cell) == ["text/html", "text/plain"]
    assert "data:image/png" in cell["text/html"]
    assert repr(suite.graph(NEURON)) == "<Graph of f: 8 gates>"
