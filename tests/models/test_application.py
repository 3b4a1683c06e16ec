"""Networks of keras.applications, small and without a network connection."""

from __future__ import annotations

import importlib
import inspect
from typing import get_args, get_type_hints

import keras
import numpy as np
import pytest

from suite.models.application import application
from tests.models.build import build

module = importlib.import_module("suite.models.application")
PIXELS = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3)).astype("float32")


def test_every_network_exists_and_has_a_class_and_a_scale():
    networks = get_args(get_type_hints(application)["network"])
    assert set(networks) == set(module._CLASSES)
    assert all(hasattr(keras.applications, name) for name in module._CLASSES.values())
    scaled = [*module._SYMMETRIC, *module._STANDARD, *module._CENTERED]
    assert len(set(scaled)) == len(scaled)
    own = {
        name for name in networks if name.startswith(("convnext", "efficientnet", "mobilenet_v3"))
    }
    assert set(networks) - set(scaled) == own


def test_it_is_documented_and_has_the_form_of_a_model():
    parameters = inspect.signature(application).parameters
    assert list(parameters)[:2] == ["inputs", "classes"]
    assert all(f"\n    {name}: " in inspect.getdoc(application) for name in parameters)


@pytest.mark.parametrize("network", ["mobilenet_v2", "densenet121", "vgg16"])
def test_pixels_are_scaled_as_the_network_was_trained(network):
    """Against the function that Keras brings with the network."""
    preparing = {"mobilenet_v2": "mobilenet_v2", "densenet121": "densenet", "vgg16": "vgg16"}
    expected = getattr(keras.applications, preparing[network]).preprocess_input(PIXELS.copy())
    inputs = keras.Input((32, 32, 3))
    model = keras.Model(inputs, module.scaled(inputs, network))
    np.testing.assert_allclose(model(PIXELS), expected, rtol=1e-5, atol=1e-4)


# Keras 3.10 expects a list after loading and warns.
@pytest.mark.filterwarnings("ignore:The structure of `inputs`")
@pytest.mark.parametrize(
    ("network", "shape", "arguments"),
    [
        ("mobilenet", (32, 32, 3), {"dropout": 0.2}),
        ("vgg16", (8, 8, 1), {"size": 32}),
    ],
)
def test_it_gives_logits_and_is_saved_whole(network, shape, arguments, tmp_path):
    model = build(application, shape, network=network, **arguments)
    assert model.output_shape == (None, 4)
    assert model.layers[-1].name == "logits"
    assert len({layer.name for layer in model.layers}) == len(model.layers)
    x = np.random.default_rng(0).integers(0, 256, (2, *shape)).astype("float32")
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(x), model(x))


@pytest.fixture
def weights_file(monkeypatch, tmp_path):
    """What would be downloaded: random weights of a network of three colors."""
    keras.utils.set_random_seed(7)
    make = keras.applications.MobileNet
    pretrained = make(include_top=False, weights=None, input_shape=(32, 32, 3))
    path = tmp_path / "mobilenet.weights.h5"
    pretrained.save_weights(path)
    globals_ = inspect.unwrap(make).__globals__
    monkeypatch.setattr(globals_["file_utils"], "get_file", lambda *a, **k: str(path))
    return pretrained


@pytest.mark.filterwarnings("ignore:`input_shape` is undefined or non-square")
def test_gray_images_get_three_colors_for_trained_weights(weights_file):
    model = build(application, (32, 32, 1), network="mobilenet", weights="imagenet")
    expected = weights_file.get_layer("conv1").kernel
    np.testing.assert_array_equal(model.get_layer("conv1").kernel, expected)


@pytest.mark.filterwarnings("ignore:`input_shape` is undefined or non-square")
def test_without_a_network_the_message_says_so(monkeypatch):
    def fail(*arguments, **options):
        raise Exception("URL fetch failure on https://example.org/w.h5: None -- unreachable")

    globals_ = inspect.unwrap(keras.applications.MobileNet).__globals__
    monkeypatch.setattr(globals_["file_utils"], "get_file", fail)
    with pytest.raises(ValueError, match=r"`weights` must be None where .* of mobilenet cannot be"):
        build(application, (32, 32, 3), network="mobilenet", weights="imagenet")


def test_a_failure_of_another_kind_stays_what_it_is():
    with pytest.raises(ValueError, match="Input size must be at least 32x32"):
        build(application, (16, 16, 3), network="mobilenet")


@pytest.mark.parametrize("arguments", [{"size": 0}, {"dropout": 1.0}, {"network": "lenet"}])
def test_an_argument_out_of_range_is_refused(arguments):
    with pytest.raises(ValueError, match=f"Argument `{next(iter(arguments))}` must be"):
        build(application, (32, 32, 3), **arguments)
