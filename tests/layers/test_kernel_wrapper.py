"""Layers that give another layer another kernel: what they wrap, what they refuse."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.layers import DropConnect, WeightNormalization
from suite.layers._kernel_wrapper import OUTPUT_AXES, KernelWrapper

X = np.random.default_rng(0).normal(size=(2, 3)).astype("float32")
every_wrapper = pytest.mark.parametrize(
    "wrapper", [KernelWrapper, DropConnect, WeightNormalization]
)


@every_wrapper
@pytest.mark.parametrize(
    "layer",
    [
        keras.layers.Flatten(),
        keras.layers.SeparableConv2D(2, 3),
        keras.layers.EinsumDense("ab,bc->ac", 2),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_layers_without_such_a_kernel(wrapper, layer):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        wrapper(layer)
    assert str(refused.value) == (
        "Argument `layer` must be one of Dense, Conv1D, Conv2D, Conv3D, Conv1DTranspose, "
        "Conv2DTranspose, Conv3DTranspose, DepthwiseConv1D, DepthwiseConv2D. "
        f"Received: layer={layer}"
    )


@every_wrapper
def test_a_class_derived_from_dense_may_do_anything(wrapper):
    class Own(keras.layers.Dense):
        pass

    with pytest.raises(ValueError, match="Argument `layer` must be one of Dense"):
        wrapper(Own(2))


@every_wrapper
def test_an_activity_regularizer_would_see_another_output(wrapper):
    layer = keras.layers.Dense(2, activity_regularizer=keras.regularizers.L2(0.1))
    with pytest.raises(ValueError, match=r"^Argument `layer` must have no activity regularizer"):
        wrapper(layer)


def test_a_layer_called_with_another_kernel():
    wrapper = KernelWrapper(keras.layers.Dense(4, bias_initializer="ones"))
    wrapper.build((None, 3))
    kernel = np.ones((3, 4), "float32")
    expected = X.sum(-1, keepdims=True) + np.ones(4)
    np.testing.assert_allclose(wrapper.call_with(kernel, X), expected, rtol=1e-6)
    assert not np.allclose(wrapper.layer.kernel, kernel)


@pytest.mark.parametrize("kind", OUTPUT_AXES, ids=lambda kind: kind.__name__)
def test_the_output_axes_are_as_long_as_the_bias(kind):
    rank = int(next((n for n in kind.__name__ if n.isdigit()), 0))
    layer = kind(4) if rank == 0 else kind(3) if "Depthwise" in kind.__name__ else kind(4, 3)
    layer.build((None, *[8] * rank, 2))
    outputs = [layer.kernel.shape[axis] for axis in OUTPUT_AXES[kind]]
    assert np.prod(outputs) == layer.bias.shape[0]


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
def test_the_wrapped_layers_policy_holds(policy):
    wrapper = DropConnect(keras.layers.Dense(2, dtype=policy), rate=0.5)
    assert wrapper(X).dtype == ("bfloat16" if "16" in policy else "float32")
    assert "dtype" not in wrapper.get_config()
    assert {weight.dtype for weight in wrapper.weights} == {"float32"}
