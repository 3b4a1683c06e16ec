"""The network on the page: boxes, blocks that repeat, the table, the totals."""

from __future__ import annotations

import dataclasses

import pytest

from suite.runs.page.charts.layer_graph import Frame
from suite.runs.page.render.graph_view import graph_view
from suite.runs.page.render.page import page
from suite.runs.page.sections.network.boxes import Box, boxes, outer_layers
from suite.runs.page.sections.network.folding import Fold, folds
from suite.runs.page.sections.network.graph import graph
from suite.runs.page.sections.network.network import network
from tests.runs.page.sections.hand_made import LAYERS, chart, run


def layer(name, kind, inputs, **facts):
    return {"name": name, "kind": kind, "inputs": list(inputs), **facts}


def residual(blocks):
    """Layers of a residual net whose blocks are all alike."""
    found = [layer("x", "input_layer", [])]
    before = "x"
    for number in range(blocks):
        conv = {"units": 8, "parameters": 576, "output_shape": [None, 4, 4, 8]}
        found += [
            layer(f"{number}a", "conv2d", [before], **conv),
            layer(f"{number}b", "batch_normalization", [f"{number}a"], parameters=32),
            layer(f"{number}c", "activation", [f"{number}b"], activation="relu"),
            layer(f"{number}d", "conv2d", [f"{number}c"], **conv),
            layer(f"{number}e", "add", [before, f"{number}d"], output_shape=[None, 4, 4, 8]),
        ]
        before = f"{number}e"
    return [*found, layer("out", "dense", [before], units=2, parameters=18)]


def test_small_layers_join_the_one_before_them():
    found = boxes(LAYERS)
    assert [(box.kind, box.joined) for box in found] == [
        ("input", ()),
        ("conv2d 4", ("relu",)),
        ("dense 2", ()),
    ]
    assert [box.inputs for box in found] == [(), (0,), (1,)]


def test_a_layer_whose_output_is_taken_twice_keeps_its_box():
    """What follows only one of the two would seem to follow both."""
    layers = [
        layer("x", "input_layer", []),
        layer("a", "dense", ["x"], units=3),
        layer("b", "dropout", ["a"]),
        layer("c", "add", ["a", "b"]),
    ]
    assert [box.inputs for box in boxes(layers)] == [(), (0,), (1,), (1, 2)]


def test_layers_in_wrappers_count_for_these():
    layers = [
        layer("x", "input_layer", []),
        layer("t", "time_distributed", ["x"], parameters=0),
        layer("t/d", "dense", ["x"], parameters=8),
        layer("model/inner", "dense", ["t"], parameters=4),
    ]
    assert [(one["name"], one.get("parameters")) for one in outer_layers(layers)] == [
        ("x", None),
        ("t", 8),
        ("model/inner", 4),
    ]
    assert layers[1]["parameters"] == 0


@pytest.mark.parametrize("blocks", [2, 9, 60])
def test_blocks_that_repeat_are_drawn_once(blocks):
    found = graph(residual(blocks))
    assert [node.title for node in found.nodes] == [
        "input",
        "conv2d 8",
        "conv2d 8",
        "add",
        "dense 2",
    ]
    assert found.edges == [(0, 1), (0, 3), (1, 2), (2, 3), (3, 4)]
    assert found.frames == [Frame(first=1, last=3, text=f"x {blocks}")]
    assert [row[3] for row in found.to_table().rows] == [1, *[f"x {blocks}"] * 3, 1]


def test_what_only_looks_alike_is_not_folded():
    chain = [Box("input", (), "8", 0, ())]
    chain += [Box("dense 8", (), "8", 72, (number,)) for number in range(3)]
    other = [*chain[:3], dataclasses.replace(chain[3], inputs=(1,))]
    smaller = [*chain[:3], dataclasses.replace(chain[3], parameters=36)]
    assert folds(chain) == [Fold(1, 1, 3)]
    assert folds(other) == folds(smaller) == [Fold(1, 1, 2)]
    assert folds(chain[:2]) == []


def test_every_line_of_a_graph_leads_down_and_no_two_boxes_share_a_place():
    found = graph(residual(3))
    places = [(node.row, node.column) for node in found.nodes]
    assert len(set(places)) == len(places)
    assert all(found.nodes[a].row < found.nodes[b].row for a, b in found.edges)


