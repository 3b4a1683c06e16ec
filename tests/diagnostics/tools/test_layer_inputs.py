"""What each layer takes in."""

from __future__ import annotations

import keras
import pytest

from suite.diagnostics.tools.layer_inputs import LayerInput, chosen_inputs, layer_inputs
from tests.callbacks.nets import se_residual

L = keras.layers


def test_sources_are_found_in_the_order_of_the_pass():
    found = layer_inputs(se_residual())
    assert [(one.layer, one.source, one.channels, one.moves) for one in found if one.moves] == [
        ("block_conv1", "stem_relu", 4, True),
        ("block_conv2", "block_relu1", 4, True),
        ("excite1", "squeeze", 4, True),
        ("excite2", "excite1", 2, True),
        ("logits", "pool", 4, True),
    ]
    assert [one.layer for one in found if not one.moves] == ["stem"]


@pytest.mark.parametrize("kind", ["functional", "sequential", "added one by one"])
def test_what_comes_before_all_weights_does_not_move(kind):
    layers = [L.Rescaling(0.5, name="scaled"), L.Dense(3, name="one"), L.ReLU(name="relu")]
    layers += [L.Dense(2, name="two"), L.Dense(2, name="frozen", trainable=False)]
    inputs = x = keras.Input((4,))
    if kind == "functional":
        for layer in layers:
            x = layer(x)
        model = keras.Model(inputs, x)
    elif kind == "sequential":
        model = keras.Sequential([inputs, *layers])
    else:
        model = keras.Sequential()
        for layer in (inputs, *layers):
            model.add(layer)
    assert layer_inputs(model) == [
        LayerInput("one", "scaled", 4, False),
        LayerInput("two", "relu", 3, True),
    ]
    assert [one.layer for one in chosen_inputs(model, None)] == ["two"]
    assert [one.layer for one in chosen_inputs(model, ["one"])] == ["one"]


def test_layers_that_cannot_be_told_are_left_out():
    inputs, numbers = keras.Input((4,)), keras.Input((3,), dtype="int32")
    shared = L.Dense(4, name="shared")
    x = shared(shared(inputs))
    embedded = L.Flatten(name="flat")(L.Embedding(5, 2, name="words")(numbers))
    x = L.Concatenate(name="joined")([x, embedded])
    inner_inputs = keras.Input((10,))
    inner = keras.Model(inner_inputs, L.Dense(10, name="inside")(inner_inputs), name="inner")
    x = L.Dense(3, name="head")(inner(x))
    model = keras.Model([inputs, numbers], L.Dense(2, name="after")(x + 1.0))
    assert [one.layer for one in layer_inputs(model)] == ["head"]


def test_a_name_without_an_input_is_refused():
    with pytest.raises(ValueError, match=r"Received: 'pool'; the model has \['stem', 'block_"):
        chosen_inputs(se_residual(), ["pool"])
