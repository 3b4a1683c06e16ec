from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.layers.input_whitening import InputWhitening

RNG = np.random.default_rng(0)
MIX = RNG.normal(size=(12, 12)) * np.geomspace(10, 0.1, 12)
DATA = RNG.normal(size=(500, 12)) @ MIX.T + 100
IMAGES = DATA.reshape(500, 3, 2, 2)


def fitted(data=DATA, **arguments):
    layer = InputWhitening(**{"dtype": "float64", **arguments})
    layer.adapt(data)
    return layer


def covariance(y):
    y = np.array(y).reshape(len(y), -1)
    return np.cov(y.T, bias=True)


@pytest.mark.parametrize("kind", ["pca", "zca"])
def test_without_epsilon_the_covariance_is_the_identity(kind):
    y = fitted(kind=kind, epsilon=0)(DATA)
    np.testing.assert_allclose(np.mean(y, axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(covariance(y), np.eye(12), atol=1e-9)


def test_pca_equals_scikit_learn():
    decomposition = pytest.importorskip("sklearn.decomposition")
    other = decomposition.PCA(5, whiten=True).fit(DATA)
    y = np.array(fitted(components=5, epsilon=0)(DATA))
    expected = other.transform(DATA) * np.sqrt(500 / 499)  # by n - 1 there
    signs = np.sign(np.sum(y * expected, axis=0))
    np.testing.assert_allclose(y * signs, expected, rtol=1e-6, atol=1e-9)


def test_epsilon_is_a_share_of_the_mean_variance_whatever_the_scale():
    epsilon = 0.1
    variances = np.linalg.eigvalsh(np.cov(DATA.T, bias=True))[::-1]
    y = fitted(epsilon=epsilon)(DATA)
    expected = variances / (variances + epsilon * variances.mean())
    np.testing.assert_allclose(covariance(y), np.diag(expected), atol=1e-9)
    other = fitted(DATA / 255, epsilon=epsilon)(DATA / 255)
    np.testing.assert_allclose(other, y, rtol=1e-6, atol=1e-9)


def test_the_largest_entry_of_an_eigenvector_is_positive():
    matrix = fitted().matrix.numpy()
    assert np.all(matrix[np.argmax(np.abs(matrix), axis=0), np.arange(12)] > 0)


def test_zca_is_the_whitening_closest_to_the_inputs():
    layer = fitted(kind="zca", epsilon=0)
    matrix = layer.matrix.numpy()
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-12)
    np.testing.assert_allclose(matrix @ covariance(DATA) @ matrix, np.eye(12), atol=1e-9)
    assert np.linalg.eigvalsh(matrix).min() > 0  # the inverse root, and not another rotation


def test_shapes_of_images():
    assert fitted(IMAGES, kind="zca")(IMAGES).shape == (500, 3, 2, 2)
    assert fitted(IMAGES, kind="pca", components=4)(IMAGES).shape == (500, 4)
    rotated = np.array(fitted(IMAGES, kind="zca", components=4)(IMAGES))
    assert np.linalg.matrix_rank(covariance(rotated), tol=1e-6) == 4


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99, 1.0])
def test_a_share_keeps_as_few_components_as_it_takes(share):
    variances = np.linalg.eigvalsh(covariance(DATA))[::-1]
    kept = np.cumsum(variances) / variances.sum()
    layer = fitted(components=share)
    n = layer.components
    assert isinstance(n, int)
    assert layer.matrix.shape == (12, n)
    assert kept[n - 1] >= share - 1e-12
    assert n == 1 or kept[n - 2] < share


@pytest.mark.parametrize("epsilon", [0, 1e-5])
def test_a_feature_that_never_changes_stays_zero_and_finite(epsilon):
    data = np.concatenate([DATA, np.full((500, 1), 7.0)], axis=1)
    y = np.array(fitted(data, epsilon=epsilon, kind="zca")(data))
    assert np.all(np.abs(y[:, 12]) < 1e-6)
    new = data[:1] + np.eye(13)[12:]
    assert np.all(np.isfinite(fitted(data, epsilon=epsilon)(new)))


def test_batches_pieces_and_the_whole_give_the_same(monkeypatch):
    whole = fitted(DATA).matrix.numpy()
    batches = tf.data.Dataset.from_tensor_slices(DATA).batch(33)
    np.testing.assert_allclose(fitted(batches).matrix, whole, rtol=1e-8, atol=1e-10)
    monkeypatch.setattr("suite.layers.input_whitening._PIECE", 12 * 70)
    np.testing.assert_allclose(fitted(DATA).matrix, whole, rtol=1e-8, atol=1e-10)


# Keras 3.10 expects a list after loading and warns.
@pytest.mark.filterwarnings("ignore:The structure of `inputs`")
@pytest.mark.parametrize("kind", ["pca", "zca"])
def test_the_fitted_state_is_saved_with_the_model(kind, tmp_path):
    layer = fitted(IMAGES, kind=kind, components=0.9, dtype="float32")
    inputs = keras.Input((3, 2, 2))
    model = keras.Model(inputs, layer(inputs))
    assert model.trainable_weights == []
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(IMAGES), model(IMAGES))
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    np.testing.assert_array_equal(clone(IMAGES), model(IMAGES))


def test_raw_bytes_under_mixed_precision_are_whitened_in_float32():
    data = RNG.integers(0, 256, (300, 4, 4, 3)).astype("uint8")
    exact = fitted(data, dtype="float64", epsilon=0)(data)
    y = fitted(data, dtype="mixed_float16", epsilon=0)(data)
    assert keras.backend.standardize_dtype(y.dtype) == "float16"
    np.testing.assert_allclose(np.array(y, "float64"), exact, atol=2e-3)


def test_fitting_again_replaces_the_statistics():
    layer = fitted(DATA)
    layer.adapt(DATA * 2 + 1)
    np.testing.assert_allclose(layer.matrix, fitted(DATA * 2 + 1).matrix)


@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": "ica"},
        {"components": 0},
        {"components": 0.0},
        {"components": 1.5},
        {"components": True},
        {"epsilon": -1},
    ],
)
def test_refuses_arguments_out_of_range(arguments):
    (name,) = arguments
    with pytest.raises(ValueError, match=f"Argument `{name}` must be .* Received: {name}="):
        InputWhitening(**arguments)


def test_refuses_unfit_data():
    with pytest.raises(ValueError, match=r"at least 2 examples. Received: 1"):
        InputWhitening().adapt(DATA[:1])
    with pytest.raises(ValueError, match="must be finite"):
        InputWhitening().adapt(np.where(DATA > 110, np.nan, DATA))
    with pytest.raises(ValueError, match=r"at most the number of features, 12. .*components=13"):
        InputWhitening(components=13).adapt(DATA)
    with pytest.raises(ValueError, match=r"at most 16384 features .* Received: 30000 features"):
        InputWhitening().adapt(np.zeros((2, 100, 100, 3), "uint8"))


def test_refuses_to_guess():
    with pytest.raises(ValueError, match=r"0.9 of the variance is known after `adapt`"):
        InputWhitening(components=0.9)(DATA)
    with pytest.raises(ValueError, match="known but for the batch"):
        InputWhitening()(keras.Input((None, 3)))