def test_branches_stand_side_by_side():
    layers = [
        layer("x", "input_layer", []),
        layer("a", "dense", ["x"], units=3),
        layer("b", "dense", ["x"], units=4),
        layer("c", "concatenate", ["a", "b"]),
    ]
    found = graph(layers)
    assert [(node.row, node.column) for node in found.nodes] == [(0, 0), (1, 0), (1, 1), (2, 0)]
    assert [node.role for node in found.nodes] == ["end", "plain", "plain", "end"]


def test_a_model_that_shows_no_graph_has_a_table_only(tmp_path):
    layers = [{**one, "inputs": []} for one in LAYERS]
    assert graph(layers) is None
    section = network(run(tmp_path, setup={"layers": layers}))
    assert [part.name for part in section.parts if hasattr(part, "name")] == ["layers"]


def test_a_net_of_too_many_unlike_layers_is_not_drawn():
    layers = [layer("0", "input_layer", [])]
    layers += [layer(f"{n}", "dense", [f"{n - 1}"], units=n) for n in range(1, 200)]
    assert graph(layers) is None


def test_the_table_has_shapes_costs_and_fields_and_marks_what_is_frozen(tmp_path):
    conv = {
        **LAYERS[1],
        "trainable": False,
        "output_shape": [None, 6, 6, 4],
        "multiply_adds": 1296,
        "receptive_field": [3, 3],
    }
    out = {**LAYERS[3], "multiply_adds": 288, "receptive_field": "all"}
    rest = [{**one, "multiply_adds": 0} for one in (LAYERS[0], LAYERS[2])]
    found = run(
        tmp_path,
        setup={"layers": [rest[0], conv, rest[1], out]},
        parameters={"trainable": 10, "total": 50},
    )
    section = network(found)
    table = chart(section, "layers")
    assert table.rows[1] == ["conv", "conv2d, frozen", "6 x 6 x 4", 40, 1296, "3 x 3"]
    assert table.rows[2][:2] == ["relu", "activation, relu"]
    assert table.rows[3][4:] == [288, "whole input"]
    assert table.marked == {1}
    values = {figure.label: figure.value for figure in section.parts[0].figures}
    assert values == {
        "trained parameters": "10",
        "other parameters": "40",
        "multiply-adds": "1,584",
        "layers with weights": "2",
    }


def test_multiply_adds_have_no_sum_where_those_of_a_layer_are_unknown(tmp_path):
    layers = [{**LAYERS[0], "multiply_adds": 0}, LAYERS[1]]
    section = network(run(tmp_path, setup={"layers": layers}))
    assert "multiply-adds" not in {figure.label for figure in section.parts[0].figures}


@pytest.mark.parametrize("setup", [{}, {"layers": None}, {"layers": ["x", {}, {"name": 3}]}])
def test_a_run_that_says_nothing_of_its_model_has_no_section(tmp_path, setup):
    assert network(run(tmp_path, setup=setup)) is None


def test_a_run_without_setup_says_what_is_missing(tmp_path):
    found = network(run(tmp_path, setup={}, parameters={"trainable": 3, "total": 3}))
    assert "setup.json" in found.intro
    assert found.parts[0].figures[0].value == "3"


def test_a_drawing_keeps_lines_out_of_boxes():
    """A shortcut goes down in a lane at the right of what it passes by."""
    drawing = graph_view(graph(residual(2)))
    right = max(box.left + box.width for box in drawing.boxes)
    (shortcut,) = [path for path in drawing.paths if path.count("H") == 2]
    lane = float(shortcut.split("H")[1].split("V")[0])
    assert right < lane < drawing.width
    assert all(box.bottom <= drawing.height for box in drawing.boxes)
    (frame,) = drawing.frames
    assert frame.left + frame.width > lane


def test_shortcuts_at_the_same_height_have_lanes_of_their_own():
    layers = [layer("0", "input_layer", [])]
    layers += [layer(f"{n}", f"kind{n}", [f"{n - 1}"]) for n in range(1, 5)]
    layers.append(layer("5", "add", ["4", "0", "1"]))
    drawing = graph_view(graph(layers))
    lanes = [path.split("H")[1].split("V")[0] for path in drawing.paths if path.count("H") == 2]
    assert len(lanes) == len(set(lanes)) == 2


def test_names_of_layers_are_texts_and_nothing_else(tmp_path):
    hostile = "</script><script>alert(1)</script>"
    layers = [layer("x", hostile, []), layer(hostile, "dense", ["x"], activation=hostile)]
    html = page("a page", [network(run(tmp_path, setup={"layers": layers}))])
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert") > 3
