from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.data import dataset, fit_normalization
from suite.data.files.rows import Rows
from suite.errors import UserError
from suite.layers.input_whitening import InputWhitening

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 200, (50, 4, 3, 2)).astype(np.uint8)
POINTS = (RNG.normal(size=(70, 5)) * [1, 2, 3, 4, 5] + 1000).astype(np.float32)


def expected(x, kind, per):
    """The definitions, in float64 on the whole array."""
    axes = tuple(range(x.ndim - 1)) if per == "channel" else 0
    x = x.astype(np.float64)
    shift, spread = {
        "scale": (0.0, np.abs(x).max(axes)),
        "standard": (x.mean(axes), x.std(axes)),
        "min_max": (x.min(axes), x.max(axes) - x.min(axes)),
    }[kind]
    return (x - shift) / spread


@pytest.mark.parametrize("per", ["channel", "feature"])
@pytest.mark.parametrize("kind", ["scale", "standard", "min_max"])
@pytest.mark.parametrize("x", [IMAGES, POINTS], ids=["images", "points"])
def test_every_kind_is_its_formula(tmp_path, x, kind, per):
    layer = fit_normalization(x, kind, per)
    inputs = keras.Input(x.shape[1:])
    model = keras.Model(inputs, layer(inputs))
    wanted = expected(x, kind, per)
    np.testing.assert_allclose(model.predict(x, verbose=0), wanted, rtol=1e-4, atol=1e-3)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.predict(x, verbose=0), model.predict(x, verbose=0))
    assert layer.name == "normalization"
    assert layer.compute_dtype == "float32"


@pytest.mark.parametrize("per", ["channel", "feature"])
@pytest.mark.parametrize("kind", ["scale", "standard", "min_max"])
def test_a_memory_map_read_in_pieces_gives_the_same_figures(tmp_path, monkeypatch, kind, per):
    np.save(tmp_path / "x.npy", POINTS)
    rows = RNG.permutation(70)[:61]
    lazy = Rows(np.load(tmp_path / "x.npy", mmap_mode="r"), rows)
    whole = fit_normalization(POINTS[rows], kind, per)
    monkeypatch.setattr(dataset, "CHUNK_BYTES", 64 * 7 * 20)  # pieces of 7 rows
    pieces = fit_normalization(lazy, kind, per)
    np.testing.assert_allclose(pieces.input_mean, whole.input_mean, rtol=1e-6)
    np.testing.assert_allclose(pieces.input_variance, whole.input_variance, rtol=1e-6)


@pytest.mark.parametrize("kind", ["pca", "zca"])
def test_whitening_is_the_layers_own_fit(tmp_path, kind):
    np.save(tmp_path / "x.npy", IMAGES)
    rows = RNG.permutation(50)[:40]
    lazy = Rows(np.load(tmp_path / "x.npy", mmap_mode="r"), rows)
    layer = fit_normalization(lazy, f"{kind}_whitening", components=0.9, epsilon=0.01)
    own = InputWhitening(kind, 0.9, 0.01)
    own.adapt(IMAGES[rows])
    np.testing.assert_allclose(layer(IMAGES), own(IMAGES), rtol=1e-5, atol=1e-5)
    assert layer.name == "normalization"
    assert layer.compute_dtype == "float32"
    assert fit_normalization(POINTS, "zca_whitening").epsilon == InputWhitening().epsilon


def test_whitening_that_does_not_fit_the_data_is_the_users_mistake():
    with pytest.raises(UserError, match=r"pca_whitening does not fit .* number of features, 5\."):
        fit_normalization(POINTS, "pca_whitening", components=6)


def test_a_constant_feature_becomes_zero():
    x = np.tile(np.float32([3.0, 1.0]), (4, 1))
    x[:, 1] = [0, 1, 2, 3]
    for kind in ("standard", "min_max"):
        normalized = keras.ops.convert_to_numpy(fit_normalization(x, kind, "feature")(x))
        np.testing.assert_array_equal(normalized[:, 0], 0)


def test_none_is_no_layer_and_unknown_names_are_refused():
    assert fit_normalization(POINTS, "none") is None
    with pytest.raises(ValueError, match="`kind` must be one of"):
        fit_normalization(POINTS, "zscore")
    with pytest.raises(ValueError, match="`per` must be"):
        fit_normalization(POINTS, "scale", "image")
