from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.layers.instance_normalization import InstanceNormalization
from tests.layers.table import give_weights

X = np.random.default_rng(0).normal(size=(3, 5, 4, 6)) * 3 + 2


def fitted(layer):
    layer.build(X.shape)
    give_weights(layer)
    return layer


@pytest.mark.parametrize("epsilon", [1e-5, 0.5])
def test_equals_the_formula(epsilon):
    layer = fitted(InstanceNormalization(epsilon, dtype="float64"))
    mean, variance = X.mean(axis=(1, 2), keepdims=True), X.var(axis=(1, 2), keepdims=True)
    gamma, beta = layer.gamma.numpy(), layer.beta.numpy()
    expected = gamma * (X - mean) / np.sqrt(variance + epsilon) + beta
    np.testing.assert_allclose(layer(X), expected, rtol=1e-10)


def channels_first(x):
    return np.moveaxis(x, -1, 1)


def test_equals_pytorch():
    torch = pytest.importorskip("torch")
    layer = fitted(InstanceNormalization(dtype="float64"))
    expected = torch.nn.functional.instance_norm(
        torch.tensor(channels_first(X)),
        weight=torch.tensor(layer.gamma.numpy()),
        bias=torch.tensor(layer.beta.numpy()),
    )
    np.testing.assert_allclose(channels_first(np.array(layer(X))), expected, rtol=1e-6)


@pytest.mark.parametrize("groups", [1, 2, 6])
def test_keras_group_normalization_equals_pytorchs(groups):
    """What `norm: group` and `norm: layer` of the models stand on."""
    torch = pytest.importorskip("torch")
    layer = fitted(keras.layers.GroupNormalization(groups, epsilon=1e-5, dtype="float64"))
    expected = torch.nn.functional.group_norm(
        torch.tensor(channels_first(X)),
        groups,
        torch.tensor(layer.gamma.numpy()),
        torch.tensor(layer.beta.numpy()),
    )
    np.testing.assert_allclose(channels_first(np.array(layer(X))), expected, rtol=1e-6)


def test_no_sample_sees_another():
    layer = fitted(InstanceNormalization())
    x = X.astype("float32")
    np.testing.assert_allclose(layer(x)[1:2], layer(x[1:2]), rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(layer(x, training=True), layer(x))


def test_center_and_scale():
    assert [w.name for w in fitted(InstanceNormalization(center=False)).weights] == ["gamma"]
    assert [w.name for w in fitted(InstanceNormalization(scale=False)).weights] == ["beta"]


def test_refuses_what_makes_no_sense():
    with pytest.raises(
        ValueError, match=r"Argument `epsilon` must be positive. Received: epsilon=0"
    ):
        InstanceNormalization(0)
    with pytest.raises(ValueError, match="with positions"):
        InstanceNormalization().build((None, 6))
    with pytest.raises(TypeError, match="groups"):
        InstanceNormalization(groups=2)
