"""Pictures of activation maps and of filters."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from PIL import Image

from callbacks.feature_maps import FeatureMaps
from callbacks.filters import Filters
from suite.errors import RunFailure
from suite.layers.weight_normalization import WeightNormalization
from tests.callbacks.nets import L, cnn, compiled, mlp, residual, watch
from tests.training.nets import arrays


def test_maps_are_what_the_layers_give_in_inference_mode(tmp_path):
    model, maps = cnn(), FeatureMaps(folder=str(tmp_path / "maps"), samples=3, channels=2)
    watch(model, [maps], epochs=2)
    x, _ = arrays()
    tap = keras.Model(model.inputs, [model.get_layer(name).output for name in ("relu1", "relu2")])
    expected = tap(keras.ops.convert_to_tensor(x[:3]), training=False)
    assert list(maps.maps) == ["relu1", "relu2"]
    for name, array in zip(maps.maps, expected, strict=True):
        np.testing.assert_allclose(maps.maps[name], array, rtol=1e-5, atol=1e-6)
    files = sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.png"))
    assert files == [f"maps/step-{s}/{n}.png" for s in ("000010", "000020") for n in maps.maps]
    with Image.open(tmp_path / files[0]) as picture:
        assert picture.size == (3 * 50 + 2, 3 * 50 + 2)  # a sample and two channels; three samples


def test_first_middle_and_last_maps_are_drawn():
    maps = FeatureMaps()
    watch(residual(excite=True), [maps])
    assert list(maps.maps) == ["stem_relu", "block_relu1", "block_relu2"]
    assert maps.maps["stem_relu"].shape == (4, 6, 6, 4)


def test_a_net_without_maps_draws_nothing(tmp_path):
    watch(mlp(), [FeatureMaps(folder=str(tmp_path / "maps"))])
    assert not list(tmp_path.iterdir())


def test_a_layer_without_maps_is_refused():
    with pytest.raises(RunFailure, match=r"Received: 'dense1' of shape \(None, 8\)"):
        watch(mlp(), [FeatureMaps(layers=["dense1"])])
    with pytest.raises(ValueError, match="`samples` must be at least 1"):
        FeatureMaps(samples=0)


def test_filters_are_the_first_kernel(tmp_path):
    model, filters = cnn(), Filters(folder=str(tmp_path))
    watch(model, [filters])
    kernel = model.get_layer("conv1").kernel.numpy()
    np.testing.assert_array_equal(filters.images, kernel.transpose(3, 0, 1, 2))
    with Image.open(tmp_path / "step-000010.png") as image:
        picture = np.asarray(image)
    assert picture.shape == (102, 102, 3)  # four tiles
    mean = kernel[1, 2, :, 0].mean() / np.abs(kernel[..., 0]).max()
    assert picture[2 + 24, 2 + 40] == pytest.approx(255 * (0.5 + mean / 2), abs=1)


def test_a_dense_layer_has_filters_over_the_image():
    model, filters = mlp(), Filters(most=5)
    watch(model, [filters])
    kernel = model.get_layer("dense1").kernel.numpy()
    np.testing.assert_array_equal(filters.images, kernel.T[:5].reshape(5, 6, 6, 2))


def test_a_normalized_kernel_is_the_effective_one():
    inputs = keras.Input((6, 6, 2))
    x = WeightNormalization(L.Conv2D(3, 3, name="conv"), name="conv")(inputs)
    model, filters = compiled(inputs, L.Flatten()(x), "sgd"), Filters()
    watch(model, [filters])
    kernel = keras.ops.convert_to_numpy(model.get_layer("conv").kernel)
    np.testing.assert_allclose(filters.images, kernel.transpose(3, 0, 1, 2), rtol=1e-6)


def test_a_net_without_filters_is_refused():
    inputs = keras.Input((6, 6, 2))
    x = L.Dense(4)(inputs)
    with pytest.raises(RunFailure, match="first layer with weights is a Conv2D"):
        watch(compiled(inputs, L.Flatten()(x), "sgd"), [Filters()])
    with pytest.raises(ValueError, match="`most` must be at least 1"):
        Filters(most=0)
