"""Distinct units against correlations that NumPy takes; what is said of units that are one."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.distinct_units import DistinctUnits
from tests.callbacks.nets import mlp, watch
from tests.callbacks.support.activation_runs import cases, measured, steps, tolerance


def distinct_of(entries: np.ndarray, limit: float) -> tuple[int, float]:
    """Unit by unit: is it another than all before it? And k^2 / sum r^2."""
    varying = [a for a in entries.T if a.var() > 1e-10 * np.mean(a**2)]
    kept, squares = 0, 0.0
    for j, b in enumerate(varying):
        correlations = [np.corrcoef(a, b)[0, 1] for a in varying]
        kept += all(abs(r) <= limit for r in correlations[:j])
        squares += sum(r**2 for r in correlations)
    constant = int(len(varying) < entries.shape[1])
    return kept + constant, len(varying) ** 2 / squares if varying else constant


@cases
def test_equals_the_twin(net, way):
    values, last = measured(net, way, "distinct_units"), steps(net, way)[-1]
    layers = [key.removeprefix("share/") for key in values if key.startswith("share/")]
    assert layers
    for layer in layers:
        a = last.activations[layer]
        entries = a.reshape(-1, a.shape[-1]).astype("float64")
        distinct, effective = distinct_of(entries, 0.99)
        assert values[layer] == distinct, layer
        assert values[f"share/{layer}"] == distinct / a.shape[-1]
        close = 5 * tolerance(way)
        assert values[f"effective/{layer}"] == pytest.approx(effective, rel=close), layer


def constant_kernels(value: float, activation: str) -> keras.Model:
    model = mlp(keras.optimizers.SGD(0.1), activation)
    for name in ("dense1", "dense2"):
        kernel = model.get_layer(name).kernel
        kernel.assign(np.full(kernel.shape, value))
    return model


@pytest.mark.parametrize(
    ("activation", "value"), [("tanh", 0.05), ("sigmoid", 0.05), ("relu", 0.0), ("sigmoid", 0.0)]
)
def test_units_that_begin_alike_are_one(activation, value):
    diagnostic = DistinctUnits(every=1, layers=["dense1"])
    (report,) = watch(constant_kernels(value, activation), [diagnostic]).reports
    assert report["distinct_units"]["dense1"] == 1
    assert report["distinct_units"]["share/dense1"] == 1 / 8
    assert report["distinct_units"]["effective/dense1"] == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("scale", [0.01, 1.0])
def test_random_units_are_all_distinct(scale):
    model = mlp(keras.optimizers.SGD(0.1), "tanh")
    kernel = model.get_layer("dense1").kernel
    kernel.assign(scale * kernel)
    watched = watch(model, [DistinctUnits(every=1)])
    assert watched.reports[0]["distinct_units"]["dense1"] == 8
    assert watched.findings == []


@pytest.mark.parametrize(
    ("initializer", "edit"),
    [
        (keras.initializers.Constant(0.05), "model.kernel_initializer: constant -> glorot_uniform"),
        (keras.initializers.HeNormal(), "None"),  # somebody else has made them alike
    ],
    ids=["constant", "random"],
)
def test_units_that_are_alike_are_named(initializer, edit):
    """Those of `dense2` part, since the weights behind them differ."""
    model = constant_kernels(0.05, "tanh")
    model.get_layer("dense1").kernel_initializer = initializer
    (finding,) = watch(model, [DistinctUnits(every=1)]).findings
    assert (finding.layer, finding.severity) == ("dense1", "warning")
    assert finding.text.startswith("All 8 units of `dense1` give the same output")
    assert str(finding.edit) == edit


def test_units_of_one_input_are_related_and_not_alike():
    """A single column gives lines of other slopes: correlated, and a healthy net all the same."""
    keras.utils.set_random_seed(0)
    inputs = keras.Input((6, 6, 2))
    x = keras.layers.Dense(8, "tanh", name="lines")(inputs[:, 0, 0, :1])
    model = keras.Model(inputs, keras.layers.Dense(3)(x))
    model.get_layer("lines").kernel.assign(np.linspace(1e-3, 2e-3, 8)[None])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.0), loss)
    watched = watch(model, [DistinctUnits(every=1)])
    assert watched.reports[0]["distinct_units"]["lines"] == 1
    assert watched.findings == []


def test_only_some_units_are_looked_at_in_a_wide_layer():
    (report,) = watch(mlp(), [DistinctUnits(every=1, most=4)]).reports
    assert report["distinct_units"]["dense1"] <= 4
    assert report["distinct_units"]["share/dense1"] == report["distinct_units"]["dense1"] / 4


@pytest.mark.parametrize(
    ("argument", "value"), [("limit", 0.0), ("limit", 1.0), ("most", 0), ("positions", 0)]
)
def test_bad_arguments_are_refused(argument, value):
    with pytest.raises(ValueError, match=f"Argument `{argument}` must be"):
        DistinctUnits(**{argument: value})
