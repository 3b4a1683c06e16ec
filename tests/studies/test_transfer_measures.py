"""What a run took from its source, and what it moved."""

from __future__ import annotations

from types import SimpleNamespace

import keras
import pytest

from suite.errors import UserError
from suite.studies.measures.practice.transfer import layers_from_source, moved_layers


def network(seed=0):
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Dense(2, name=name) for name in ("one", "two", "head")]
    return keras.Sequential([keras.Input((2,)), *layers])


def test_a_single_bit_is_a_move():
    before, after = network(), network()
    arm = SimpleNamespace(initial_model=before, model=after)
    assert moved_layers(arm) == 0
    kernel = after.get_layer("two").kernel
    kernel.assign(kernel * (1 + 2**-23))
    assert moved_layers(arm) == 1


def test_layers_that_begin_as_the_source_are_counted(tmp_path):
    network(seed=1).save(tmp_path / "source.keras")
    model = network(seed=2)
    source = network(seed=1)
    for name in ("one", "two"):
        model.get_layer(name).set_weights(source.get_layer(name).get_weights())
    import suite

    recipe = suite.load("practice/transfer", f"transfer.source={tmp_path / 'source.keras'}")
    assert layers_from_source(SimpleNamespace(initial_model=model, recipe=recipe)) == 2
    with pytest.raises(UserError, match=r"no transfer\.source"):
        layers_from_source(SimpleNamespace(recipe=suite.load("quickstart")))
