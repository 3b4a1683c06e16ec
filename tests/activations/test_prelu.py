"""PReLU against its equation, and as an activation of a recipe."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import suite
from suite.activations import PReLU
from suite.diagnostics.tools.units import activation_units
from suite.studies.measures.arm import Arm


def test_below_zero_each_channel_has_its_slope():
    layer = PReLU(slope=0.1)
    x = np.random.default_rng(0).normal(size=(2, 3, 3, 4)).astype("float32")
    layer(x)
    slopes = np.array([0.1, 0.2, -0.3, 2.0], "float32")
    assert layer.alpha.shape == (1, 1, 4)
    np.testing.assert_array_equal(layer.alpha, np.full((1, 1, 4), np.float32(0.1)))
    layer.alpha.assign(slopes[None, None])
    np.testing.assert_allclose(layer(x), np.where(x > 0, x, slopes * x), rtol=1e-6)


def test_it_is_saved_with_its_slopes(tmp_path):
    inputs = keras.Input((4, 4, 3))
    model = keras.Model(inputs, PReLU(slope=0.5, name="prelu")(inputs))
    model.get_layer("prelu").alpha.assign(np.array([[[0.1, 0.2, 0.3]]]))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    x = np.random.default_rng(0).normal(size=(2, 4, 4, 3)).astype("float32")
    np.testing.assert_array_equal(loaded(x), model(x))
    assert loaded.get_layer("prelu").slope == 0.5


@pytest.mark.parametrize("slope", [float("nan"), float("inf"), "steep", None])
def test_a_slope_is_a_number(slope):
    with pytest.raises(ValueError, match="`slope`"):
        PReLU(slope=slope)


@pytest.mark.parametrize("written", ["prelu", "{kind: PReLU, slope: 0.1}"])
def test_a_recipe_names_it_as_any_activation(written):
    arm = Arm(suite.load("models/cnn-digits", f"model.activation={written}"))
    layers = [one for one in arm.initial_model.layers if isinstance(one, PReLU)]
    channels = [one.output.shape[-1] for one in layers]
    assert [one.count_params() for one in layers] == channels  # one slope each, and each its own
    kinds = {units.layer: units.kind for units in activation_units(arm.initial_model)}
    assert {kinds[one.name] for one in layers} == {"prelu"}
