"""Weights go from layer to layer by name, or nothing goes."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.training.assembly.transfer.take_weights import (
    Misfit,
    head_of,
    layers_with_weights,
    take_weights,
)
from tests.training.assembly.transfer.nets import network, values


def same(model, source) -> set[str]:
    """The layers that have the source's weights."""
    return {
        name
        for name, layer in layers_with_weights(model).items()
        if name in layers_with_weights(source)
        and all(map(np.array_equal, layer.get_weights(), source.get_layer(name).get_weights()))
    }


def test_the_head_is_the_last_layer_with_weights():
    assert head_of(network()) == "logits"
    assert "normalization" not in layers_with_weights(network())


def test_layers_of_the_same_names_get_the_weights():
    model, source = network(seed=1), network(seed=2)
    for weight in source.weights:  # the statistics of batch normalization too
        weight.assign(np.random.default_rng(0).random(weight.shape))
    take_weights(model, source, "auto")
    assert same(model, source) == set(layers_with_weights(model))
    assert len(same(model, source)) == 6


@pytest.mark.parametrize(("head", "classes"), [("auto", 4), ("new", 4), ("new", 3)])
def test_the_head_stays_new(head, classes):
    model, source = network(classes, seed=1), network(seed=2)
    before = model.get_layer("logits").kernel.numpy()
    take_weights(model, source, head)
    np.testing.assert_array_equal(model.get_layer("logits").kernel, before)
    assert set(layers_with_weights(model)) - same(model, source) == {"logits"}


def test_heads_are_compared_whatever_their_names():
    inputs = keras.Input((4,))
    nets = []
    for name in ("logits", "dense_7"):
        x = keras.layers.Dense(3, name="body")(inputs)
        nets.append(keras.Model(inputs, keras.layers.Dense(2, name=name)(x)))
    model, source = nets
    take_weights(model, source, "keep")
    expected = source.get_layer("dense_7").kernel
    np.testing.assert_array_equal(model.get_layer("logits").kernel, expected)


def test_a_source_that_does_not_fit_is_refused_whole():
    model, source = network(seed=1), network(filters=(4, 8), seed=2)
    before = values(model)
    with pytest.raises(Misfit) as caught:
        take_weights(model, source, "auto")
    names = [name for name in layers_with_weights(model) if name.startswith(("block2", "dense"))]
    assert str(caught.value).startswith(f"does not fit in {len(names)} layers: {names[0]}: kernel ")
    assert "(3, 3, 4, 8) in the source, (3, 3, 4, 6) wanted" in str(caught.value)
    for path, value in values(model).items():
        np.testing.assert_array_equal(value, before[path])


def test_a_layer_that_one_side_lacks_is_named():
    model, source = network(filters=(4,)), network()
    with pytest.raises(Misfit, match=r"block2_conv1: absent in the model; .*dense1: kernel "):
        take_weights(model, source, "auto")
    with pytest.raises(Misfit, match=r"block2_conv1: absent in the source; "):
        take_weights(source, model, "auto")


def test_replaced_layers_may_be_missing_on_either_side_and_stay_new():
    model, source = network(filters=(4,), seed=1), network(seed=2)
    before = model.get_layer("dense1").kernel.numpy()
    take_weights(model, source, "auto", {"block2_conv1", "block2_norm1", "dense1"})
    assert same(model, source) == {"block1_conv1", "block1_norm1", "logits"}
    np.testing.assert_array_equal(model.get_layer("dense1").kernel, before)


def test_a_head_that_is_replaced_stays_new():
    model, source = network(seed=1), network(seed=2)
    take_weights(model, source, "auto", {"logits"})
    assert set(layers_with_weights(model)) - same(model, source) == {"logits"}


def test_a_head_to_keep_must_fit():
    with pytest.raises(Misfit, match=r"1 layer: logits: kernel \(5, 3\) in the source, \(5, 4\)"):
        take_weights(network(4), network(), "keep")


def test_a_layer_with_other_weights_is_told_of():
    inputs = keras.Input((4,))
    nets = []
    for bias in (True, False):
        x = keras.layers.Dense(3, use_bias=bias, name="body")(inputs)
        nets.append(keras.Model(inputs, keras.layers.Dense(2)(x)))
    with pytest.raises(Misfit, match="body: kernel in the source, kernel, bias wanted"):
        take_weights(*nets, "auto")
