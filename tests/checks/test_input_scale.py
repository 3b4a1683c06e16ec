"""The scale of what the model sees."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import suite
from suite.checks.input_scale import (
    channel_statistics,
    input_scale,
    judged,
    normalizes_itself,
    seen,
)
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


def spread(deviation: float, mean: float = 0.0) -> np.ndarray:
    """Values of two channels, of exactly that mean and deviation."""
    return np.tile([[mean - deviation], [mean + deviation]], (50, 2)).astype("float32")


def spiked(value: float, count: int, size: int = 10_000) -> np.ndarray:
    """Of so many normalized values, a few that are far out."""
    values = np.tile([-1.0, 1.0], size // 2)
    values[:count] = value
    return values.reshape(-1, 1)


@pytest.mark.parametrize(
    ("values", "severity", "text"),
    [
        (spread(1.0), None, ""),
        (spread(5.0), None, ""),
        (spread(5.001), "warning", "have a standard deviation of 5; about 1 is right."),
        (spread(0.021), None, ""),
        (spread(0.019), "warning", "hardly vary: their standard deviation is 0.019."),
        (spread(0.0), "warning", "hardly vary: their standard deviation is 0."),
        (spread(1.0, 0.99), None, ""),
        (spread(1.0, 1.01), "note", "are not centered: a mean is 1.01 deviations from 0."),
        (spread(0.5, 10.0), "warning", "go up to 10.5 (0.5 of them beyond 10)."),
        (spiked(10.0, 1), None, ""),
        (spiked(11.0, 10), "note", "go up to 11 (0.001 of them beyond 10)."),
        (spiked(11.0, 11), "warning", "go up to 11 (0.0011 of them beyond 10)."),
        (spiked(-11.0, 1), "note", "go up to 11 (0.0001 of them beyond 10)."),
        (spiked(100.0, 1), "note", "go up to 100 (0.0001 of them beyond 10)."),
        (spiked(101.0, 1), "warning", "go up to 101 (0.0001 of them beyond 10)."),
    ],
)
def test_every_limit(values, severity, text):
    found = judged(values, tolerant=False)
    assert (found and found[1]) == severity
    assert severity is None or found[0] == f"The model's inputs {text}"


@pytest.mark.parametrize(
    ("values", "severity"),
    [
        (spread(5.001), "note"),
        (spread(0.019), "note"),
        (spread(1.0, 2.0), None),
        (spiked(101.0, 1), "note"),
        (spread(0.0), "note"),
    ],
)
def test_a_tolerant_net_is_told_less(values, severity):
    found = judged(values, tolerant=True)
    assert (found and found[1]) == severity


L = keras.layers


@pytest.mark.parametrize(
    ("parts", "tolerant"),
    [
        ([L.Dense(4), L.BatchNormalization()], True),
        ([L.Dense(4), L.ReLU(), L.BatchNormalization()], True),
        ([L.Flatten(), L.Dense(4, "relu"), L.LayerNormalization()], True),
        ([L.Rescaling(0.5), L.LayerNormalization()], True),
        ([L.BatchNormalization()], True),
        ([L.Dense(4, "tanh"), L.BatchNormalization()], False),
        ([L.Dense(4), L.Dropout(0.1)], False),
        ([L.Dense(4)], False),
    ],
)
def test_a_norm_behind_the_first_layer_makes_a_net_tolerant(parts, tolerant):
    def body(x):
        for part in parts:
            x = part(x)
        return L.Dense(4, name="logits")(L.Flatten()(x))

    assert normalizes_itself(context(body)) is tolerant


def test_a_large_set_is_looked_at_here_and_there():
    values = np.zeros((5000, *images(1).shape[1:]), "float32")
    values[::2], values[1::2] = -1, 1
    found = seen(context(mlp, data=dataset(values)))
    assert len(found) == 2048
    assert abs(float(found.mean())) < 0.05


def test_several_inputs_are_not_judged():
    a, b = keras.Input((2,)), keras.Input((2,))
    made = keras.Model([a, b], L.Add()([a, b]))
    made.compile("sgd", "mse")
    assert input_scale(context(made)) == []


def nested(x):
    """A model at the beginning that scales."""
    inner = keras.Sequential([keras.Input(x.shape[1:]), L.Rescaling(1 / 50), L.Conv2D(4, 3)])
    return mlp(inner(x))


@pytest.mark.parametrize(
    "body",
    [
        lambda x: mlp(x / 50.0),
        lambda x: mlp((keras.ops.flip(x, -1) - 1.0) * 0.02),
        lambda x: mlp(L.Rescaling(1 / 50)(L.Resizing(8, 8)(x))),
        lambda x: mlp(L.Lambda(lambda values: values / 50.0)(L.RandomFlip()(x))),
        nested,
    ],
)
def test_inputs_are_judged_behind_what_the_net_does_to_them_itself(body):
    assert input_scale(context(body, data=dataset(images(scale=50)))) == []
    assert severities(input_scale(context(body, data=dataset(images(scale=5000))))) == ["warning"]


def test_a_model_to_which_layers_were_added_one_by_one():
    made = keras.Sequential()
    for one in (keras.Input(images(1).shape[1:]), L.Rescaling(1 / 50), L.Flatten(), L.Dense(4)):
        made.add(one)
    made.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    assert input_scale(context(made, data=dataset(images(scale=50)))) == []
    assert severities(input_scale(context(made, data=dataset(images(scale=5000))))) == ["warning"]


@pytest.mark.parametrize(
    "body", [lambda x: mlp(L.Rescaling(1 / 50)(x)), lambda x: mlp(x / 50.0), nested]
)
def test_inputs_that_were_scaled_before_and_by_the_net_again(body):
    """Another scale would be undone by the net once more, so that none is proposed."""
    raw = context(body, data=dataset(images(scale=0.1)))
    recipe = suite.load("models/cnn-digits", "data={kind: digits, normalize: none}")
    object.__setattr__(raw, "recipe", recipe)
    (found,) = input_scale(raw)
    assert (found.severity, found.edit) == ("warning", None)
    assert found.text.endswith("behind the scaling of the model's own: were they scaled before?")


def test_what_is_scaled_after_the_first_weights_was_not_scaled():
    late = context(lambda x: mlp(L.Conv2D(4, 3)(x) / 50.0), data=dataset(images(scale=50)))
    assert severities(input_scale(late)) == ["warning"]


def test_networks_with_a_scale_of_their_own_are_not_told_another():
    raw = context(mlp, data=dataset(images(scale=50)))
    changes = "data={kind: digits, normalize: none}", "model={kind: application}"
    object.__setattr__(raw, "recipe", suite.load("models/cnn-digits", *changes))
    assert input_scale(raw) == []
