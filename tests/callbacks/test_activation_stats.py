"""Activation statistics against an eager twin; what is said of saturation."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from callbacks.activation_stats import SATURATED, ActivationStats, histogram
from tests.callbacks.nets import NETS, mlp, se_residual, watch
from tests.callbacks.support.activation_runs import cases, measured, steps, tolerance

HIDDEN = {"se_residual": ["stem_relu", "excite1", "excite2", "block_relu2"]}


@cases
def test_equals_the_twin(net, way):
    values, close = measured(net, way, "activation_stats"), tolerance(way)
    layers = [key.removeprefix("mean/") for key in values if key.startswith("mean/")]
    assert set(HIDDEN.get(net, layers)) <= set(layers)
    assert layers
    for layer in layers:
        a = np.array([step.activations[layer] for step in steps(net, way)], "float64")
        assert values[f"mean/{layer}"] == pytest.approx(a.mean(), abs=close, rel=close)
        assert values[f"std/{layer}"] == pytest.approx(a.std(), rel=close)
        assert values[f"near_zero/{layer}"] == pytest.approx(np.mean(abs(a) < 0.01), abs=close)
        counts, _ = np.histogram(np.clip(a, -5, 4.99), bins=40, range=(-5, 5))
        assert values[f"histogram/{layer}"] == pytest.approx(counts / a.size, abs=close)


def test_the_gate_is_a_sigmoid():
    (report,) = watch(se_residual(), [ActivationStats(1)]).reports
    assert [key for key in report["activation_stats"] if "saturated" in key] == [
        "saturated/excite2"
    ]


@pytest.mark.parametrize("kind", SATURATED)
def test_saturated_is_where_the_slope_is_below_a_twentieth(kind):
    z = tf.linspace(-12.0, 12.0, 2001)
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = keras.activations.get(kind)(z)
    slope = tape.gradient(a, z).numpy()
    np.testing.assert_array_equal(SATURATED[kind](a).numpy(), slope < 0.05 * slope.max())


def test_histogram_counts_numbers_only():
    counts = histogram(tf.constant([-np.inf, -7.0, 0.1, 4.9, 9.0, np.inf, np.nan, 0.2])).numpy()
    assert counts[[0, 20, 39]] == pytest.approx([2 / 8, 2 / 8, 3 / 8])
    assert counts.sum() == pytest.approx(7 / 8)


def saturating(scale: float, rate: float = 0.001) -> keras.Model:
    model = mlp(keras.optimizers.SGD(rate), "tanh")
    kernel = model.get_layer("dense1").kernel
    kernel.assign(scale * kernel)
    return model


def test_large_initial_weights_saturate_from_the_start():
    (finding,) = watch(saturating(100.0), [ActivationStats(3)], epochs=2).findings
    assert (finding.layer, finding.step, finding.topic) == ("dense1", 0, "init/large")
    assert finding.figure > finding.limit == 0.5
    assert str(finding.edit) == "model.kernel_initializer: glorot_uniform -> glorot_uniform"


def test_a_rate_too_high_saturates_later():
    findings = watch(saturating(1.0, rate=100.0), [ActivationStats(1)], epochs=2).findings
    finding = next(one for one in findings if one.layer == "dense1")
    assert finding.step > 0
    assert finding.topic == "activations/tanh"
    assert str(finding.edit) == "model.activation: tanh -> relu"


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_a_healthy_net_is_silent(activation):
    assert not watch(mlp(activation=activation), [ActivationStats(1)], epochs=3).findings


def test_a_net_without_activations_has_nothing_to_say():
    watched = watch(mlp(activation="linear"), [ActivationStats(1)])
    assert watched.reports == [{"activation_stats": {}}]


def test_all_nets_are_covered():
    assert set(HIDDEN) <= set(NETS)
