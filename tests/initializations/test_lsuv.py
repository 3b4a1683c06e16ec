"""LSUV against variances recomputed in NumPy."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.initializations.lsuv import lsuv
from tests.initializations.nets import branches, chain, images, inputs_of, silent, vectors

AFFINE = ("conv", "depthwise", "separable", "transposed", "maxout", "weight", "connect", "logits")


def variances(model: keras.Model, x: np.ndarray) -> list[float]:
    """Of the pre-activations of `chain`, in float64."""
    x, found = (x.astype("float64") - 0.5) / 2, []
    for name in ("dense1", "dense2", "logits"):
        kernel, bias = (v.astype("float64") for v in model.get_layer(name).get_weights())
        y = x @ kernel + bias
        found.append(y.var())
        x = np.tanh(y)
    return found


def pre_activation(model: keras.Model, name: str, x: np.ndarray) -> np.ndarray:
    """What a layer of `branches` computes before its activation, by a copy without one."""
    layer, inputs = model.get_layer(name), inputs_of(model, name, x)
    if name == "maxout":
        kernel, bias = layer.get_weights()
        return inputs @ kernel + bias
    inner = getattr(layer, "layer", layer)
    plain = type(inner).from_config({**inner.get_config(), "activation": "linear"})
    plain.build(inputs.shape)
    plain.set_weights(inner.get_weights())
    if name == "weight":
        plain.kernel.assign(layer.kernel)
    return keras.ops.convert_to_numpy(plain(inputs))


@pytest.mark.parametrize("orthogonal", [True, False])
def test_every_variance_is_1_within_the_tolerance(orthogonal):
    model = chain("float64")
    lsuv(
        *(model, vectors(dtype="float64"), 0, silent),
        **{"orthogonal": orthogonal, "samples": 80, "tolerance": 1e-9, "iterations": 40},
    )
    np.testing.assert_allclose(variances(model, vectors(dtype="float64")), 1, atol=1e-9)


@pytest.mark.parametrize("orthogonal", [True, False])
def test_layers_of_every_kind_and_shortcuts(orthogonal):
    model, x = branches(), images()
    lsuv(model, x, 0, silent, orthogonal=orthogonal, samples=80, tolerance=1e-3)
    for name in AFFINE:
        assert pre_activation(model, name, x).var() == pytest.approx(1, abs=2e-3), name


def test_without_biases_one_scaling_is_exact_and_keeps_the_direction():
    model = chain("float64")
    model.get_layer("dense2").bias.assign(np.zeros(8))
    first = [model.get_layer(n).kernel.numpy() for n in ("dense1", "dense2", "logits")]
    x = vectors(dtype="float64")
    lsuv(model, x, 0, silent, orthogonal=False, samples=80, tolerance=1e-6, iterations=1)
    np.testing.assert_allclose(variances(model, x), 1, rtol=1e-12)
    for name, kernel in zip(("dense1", "dense2", "logits"), first, strict=True):
        ratio = model.get_layer(name).kernel.numpy() / kernel
        np.testing.assert_allclose(ratio, ratio.flat[0], rtol=1e-12)


def test_orthogonal_kernels():
    model = chain("float64")
    lsuv(model, vectors(dtype="float64"), 0, silent)
    kernel = model.get_layer("dense1").kernel.numpy()
    gram = kernel.T @ kernel
    np.testing.assert_allclose(gram, gram[0, 0] * np.eye(12), atol=1e-6 * gram[0, 0])


def test_the_iterations_bound_the_scalings():
    """With the bias 1 of its tanh layer one step is too little, and two are better."""
    far = []
    for iterations in (1, 2, 10):
        model = chain("float64")
        model.get_layer("dense2").bias.assign(np.linspace(-0.9, 0.9, 8))
        x = vectors(dtype="float64")
        options = {"orthogonal": False, "samples": 80, "tolerance": 1e-9}
        lsuv(model, x, 0, silent, iterations=iterations, **options)
        far.append(abs(variances(model, x)[1] - 1))
    assert far[0] > far[1] > far[2]


def test_the_line_has_the_variances_before_and_after():
    lines, model = [], chain("float64")
    x = vectors(dtype="float64")
    before = variances(model, x)
    lsuv(model, x, 0, lines.append, samples=80, tolerance=1e-3)
    assert lines == [
        "lsuv: variance of the outputs of 3 layers on 80 samples: "
        f"{min(before):.2g} to {max(before):.2g} before, 1 to 1 after"
    ]


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        *(("tolerance", 0), ("tolerance", 1), ("tolerance", float("nan"))),
        *(("iterations", 0), ("iterations", 1.5), ("iterations", True)),
    ],
)
def test_arguments_out_of_range(argument, value):
    with pytest.raises(ValueError, match=f"Argument `{argument}` must be .*Received: {argument}="):
        lsuv(chain(), vectors(), 0, silent, **{argument: value})


def test_a_kernel_of_zeros_is_refused_unless_it_becomes_orthogonal():
    model = chain()
    model.get_layer("dense2").kernel.assign(np.zeros((12, 8)))
    model.get_layer("dense2").bias.assign(np.zeros(8))
    with pytest.raises(ValueError, match="the output of layer `dense2` has variance 0 on"):
        lsuv(model, vectors(), 0, silent, orthogonal=False)
    lsuv(model, vectors(), 0, silent, tolerance=0.01, samples=80)
    np.testing.assert_allclose(variances(model, vectors()), 1, atol=0.011)
