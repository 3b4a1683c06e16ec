"""The scale of what the model sees."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.checks.input_scale import channel_statistics, input_scale, seen
from tests.checks.context import (
    cnn,
    context,
    dataset,
    images,
    mlp,
    model,
    recipe_context,
    severities,
)


def test_normalized_inputs_are_fine():
    assert input_scale(context(mlp, data=dataset())) == []
    assert input_scale(context(mlp)) == []


@pytest.mark.parametrize(("factor", "figure"), [(20.0, 20.0), (1e-3, 1e-3)])
def test_a_wrong_spread_is_a_warning(factor, figure):
    (finding,) = input_scale(context(mlp, data=dataset(images(scale=factor))))
    assert finding.severity == "warning"
    assert finding.topic == "data/normalization"
    assert finding.figure == pytest.approx(figure, rel=0.1)


def test_an_offset_is_a_note_and_a_large_one_a_warning():
    (finding,) = input_scale(context(mlp, data=dataset(images() + 3)))
    assert (finding.severity, finding.limit) == ("note", 1.0)
    assert finding.figure == pytest.approx(3, rel=0.1)
    (finding,) = input_scale(context(mlp, data=dataset(images() + 50)))
    assert (finding.severity, finding.limit) == ("warning", 10.0)


def test_a_rare_outlier_is_a_note_unless_it_is_huge():
    inputs = images()
    inputs[3, 2, 1, 0] = 30
    assert severities(input_scale(context(mlp, data=dataset(inputs)))) == ["note"]
    inputs[3, 2, 1, 0] = 130
    assert severities(input_scale(context(mlp, data=dataset(inputs)))) == ["warning"]


def test_what_is_not_finite_is_an_error():
    tiny = keras.layers.Rescaling(1e38)

    (finding,) = input_scale(context(lambda x: mlp(tiny(x)), data=dataset(images(scale=100))))
    assert finding.severity == "error"
    batch = images(32)
    batch[0, 0, 0, 0] = np.nan
    broken = context(mlp, data=dataset())
    object.__setattr__(broken, "batch", (batch, broken.batch[1]))
    (finding,) = input_scale(broken)
    assert (finding.severity, finding.figure) == ("error", 1.0)


def test_only_a_note_where_a_normalization_follows_the_first_layer():
    assert severities(input_scale(context(cnn, data=dataset(images(scale=20))))) == ["note"]


def test_sees_what_the_preprocessing_layers_leave():
    """Oracle: the closed form of both layers."""
    normalization = keras.layers.Normalization(mean=[1.0, 2.0], variance=[4.0, 9.0])
    data = dataset(images() * np.float32([2, 3]) + np.float32([1, 2]))
    layered = context(lambda x: mlp(normalization(keras.layers.Rescaling(1.0)(x))), data=data)
    rows = data.train.inputs[np.linspace(0, 127, 128).astype(int)]
    np.testing.assert_allclose(seen(layered), (rows - [1, 2]) / [2, 3], rtol=1e-5, atol=1e-5)
    assert input_scale(layered) == []


def test_channel_statistics():
    values = images()
    mean, std = channel_statistics(values)
    for channel in range(2):
        assert mean[channel] == pytest.approx(float(values[..., channel].mean()), abs=1e-6)
        assert std[channel] == pytest.approx(float(values[..., channel].std()), rel=1e-5)


def test_a_shared_layer_is_no_reason_to_fail():
    scaling = keras.layers.Rescaling(1.0)
    model(lambda x: mlp(scaling(x)))
    assert input_scale(context(lambda x: mlp(scaling(x)), data=dataset())) == []


def test_names_the_edit_of_a_recipe():
    (finding,) = input_scale(recipe_context("models/mlp-digits", "data.normalize=none"))
    assert finding.severity == "warning"
    assert str(finding.edit) == "data.normalize: none -> standard"
    feature = "data.normalize={kind: standard, per: feature}"
    (finding,) = input_scale(recipe_context("models/mlp-digits", feature))
    assert (finding.severity, finding.edit) == ("note", None)
