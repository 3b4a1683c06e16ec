"""Hidden dense layers: the body of an MLP, the head of a CNN."""

from __future__ import annotations

import keras
import pytest

from suite.models.parts.dense_stack import dense_stack, drop, flatten
from suite.models.parts.norm import Norm
from suite.models.parts.units import Units

PLAIN = Units("relu", Norm("none"))


def stack(shape, widths, dropout, units=PLAIN) -> keras.Model:
    inputs = keras.Input(shape)
    return keras.Model(inputs, dense_stack(inputs, widths, dropout, units))


def names(model: keras.Model) -> list[str]:
    return [layer.name for layer in model.layers[1:]]


@pytest.mark.parametrize(
    ("widths", "dropout", "expected"),
    [
        ([5], 0.0, ["dense1", "activation1"]),
        ([5], 0.5, ["dense1", "activation1", "dropout1"]),
        (
            [5, 4],
            [0.0, 0.5],
            ["dense1", "activation1", "dense2", "activation2", "dropout2"],
        ),
    ],
)
def test_layers_are_numbered_from_one(widths, dropout, expected):
    assert names(stack((3,), widths, dropout)) == expected


def test_norms_stand_where_the_units_say():
    before = Units("relu", Norm("batch"))
    after = Units("relu", Norm("batch"), "after")
    assert names(stack((3,), [5], 0.0, before)) == ["dense1", "norm1", "activation1"]
    assert names(stack((3,), [5], 0.0, after)) == ["dense1", "activation1", "norm1"]


def test_images_are_flattened_once():
    model = stack((4, 5, 3), [6], 0.0)
    assert names(model) == ["flatten", "dense1", "activation1"]
    assert model.get_layer("dense1").kernel.shape == (60, 6)


@pytest.mark.parametrize("widths", [[], ()])
def test_without_widths_there_is_nothing(widths):
    inputs = keras.Input((3,))
    assert dense_stack(inputs, widths, 0.0, PLAIN) is inputs


@pytest.mark.parametrize("width", [0, -1, 2.0, True, "3", None])
def test_widths_must_be_counts(width):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        stack((3,), [4, width], 0.0)
    text = f"Argument `widths` must be an integer >= 1. Received: widths={width!r}"
    assert str(refused.value) == text


@pytest.mark.parametrize("rate", [1, 1.0, -0.1, True, "0.5", None])
@pytest.mark.parametrize("argument", ["dropout", "input_dropout"])
def test_rates_must_be_in_range(rate, argument):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        drop(keras.Input((3,)), rate, argument, "d")
    text = f"Argument `{argument}` must be a number in [0, 1). Received: {argument}={rate!r}"
    assert str(refused.value) == text


@pytest.mark.parametrize("rates", [[], [0.1], [0.1, 0.2, 0.3]])
def test_a_list_of_rates_has_one_per_layer(rates):
    expected = (
        "Argument `dropout` must be one value or a list with one value per hidden dense layer (2). "
        f"Received: dropout={rates!r}"
    )
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        stack((3,), [4, 4], rates)
    assert str(refused.value) == expected


@pytest.mark.parametrize("rate", [0, 0.0])
def test_rate_zero_leaves_the_layer_out(rate):
    inputs = keras.Input((3,))
    assert drop(inputs, rate, "dropout", "d") is inputs


def test_vectors_pass_and_images_become_vectors():
    vectors, images = keras.Input((3,)), keras.Input((2, 3, 4))
    assert flatten(vectors) is vectors
    assert flatten(images).shape == (None, 24)


@pytest.mark.parametrize("shape", [(None,), (None, 4, 3), (4, None, 3)])
def test_a_size_must_be_known(shape):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        flatten(keras.Input(shape))
    assert str(refused.value) == (
        "Argument `inputs` must have a known size where dense layers follow. "
        f"Received: inputs.shape={(None, *shape)}"
    )
