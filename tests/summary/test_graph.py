"""The calls of a model, read from its configuration."""

from __future__ import annotations

import keras
import pytest
from keras import layers

from suite.summary.graph import calls

L = layers


def told(model) -> list[tuple]:
    """Name, number of the call, and the names of what it takes."""
    return [(*call.key, [name for name, _ in call.inputs]) for call in calls(model)]


def chain() -> keras.Model:
    inputs = keras.Input((8, 8, 3), name="in")
    x = L.Conv2D(4, 3, name="conv")(inputs)
    return keras.Model(inputs, L.Flatten(name="flat")(x))


def test_a_chain():
    assert told(chain()) == [("in", 0, []), ("conv", 0, ["in"]), ("flat", 0, ["conv"])]


def test_shapes_have_the_batch_axis():
    shapes = [(call.input_shapes, call.output_shape) for call in calls(chain())]
    assert shapes == [
        ((), (None, 8, 8, 3)),
        (((None, 8, 8, 3),), (None, 6, 6, 4)),
        (((None, 6, 6, 4),), (None, 144)),
    ]


def test_each_call_has_its_layer():
    model = chain()
    assert [call.layer for call in calls(model)] == model.layers


def test_a_sequential_model_is_a_chain():
    model = keras.Sequential([keras.Input((2,), name="in"), L.Dense(3, name="a"), L.ReLU(name="b")])
    assert told(model)[1:] == [("a", 0, [told(model)[0][0]]), ("b", 0, ["a"])]


def test_a_layer_that_is_called_again_has_a_call_more():
    inputs = keras.Input((4,), name="in")
    shared = L.Dense(4, name="shared")
    model = keras.Model(inputs, shared(L.ReLU(name="relu")(shared(inputs))))
    assert told(model) == [
        ("in", 0, []),
        ("shared", 0, ["in"]),
        ("relu", 0, ["shared"]),
        ("shared", 1, ["relu"]),
    ]


def test_branches_come_before_where_they_meet():
    inputs = keras.Input((4,), name="in")
    left, right = L.Dense(4, name="left")(inputs), L.Dense(4, name="right")(inputs)
    model = keras.Model(inputs, L.Add(name="add")([right, left]))
    assert told(model)[0] == ("in", 0, [])
    assert told(model)[-1] == ("add", 0, ["right", "left"])
    assert {row[0] for row in told(model)[1:3]} == {"left", "right"}


def test_an_output_that_is_taken_twice():
    inputs = keras.Input((4,), name="in")
    x = L.Dense(4, name="a")(inputs)
    assert told(keras.Model(inputs, L.Multiply(name="square")([x, x])))[-1] == (
        "square",
        0,
        ["a", "a"],
    )


@pytest.mark.parametrize("form", ["list", "dict", "nested"])
def test_several_inputs_and_outputs_in_any_form(form):
    a, b = keras.Input((2,), name="a"), keras.Input((3,), name="b")
    both = L.Concatenate(name="both")([a, b])
    inputs = {"list": [a, b], "dict": {"b": b, "a": a}, "nested": [[a], (b,)]}[form]
    outputs = {"list": [both, a], "dict": {"z": both, "w": a}, "nested": {"z": [both], "w": (a,)}}
    model = keras.Model(inputs, outputs[form])
    rows = {row[0]: row[2] for row in told(model)}
    assert rows == {"a": [], "b": [], "both": ["a", "b"]}
    shapes = {call.key[0]: call.output_shape for call in calls(model)}
    assert shapes == {"a": (None, 2), "b": (None, 3), "both": (None, 5)}


def test_a_nested_model_is_one_call():
    inner = keras.Model(i := keras.Input((4,)), L.Dense(2)(i), name="inner")
    inputs = keras.Input((4,), name="in")
    model = keras.Model(inputs, L.Dense(1, name="head")(inner(inputs)))
    assert told(model) == [("in", 0, []), ("inner", 0, ["in"]), ("head", 0, ["inner"])]


def test_operations_are_calls_and_constants_are_none():
    inputs = keras.Input((4,), name="in")
    model = keras.Model(inputs, keras.ops.maximum(2.0 * inputs + 1.0, 0.0))
    assert [type(call.layer).__name__ for call in calls(model)] == [
        "InputLayer",
        "Multiply",
        "Add",
        "Maximum",
    ]
    assert all(len(call.inputs) == 1 for call in calls(model)[1:])


def test_of_a_layer_with_several_outputs_the_first_is_told():
    inputs = keras.Input((5, 2), name="in")
    sequence, *state = L.LSTM(3, return_sequences=True, return_state=True, name="lstm")(inputs)
    rows = calls(keras.Model(inputs, [sequence, *state]))
    assert rows[-1].output_shape == (None, 5, 3)
    taken = calls(keras.Model(inputs, L.Dense(1)(state[0])))[-1]
    assert taken.inputs == (("lstm", 0),)
    assert taken.input_shapes == ((None, 3),)


def test_a_call_with_keywords():
    inputs, mask = keras.Input((5, 2), name="in"), keras.Input((5,), dtype="bool", name="mask")
    model = keras.Model([inputs, mask], L.GRU(3, name="gru")(inputs, mask=mask))
    assert sorted(told(model)[-1][2]) == ["in", "mask"]


@pytest.mark.parametrize(
    "model", [keras.Sequential(), keras.Sequential([L.Dense(2)]), keras.Model()]
)
def test_what_has_no_graph_is_refused(model):
    with pytest.raises(ValueError, match="Argument `model`") as refusal:
        calls(model)
    assert str(refusal.value) == (
        "Argument `model` must be a functional model, or a sequential one that is built. "
        f"Received: model={model}"
    )
