"""What a graph prints: whole, aligned, within the width."""

from __future__ import annotations

import pytest

from suite.graph.build import build
from suite.graph.text import graph_steps, graph_text
from tests.commands import succeed, suite
from tests.graph.test_graph import NEURON, VECTOR

TEXTS = [NEURON, VECTOR, "loss = -log(p[1]); p = exp(s) / sum(exp(s)); s = [3, 1, -3]"]
TEXTS.append(
    "a_very_long_name_of_a_number * another_name_as_long_as_the_first + 1;"
    "a_very_long_name_of_a_number = 123456.789; another_name_as_long_as_the_first = 1e-9"
)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("text", TEXTS, ids=["neuron", "vector", "softmax", "long"])
def test_lines_fit(text, width):
    for line in graph_text(build(text), width).splitlines():
        assert len(line) <= width, line


def test_the_backward_pass_of_the_neuron_is_told_gate_by_gate():
    text = graph_text(build(NEURON))
    (line,) = [one for one in text.splitlines() if "1 / n^2" in one]
    assert " ".join(line.split()) == "f = 1 / n n -1 / n^2 = -0.534 1 -0.534"
    assert "An add gate distributes" in text
    assert "Jacobian" not in text


def test_the_matrix_shows_its_jacobians():
    text = graph_text(build(VECTOR))
    assert "Jacobian dq/dx\n   0.1  0.5\n  -0.3  0.8" in text
    assert "[[0.088, 0.176], [0.104, 0.208]]" in text
    assert "diagonal" in text


def test_steps_add_up_what_comes_from_several_uses():
    lines = graph_steps(build("f = x * q; q = x + 1; x = 3")).splitlines()
    assert lines[-1] == "   x: local gradient 1, times 3 is 3; with 4 from before"


def test_long_graphs_are_cut():
    found = build("f = " + " + ".join(["x"] * 3000) + "; x = 1")
    assert len(graph_text(found).splitlines()) < 800
    assert "more" in graph_text(found)
    assert len(graph_steps(found).splitlines()) < 800


def test_the_verb():
    assert "gradient -4" in succeed("graph", "f = (x + y) * z; x = -2; y = 5; z = -4")
    assert "gets 1 from above" in succeed("graph", "f = x * 2; x = 3", "--step")
    examples = succeed("graph").splitlines()[1:]
    assert len(examples) == 5
    for line in examples:
        assert succeed("graph", line.partition('"')[2].removesuffix('"'))
    answer = suite("graph", "f = x * y; x = 3")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("error: at letter 9: `y` has no value")
