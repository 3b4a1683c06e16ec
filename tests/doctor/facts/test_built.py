"""What the rules read off the layers."""

from __future__ import annotations

import pytest

from suite.doctor.facts.built import (
    ending,
    hidden_activations,
    highest,
    last_activations,
    output_units,
)
from suite.doctor.facts.remedy import layers_edit, quoted, recipe_edit
from tests.doctor.cases import case, dense, net

SOFTMAX = {"name": "soft", "kind": "activation", "activation": "softmax"}
DROP = {"name": "drop", "kind": "dropout", "activation": None, "rate": 0.5}


@pytest.mark.parametrize(
    ("layers", "last", "hidden"),
    [
        ([dense("a"), dense("out", activation=None)], [None], {"a": "relu"}),
        ([dense("a"), dense("out", activation="softmax")], ["softmax"], {"a": "relu"}),
        ([dense("a"), dense("out", activation=None), SOFTMAX], ["softmax"], {"a": "relu"}),
        (
            [dense("a"), dense("out", activation="tanh"), DROP, SOFTMAX],
            ["softmax", "tanh"],
            {"a": "relu"},
        ),
        ([dense("a", activation=None), SOFTMAX, dense("out")], ["relu"], {"soft": "softmax"}),
    ],
)
def test_the_end_of_a_net_and_what_is_hidden(layers, last, hidden):
    found = case(setup=net(*layers))
    assert last_activations(found) == last
    assert hidden_activations(found) == hidden


def test_of_a_net_without_a_graph_the_last_kernel_ends_it():
    layers = [{**one, "inputs": []} for one in (dense("a", activation="tanh"), dense("b", 3))]
    found = case(setup={"layers": layers})
    assert (ending(found), last_activations(found)) == ([], [])
    assert hidden_activations(found) == {"a": "tanh"}
    assert output_units(found) == 3


def test_without_a_setup_nothing_is_known():
    assert last_activations(case()) == []
    assert hidden_activations(case()) == {}
    assert output_units(case()) is None
    assert highest(case(), "rate") == (0.0, [])


def test_several_listed_layers_are_changed_in_one_edit():
    layers = [{"kind": "dense", "activation": "tanh"}, {"kind": "flatten"}, {"kind": "dense"}]
    listed = case(model={"layers": layers})
    edit = layers_edit(listed, ["dense_1", "dense_3"], "activation", "relu")
    assert edit.override == (
        'model.layers=[{"kind": "dense", "activation": "relu"}, {"kind": "flatten"}, '
        '{"kind": "dense", "activation": "relu"}]'
    )
    assert layers_edit(listed, ["dense_1", "dense_9"], "activation", "relu") is None
    assert layers_edit(case(), ["dense_1"], "activation", "relu") is None


def test_a_layer_is_found_by_its_own_name():
    named = case(model={"layers": [{"kind": "leaky_relu"}, {"kind": "dense", "name": "mine"}]})
    assert layers_edit(named, ["mine"], "units", 9).override == "model.layers.1.units=9"
    assert layers_edit(named, ["leaky_re_lu_1"], "negative_slope", 0.5).key == (
        "model.layers.0.negative_slope"
    )


@pytest.mark.parametrize(
    ("built", "fits"), [(None, True), (0.999, True), (0.9990000001, True), (0.99, False)]
)
def test_a_key_is_changed_only_where_it_is_the_source(built, fits):
    found = case(model={"norm_momentum": 0.999})
    edit = recipe_edit(found, "model.norm_momentum", 0.9, built)
    assert (edit is not None) is fits


def test_names_in_a_sentence():
    assert quoted(["a", "b"]) == "`a`, `b`"
    assert quoted(list("abcde")) == "`a`, `b`, `c` and 2 more"


@pytest.mark.parametrize(
    ("arguments", "built", "key"),
    [
        ({"drop": 0.8}, 0.8, "model.traits.drop"),
        ({"drop": 0.8, "keep": 0.8}, 0.8, None),  # which of them it is nobody can tell
        ({"l2": 1.0, "scale": 1}, 1.0, "model.traits.l2"),
        ({"scale": 1.0}, 1.0, None),  # many things are 1
        ({"norm": True}, 1.0, None),
        ({"shape": "tanh"}, "tanh", "model.traits.shape"),
        ({}, 0.8, None),
        ({"shape": "relu", "last": "relu"}, "relu", "model.traits.shape"),
    ],
)
def test_a_net_calls_its_arguments_as_it_likes(arguments, built, key):
    found = case(model={"kind": "./net.py:net", "traits": arguments})
    edit = recipe_edit(found, "model.its_usual_name", 0.5, built, hints=("l2", "shape"))
    assert (edit and edit.key) == key
