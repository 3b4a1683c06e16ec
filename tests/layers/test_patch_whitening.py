from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.layers.patch_whitening import PatchWhitening
from suite.training.export.plain_form import plain_form

RNG = np.random.default_rng(0)
# Neighbors and channels that vary together, around a mean that is not 0.
NOISE = RNG.normal(size=(60, 10, 9, 3))
IMAGES = (NOISE + np.roll(NOISE, 1, axis=1) + 0.5 * np.roll(NOISE, 1, axis=3) + 0.3).astype(
    "float32"
)


def fitted(images=IMAGES, **arguments):
    layer = PatchWhitening(**{"dtype": "float64", **arguments})
    layer.adapt(images)
    return layer


def patches(images, size):
    """One by one, as vectors in the order rows, columns, channels."""
    height, width = images.shape[1:3]
    return np.array(
        [
            image[i : i + size, j : j + size].ravel()
            for image in images.astype("float64")
            for i in range(height - size + 1)
            for j in range(width - size + 1)
        ]
    )


@pytest.mark.parametrize("size", [1, 2, 3])
def test_what_comes_out_has_variance_1_and_does_not_vary_together(size):
    layer = fitted(kernel_size=size, epsilon=1e-12)
    y = np.array(layer(IMAGES)).reshape(-1, layer.filters)
    n = size * size * 3
    assert y.shape[1] == 2 * n
    np.testing.assert_allclose(y[:, :n].T @ y[:, :n] / len(y), np.eye(n), atol=1e-7)
    np.testing.assert_allclose(y[:, n:], -y[:, :n], atol=1e-12)


def test_the_filters_are_the_formula_of_the_paper():
    epsilon = 0.02
    p = patches(IMAGES, 2)
    eigenvalues, vectors = np.linalg.eigh(p.T @ p / len(p))
    expected = (vectors / np.sqrt(eigenvalues + epsilon))[:, ::-1]
    kernel = fitted(epsilon=epsilon).kernel.numpy().reshape(12, 24)[:, :12]
    signs = np.sign(np.sum(expected * kernel, axis=0))
    np.testing.assert_allclose(kernel * signs, expected, rtol=1e-6, atol=1e-9)


def test_the_largest_entry_of_a_filter_is_positive_and_the_first_has_the_largest_variance():
    kernel = fitted(epsilon=1e-12).kernel.numpy().reshape(12, 24)[:, :12]
    assert np.all(kernel[np.argmax(np.abs(kernel), axis=0), np.arange(12)] > 0)
    assert np.all(np.diff(np.linalg.norm(kernel, axis=0)) > 0)  # 1 / sqrt(lambda) rises


def test_pieces_and_the_whole_give_the_same(monkeypatch):
    whole = fitted().kernel.numpy()
    monkeypatch.setattr("suite.layers.patch_whitening._PIECE", 7 * 90 * 12)
    np.testing.assert_allclose(fitted().kernel, whole, rtol=1e-7, atol=1e-9)


def test_only_the_bias_trains():
    layer = fitted()
    assert [weight.name for weight in layer.trainable_weights] == ["bias"]
    layer.trainable = False
    layer.trainable = True
    assert [weight.name for weight in layer.trainable_weights] == ["bias"]
    assert fitted(use_bias=False).trainable_weights == []


@pytest.mark.parametrize("use_bias", [True, False])
def test_the_plain_form_is_a_convolution(use_bias):
    inputs = keras.Input((10, 9, 3))
    layer = PatchWhitening(3, use_bias=use_bias, name="whitening")
    model = keras.Model(inputs, layer(inputs))
    layer.adapt(IMAGES)
    if use_bias:
        layer.bias.assign(RNG.normal(size=layer.bias.shape))
    plain = plain_form(model)
    assert type(plain.get_layer("whitening")) is keras.layers.Conv2D
    np.testing.assert_array_equal(plain(IMAGES), model(IMAGES))


@pytest.mark.parametrize(
    "arguments",
    [
        *({"kernel_size": value} for value in (0, 2.0, True)),
        *({"epsilon": value} for value in (0.0, float("nan"), float("inf"))),
    ],
    ids=str,
)
def test_refuses_arguments_out_of_range(arguments):
    (name,) = arguments
    with pytest.raises(ValueError, match=f"Argument `{name}` must be .* Received: {name}="):
        PatchWhitening(**arguments)


def test_refuses_unfit_images():
    with pytest.raises(ValueError, match=r"no smaller than a patch of 4x4. Received: .*\(2, 3, 9"):
        PatchWhitening(4).adapt(np.zeros((2, 3, 9, 1)))
    with pytest.raises(ValueError, match="must be of shape"):
        PatchWhitening().adapt(np.zeros((0, 3, 9, 1)))
    with pytest.raises(ValueError, match="must be of shape"):
        PatchWhitening().adapt(np.zeros((4, 9)))
    with pytest.raises(ValueError, match="must be finite"):
        PatchWhitening().adapt(np.where(IMAGES > 1, np.nan, IMAGES))
    with pytest.raises(ValueError, match="`input_shape` must be"):
        PatchWhitening()(keras.Input((4, 4, None)))
