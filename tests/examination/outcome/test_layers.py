"""Filters of the first layer and feature maps of an image, as pictures of known arrays."""

from __future__ import annotations

import base64
import io

import keras
import numpy as np
import pytest
from PIL import Image

from suite.examination.outcome.feature_maps import MOST, feature_maps
from suite.examination.outcome.filters import filters

layers = keras.layers


def decoded(text: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))))


def net(*inside, shape=(8, 8, 3)):
    return keras.Sequential([keras.Input(shape), *inside])


@pytest.mark.parametrize("channels", [1, 3])
def test_a_filter_has_its_weights_as_brightness(channels):
    model = net(layers.Rescaling(2.0), layers.Conv2D(5, 3, name="first"), shape=(8, 8, channels))
    kernel = np.random.default_rng(0).normal(size=(3, 3, channels, 5)).astype("float32")
    kernel[..., 4] = 0
    model.get_layer("first").set_weights([kernel, np.zeros(5)])
    told = filters(model)
    assert (told["layer"], told["size"], told["of"]) == ("first", [3, 3, channels], 5)
    for number in range(5):
        weights = kernel[..., number].astype(float)
        largest = abs(weights).max()
        shown = decoded(told["pictures"][number])[::21, ::21]  # 3 pixels of 21 each
        expected = 255 * (0.5 + weights / (2 * (largest or 1)))
        expected = expected[..., 0] if channels == 1 else expected
        np.testing.assert_allclose(shown, expected, atol=0.51)
        assert told["largest"][number] == pytest.approx(largest, rel=1e-3)


@pytest.mark.parametrize("shape", [(8, 6, 1), (8, 6)])
def test_the_units_of_a_dense_layer_on_an_image(shape):
    model = net(layers.Flatten(), layers.Dense(70), shape=shape)
    told = filters(model)
    assert (told["size"], told["of"], len(told["pictures"])) == ([8, 6, 1], 70, 64)


@pytest.mark.parametrize(
    ("inside", "shape"),
    [
        ([layers.Dense(4)], (5,)),
        ([layers.Conv2D(4, 3)], (8, 8, 4)),
        ([layers.Conv2D(4, 1)], (8, 8, 3)),
        ([layers.Conv1D(4, 3)], (8, 3)),
        ([layers.BatchNormalization(), layers.Conv2D(4, 3)], (8, 8, 3)),
        ([layers.Flatten()], (8, 8, 3)),
    ],
    ids=["table", "four channels", "one pixel", "series", "another layer first", "no weights"],
)
def test_what_is_no_picture_is_left_out(inside, shape):
    assert filters(net(*inside, shape=shape)) is None


def test_the_first_layer_of_a_nested_model():
    inner = keras.Sequential(
        [keras.Input((8, 8, 3)), layers.Conv2D(2, 3, name="a"), layers.Conv2D(3, 3, name="b")]
    )
    assert filters(net(inner, layers.Flatten(), layers.Dense(2)))["layer"] == "a"


def test_a_kernel_that_is_not_finite_is_drawn():
    model = net(layers.Conv2D(2, 3, name="first"))
    model.get_layer("first").set_weights([np.full((3, 3, 3, 2), np.nan), np.zeros(2)])
    assert len(filters(model)["pictures"]) == 2


def deep():
    names = [f"conv{number}" for number in range(5)]
    convolutions = [layers.Conv2D(20, 3, activation="relu", name=name) for name in names]
    return net(*convolutions, layers.Flatten(), layers.Dense(2), shape=(20, 20, 1))


def test_maps_of_the_first_and_of_the_middle_layer():
    model = deep()
    image = np.random.default_rng(0).random((20, 20, 1)).astype("float32")
    told = feature_maps(model, image)
    assert [(one["layer"], one["size"], one["of"]) for one in told["layers"]] == [
        ("conv0", [18, 18], 20), ("conv2", [14, 14], 20)
    ]  # fmt: skip
    np.testing.assert_allclose(decoded(told["image"]), image[..., 0] * 255, atol=0.51)
    maps = np.asarray(model.get_layer("conv0")(image[None]))[0]
    first = told["layers"][0]
    spread = maps.std(axis=(0, 1))
    assert len(first["channels"]) == MOST
    assert min(spread[first["channels"]]) >= max(np.delete(spread, first["channels"]))
    for place, channel in enumerate(first["channels"]):
        low, high = maps[..., channel].min(), maps[..., channel].max()
        assert first["extents"][place] == pytest.approx([low, high], rel=1e-3, abs=1e-6)
        expected = (maps[..., channel] - low) / ((high - low) or 1) * 255
        np.testing.assert_allclose(decoded(first["pictures"][place]), expected, atol=0.6)


def test_activations_come_before_convolutions():
    inside = [layers.Conv2D(2, 3, name="conv"), layers.ReLU(name="relu"), layers.Flatten()]
    told = feature_maps(net(*inside, layers.Dense(2)), np.ones((8, 8, 3), "float32"))
    assert [one["layer"] for one in told["layers"]] == ["relu"]
    told = feature_maps(net(layers.Conv2D(2, 3, name="conv"), layers.Flatten()), np.ones((8, 8, 3)))
    assert [one["layer"] for one in told["layers"]] == ["conv"]


def test_a_net_without_maps_has_none():
    assert feature_maps(net(layers.Flatten(), layers.Dense(2)), np.ones((8, 8, 3))) is None
