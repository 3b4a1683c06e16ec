"""The identity as far as the channels go, and fair draws beyond."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.initializers.dirac import Dirac


def kernel(*shape, seed=0):
    return keras.ops.convert_to_numpy(Dirac(seed)(shape)).astype("float64")


@pytest.mark.parametrize("shape", [(3, 3, 4, 4), (3, 3, 4, 9), (3, 3, 9, 4), (5, 1, 3, 3)])
def test_a_convolution_passes_its_inputs_on(shape):
    passed = min(shape[2:])
    x = np.random.default_rng(0).normal(size=(2, 6, 7, shape[2])).astype("float32")
    layer = keras.layers.Conv2D(
        shape[3], shape[:2], padding="same", use_bias=False, kernel_initializer=Dirac(0)
    )
    np.testing.assert_array_equal(np.array(layer(x))[..., :passed], x[..., :passed])


def test_a_dense_kernel_is_the_unit_matrix():
    np.testing.assert_array_equal(kernel(5, 5), np.eye(5))
    np.testing.assert_array_equal(kernel(5, 3), np.eye(5, 3))


@pytest.mark.parametrize("shape", [(3, 3, 5, 5), (3, 3, 2, 6), (3, 5), (7, 3, 4)])
def test_where_it_is_the_identity_it_is_pytorch_s(shape):
    torch = pytest.importorskip("torch")
    *positions, n, outputs = shape
    first = min(n, outputs)
    if positions:
        other = torch.nn.init.dirac_(torch.empty(first, n, *positions)).numpy()
    else:
        other = torch.nn.init.eye_(torch.empty(first, n)).numpy()
    np.testing.assert_array_equal(np.moveaxis(kernel(*shape)[..., :first], (-1, -2), (0, 1)), other)


def test_the_outputs_beyond_are_uniform_of_the_fan_in():
    free = kernel(3, 3, 16, 400)[..., 16:].ravel()
    bound = 1 / np.sqrt(3 * 3 * 16)
    assert np.abs(free).max() <= bound
    np.testing.assert_allclose(
        np.quantile(free, [0.1, 0.5, 0.9]) / bound, [-0.8, 0, 0.8], atol=0.02
    )


def test_a_vector_has_no_channels_in_and_out():
    with pytest.raises(
        ValueError, match=r"`shape` must have at least two axes. Received: .*\(3,\)"
    ):
        Dirac()((3,))
