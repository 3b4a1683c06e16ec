"""Data-dependent initialization against means and variances recomputed in NumPy."""

from __future__ import annotations

import keras
import numpy as np

from suite.initializations.data_dependent import data_dependent
from suite.layers.weight_normalization import WeightNormalization
from tests.initializations.nets import branches, chain, images, silent, vectors
from tests.initializations.test_lsuv import AFFINE, pre_activation


def test_the_formula():
    """In float64: kernel and bias of each layer, from the data that the layers before give."""
    model, x = chain("float64"), vectors(dtype="float64")
    first = {n: model.get_layer(n).get_weights() for n in ("dense1", "dense2", "logits")}
    data_dependent(model, x, 0, silent, samples=80)
    x = (x - 0.5) / 2
    for name, (kernel, bias) in first.items():
        y = x @ kernel + bias
        mean, deviation = y.mean(axis=0), y.std(axis=0)
        found, offset = model.get_layer(name).get_weights()
        np.testing.assert_allclose(found, kernel / deviation, rtol=1e-9)
        np.testing.assert_allclose(offset, (bias - mean) / deviation, rtol=1e-9, atol=1e-12)
        y = x @ found + offset
        np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(y.var(axis=0), 1, rtol=1e-12)
        x = np.tanh(y)


def test_channels_of_layers_of_every_kind():
    model, x = branches(), images()
    data_dependent(model, x, 0, silent, samples=80)
    for name in AFFINE:
        y = pre_activation(model, name, x).astype("float64")
        axes = tuple(range(y.ndim - 1))
        np.testing.assert_allclose(y.var(axis=axes), 1, rtol=1e-3, err_msg=name)
        if name != "transposed":  # it has no bias
            np.testing.assert_allclose(y.mean(axis=axes), 0, atol=1e-4, err_msg=name)


def test_channels_first():
    """The channels are the second axis."""
    inputs = keras.Input((3, 36))
    layer = keras.layers.Conv1D(4, 1, data_format="channels_first", name="conv")
    model = keras.Model(inputs, layer(inputs))
    x = np.repeat(vectors()[:, None], 3, axis=1) * np.array([1, 2, 3])[:, None]
    data_dependent(model, x, 0, silent, samples=80)
    y = keras.ops.convert_to_numpy(model(x))
    np.testing.assert_allclose(y.mean(axis=(0, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(y.var(axis=(0, 2)), 1, rtol=1e-4)


def test_weight_normalization_gets_what_its_own_initialization_gives():
    def model():
        layer = WeightNormalization(
            keras.layers.Dense(5, kernel_initializer=keras.initializers.RandomNormal(seed=1)),
            name="weight",
        )
        inputs = keras.Input((36,))
        return keras.Model(inputs, layer(inputs))

    ours, theirs = model(), model()
    data_dependent(ours, vectors(), 0, silent, samples=80)
    theirs.get_layer("weight").initialize_from(keras.ops.convert_to_tensor(vectors()))
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=1e-6)


def test_a_channel_that_does_not_vary_stays_and_is_told():
    lines, model = [], chain("float64")
    kernel = model.get_layer("dense1").kernel.numpy().copy()
    kernel[:, 3] = 0
    model.get_layer("dense1").kernel.assign(kernel)
    data_dependent(model, vectors(dtype="float64"), 0, lines.append)
    found, bias = model.get_layer("dense1").get_weights()
    assert not found[:, 3].any()
    assert bias[3] == 0
    assert lines[0].endswith("channels that do not vary: 1, the first in dense1")


def test_the_line_names_layers_without_bias():
    lines = []
    data_dependent(branches(), images(), 0, lines.append)
    assert len(lines) == 1
    assert "channels of 8 layers on 80 samples" in lines[0]
    assert lines[0].endswith("; without bias, so only scaled: transposed")
