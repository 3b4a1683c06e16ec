from __future__ import annotations

import numpy as np
import pytest

from suite.layers.squeeze_excite import SqueezeExcite
from suite.models.se_resnet import se_resnet
from tests.layers.table import give_weights
from tests.models.build import build

RNG = np.random.default_rng(0)


def formula(x, w1, b1, w2, b2):
    z = x.mean(axis=tuple(range(1, x.ndim - 1)), keepdims=True)
    return x / (1 + np.exp(-(np.maximum(z @ w1 + b1, 0) @ w2 + b2)))


@pytest.mark.parametrize("positions", [(5,), (3, 4), (2, 3, 2)])
@pytest.mark.parametrize(("ratio", "hidden"), [(1, 6), (4, 1), (100, 1), (3, 2)])
def test_equals_the_formula(positions, ratio, hidden):
    x = RNG.normal(size=(3, *positions, 6))
    layer = SqueezeExcite(ratio, dtype="float64")
    layer.build(x.shape)
    give_weights(layer)
    weights = [weight.numpy() for weight in layer.weights]
    assert weights[0].shape == (6, hidden)
    np.testing.assert_allclose(layer(x), formula(x, *weights), rtol=1e-12)


def test_it_is_the_gate_of_se_resnet():
    model = build(se_resnet, width=8, ratio=2)
    layer = SqueezeExcite(ratio=2)
    layer.build((None, 8, 8, 8))
    prefix = "stage1_block1_se_"
    parts = [model.get_layer(prefix + name) for name in ("reduce", "expand")]
    give_weights(layer)
    for part, weights in zip(parts, (layer.weights[:2], layer.weights[2:]), strict=True):
        part.set_weights(weights)
    x = RNG.normal(size=(2, 8, 8, 8)).astype("float32")
    gate = x
    for name in ("pool", "reduce", "activation", "expand", "gate", "reshape"):
        gate = model.get_layer(prefix + name)(gate)
    np.testing.assert_allclose(layer(x), model.get_layer(f"{prefix}scale")([x, gate]), rtol=1e-5)


def test_the_kernels_start_with_different_values():
    layer = SqueezeExcite(ratio=1)
    layer.build((None, 4, 4, 5))
    assert not np.array_equal(layer.reduce.kernel, layer.expand.kernel)


def test_half_precision_means_do_not_overflow():
    x = np.full((1, 64, 64, 2), 100.0, "float16")  # its sum is 409,600
    layer = SqueezeExcite(dtype="mixed_float16")
    assert np.all(np.isfinite(layer(x)))


def test_regularizer_acts_on_both_kernels():
    layer = SqueezeExcite(2, kernel_regularizer="l2")
    layer.build((None, 3, 3, 4))
    assert len(layer.losses) == 2


def test_refuses_wrong_arguments_and_shapes():
    for ratio in (0, 2.5, True):
        with pytest.raises(
            ValueError, match=f"Argument `ratio` must be .* Received: ratio={ratio}"
        ):
            SqueezeExcite(ratio)
    for shape in ((None, 4), (None, 3, 3, None)):
        with pytest.raises(ValueError, match="positions and known channels"):
            SqueezeExcite().build(shape)
