"""Shares of zeros against NumPy, and what sparse optimizers leave."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.zero_weights import ZeroWeights
from suite.optimizers.proximal_gradient_descent import ProximalGradientDescent
from tests.callbacks.nets import mlp, watch
from tests.callbacks.support.gradient_runs import cases, measured, network, steps


@cases
def test_equals_the_twin(net, way):
    values, last = measured(net, way, "zero_weights"), steps(net, way)[-1]
    layers = [layer for layer in network(net).layers if hasattr(layer, "kernel")]
    names = [*(layer.name for layer in layers), "overall"]
    assert set(values) == {*names, *(f"near/{name}" for name in names)}
    near = total = 0
    for layer in layers:
        w = last.after[layer.kernel.path]
        found = sum(abs(x) <= 1e-3 for x in w.ravel())
        near, total = near + found, total + w.size
        assert values[layer.name] == 0
        assert values[f"near/{layer.name}"] == pytest.approx(found / w.size, abs=1.5 / w.size)
    assert values["near/overall"] == pytest.approx(near / total, abs=3 / total)


def test_zeros_and_what_is_near_them_are_counted():
    model = mlp(keras.optimizers.SGD(0.0))
    kernel = np.ones((72, 8))
    kernel[:18], kernel[18:27] = 0.0, -0.04
    model.get_layer("dense1").kernel.assign(kernel)
    (report,) = watch(model, [ZeroWeights(tolerance=0.05)]).reports
    values = report["zero_weights"]
    assert values["dense1"] == pytest.approx(0.25)
    assert values["near/dense1"] == pytest.approx(0.375)
    assert values["overall"] == pytest.approx(144 / (576 + 64 + 24))


def test_a_proximal_step_sets_weights_to_zero_and_a_penalty_brings_them_near_it():
    proximal = mlp(ProximalGradientDescent(0.1, l1=0.5))
    penalized = mlp(keras.optimizers.SGD(0.1))
    penalized.get_layer("dense1").kernel.regularizer = keras.regularizers.L1(0.5)
    zero, dancing = (
        watch(model, [ZeroWeights(tolerance=0.06)], epochs=2).reports[-1]["zero_weights"]
        for model in (proximal, penalized)
    )
    assert zero["dense1"] > 0.9
    assert dancing["dense1"] < 0.1 < 0.9 < dancing["near/dense1"]


def test_a_net_without_kernels_has_nothing_to_report():
    inputs = keras.Input((6, 6, 2))
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.BatchNormalization()(inputs))
    model = keras.Model(inputs, x)
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    diagnostic = ZeroWeights()
    diagnostic.build(model)
    assert diagnostic.report() == {}


def test_a_tolerance_below_zero_is_refused():
    with pytest.raises(ValueError, match="`tolerance` must be at least 0"):
        ZeroWeights(tolerance=-1.0)
