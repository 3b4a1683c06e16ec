"""Whitening filters from what reaches the layer, and nothing else changed."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.initializations.patch_whitening import patch_whitening
from suite.layers.patch_whitening import PatchWhitening
from tests.initializations.nets import chain, dtype_policy, silent, vectors

RNG = np.random.default_rng(0)
IMAGES = (RNG.normal(size=(90, 6, 6, 2)).cumsum(axis=1) * 40 + 100).astype("float32")


def network(dtype="float32", layers=1):
    with dtype_policy(dtype):
        x = inputs = keras.Input((6, 6, 2), dtype="float32")
        x = keras.layers.Normalization(mean=100.0, variance=1600.0, dtype="float32")(x)
        for number in range(layers):
            x = PatchWhitening(name=f"whitening{number}")(x)
        x = keras.layers.Flatten()(x)
        return keras.Model(inputs, keras.layers.Dense(3)(x))


def test_the_filters_are_of_the_normalized_images():
    model, lines = network(), []
    before = {w.path: w.numpy() for w in model.weights if "whitening" not in w.path}
    patch_whitening(model, IMAGES, 0, lines.append)
    expected = PatchWhitening()
    expected.adapt((IMAGES - 100) / 40)
    kernel = model.get_layer("whitening0").kernel
    np.testing.assert_allclose(kernel, expected.kernel, rtol=1e-3, atol=1e-4)
    assert lines == [
        "patch_whitening: 8 filters and their negatives of `whitening0` from 2250 patches"
    ]
    for weight in model.weights:
        if weight.path in before:
            np.testing.assert_array_equal(weight, before[weight.path])


def test_a_second_layer_whitens_what_the_first_gives():
    model, lines = network(layers=2), []
    patch_whitening(model, IMAGES, 0, lines.append)
    tap = keras.Model(model.input, [model.get_layer(f"whitening{i}").output for i in (0, 1)])
    first, second = (np.array(y) for y in tap(IMAGES))
    expected = PatchWhitening()
    expected.adapt(first)
    np.testing.assert_allclose(second, expected(first), rtol=1e-2, atol=1e-2)
    assert len(lines) == 2


def kernel(seed=0, dtype="float32", **options):
    model = network(dtype)
    patch_whitening(model, IMAGES, seed, silent, **options)
    return model.get_layer("whitening0").kernel.numpy()


def test_a_seed_decides_which_images_are_taken():
    np.testing.assert_array_equal(kernel(1, samples=20), kernel(1, samples=20))
    assert not np.array_equal(kernel(1, samples=20), kernel(2, samples=20))
    np.testing.assert_array_equal(kernel(1, samples=90), kernel(2, samples=10_000))


def test_mixed_precision_gives_nearly_the_same():
    np.testing.assert_allclose(kernel(dtype="mixed_bfloat16"), kernel(), atol=0.05, rtol=0.05)


def test_refuses_models_and_samples_without_sense():
    with pytest.raises(ValueError, match="has no patch_whitening layer to fit"):
        patch_whitening(chain(), vectors(), 0, silent)
    with pytest.raises(ValueError, match=r"Argument `samples` must be an integer >= 2"):
        kernel(samples=1)
    with pytest.raises(ValueError, match="must be finite"):
        patch_whitening(network(), np.full_like(IMAGES, np.nan), 0, silent)
