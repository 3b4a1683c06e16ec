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


KINDS = ["scale", "standard", "min_max", "log", "arctan", "exp"]


def expected(x, kind, per):
    """The definitions, in float64 on the whole array."""
    axes = tuple(range(x.ndim - 1)) if per == "channel" else 0
    x = x.astype(np.float64)
    z = (x - x.mean(axes)) / x.std(axes)
    if kind == "log":
        return np.log1p(x - x.min(axes)) / np.log1p(np.ptp(x, axes))
    if kind in ("arctan", "exp"):
        return 2 / np.pi * np.arctan(z) if kind == "arctan" else 1 / (1 + np.exp(-z))
    shift, spread = {
        "scale": (0.0, np.abs(x).max(axes)),
        "standard": (x.mean(axes), x.std(axes)),
        "min_max": (x.min(axes), x.max(axes) - x.min(axes)),
    }[kind]
    return (x - shift) / spread


@pytest.mark.parametrize("per", ["channel", "feature"])
@pytest.mark.parametrize("kind", KINDS)
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


@pytest.mark.parametrize(
    ("kind", "value"), [("standard", 0), ("min_max", 0), ("log", 0), ("arctan", 0), ("exp", 0.5)]
)
def test_a_constant_feature_becomes_its_middle(kind, value):
    x = np.tile(np.float32([3.0, 1.0]), (4, 1))
    x[:, 1] = [0, 1, 2, 3]
    normalized = keras.ops.convert_to_numpy(fit_normalization(x, kind, "feature")(x))
    np.testing.assert_array_equal(normalized[:, 0], value)


@pytest.mark.parametrize("kind", ["log", "arctan", "exp"])
def test_a_curve_keeps_the_order_of_what_the_training_set_did_not_hold(kind):
    x = np.float32([[1.0], [2.0], [5.0]])
    far = np.float32([[-900.0], [0.5], [3.0], [900.0]])
    y = keras.ops.convert_to_numpy(fit_normalization(x, kind)(far))[:, 0]
    assert np.all(np.isfinite(y))
    # an exp or an arctan reaches its limit in float32
    assert np.all(np.diff(y) >= 0)
    assert y[0] < y[1] < y[2] < y[3]


def test_a_curve_leaves_room_for_the_others_beside_an_outlier():
    x = np.float32([[value] for value in [*range(100), 1e6]])
    rest = {
        kind: np.ptp(keras.ops.convert_to_numpy(fit_normalization(x, kind)(x))[:100])
        for kind in ("min_max", "log")
    }
    assert rest["min_max"] == pytest.approx(99 / 1e6, rel=1e-3)
    assert rest["log"] == pytest.approx(np.log(100) / np.log1p(1e6), rel=1e-3)


def test_none_is_no_layer_and_unknown_names_are_refused():
    assert fit_normalization(POINTS, "none") is None
    with pytest.raises(ValueError, match="`kind` must be one of"):
        fit_normalization(POINTS, "zscore")
    with pytest.raises(ValueError, match="`per` must be"):
        fit_normalization(POINTS, "scale", "image")
